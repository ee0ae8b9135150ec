"""The cards and forms of documents, for the gallery."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cards.chat_files import FileThese, OpenThese, SendThese, offer_card, told_card
from cards.chat_files import describe_form as chat_form
from cards.describing import SendDescribe, describe_form, take_out_form
from cards.documents import document_card, mine_card
from cards.filings import news
from cards.keeping import OpenLink, SendLink, existing_card, link_form, where_card
from cards.saving import SendSave, existing_form, save_form
from community.documents import GOOD_FOR_LIMIT, SOURCE_LIMIT, TITLE_LIMIT, Document, DocumentState
from community.filing_troubles import BECAUSE, NO_FILE, ONEDRIVE
from community.ids import DocumentId
from community.packs import pack_named
from community.people import Member, MemberId, Role, TeamsId
from community.shared_files import Trouble

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
SHELF = "https://contoso.sharepoint.com/sites/mca/Shared Documents/General"
PACK = pack_named("mca")
PLACES = [("MCA community", ID), ("Hoarding forum", "f" * 32)]
BRIEFING = "Hoarding - 7 minute briefing v2.pdf"


def document(**changed: Any) -> Document:
    """A briefing that is filed and described, or with what is `changed` of it."""
    return Document.model_validate({
        "id": DocumentId(ID), "title": "Hoarding: a 7-minute briefing", "kind": "7-minute-briefing",
        "topics": ("hoarding", "self-neglect", "fire-service"), "source": "Northshire Safeguarding Adults Board, 2026",
        "good_for": "Ten minutes in a team meeting, before a joint visit with the fire service.",
        "owner": MemberId("amara"), "owner_name": "Amara Osei", "saver": MemberId("ben"), "saver_name": "Ben Carter",
        "review_on": date(2027, 11, 2), "state": DocumentState.FILED, "name": BRIEFING, "address": f"{SHELF}/{BRIEFING}",
        "drive": "b!drive", "item": "01ITEM", "uses": 3, "saved_at": datetime(2026, 11, 2, 9, tzinfo=UTC), **changed,
    })  # fmt: skip


def _bare(state: DocumentState, **changed: Any) -> Document:
    return document(
        state=state, topics=(), source="", good_for="", owner=MemberId("ben"), owner_name="Ben Carter", uses=0, **changed
    )


def _member(name: str, number: int = 1) -> Member:
    return Member(id=MemberId(f"m{number}"), teams_id=TeamsId(f"29:{number}"), name=name, role=Role.MEMBER)


def _file(name: str = BRIEFING, number: int = 1) -> dict[str, str]:
    return {"id": f"{number:08d}-0000-4000-8000-000000000000", "name": name, "address": f"{SHELF}/{name}"}


def _sent_file(name: str = BRIEFING) -> dict[str, str]:
    return {"name": name, "download": "https://contoso-my.sharepoint.com/personal/ben/_layouts/15/download.aspx?tempauth=x"}


def usual() -> dict[str, Json]:
    """As they look on an ordinary day."""
    people = [_member("Amara Osei"), _member("Ben Carter", 2)]
    save = SendSave(nonce=ID, community=ID, message="1", root="1", files=(_file(),), kind="7-minute-briefing", topics="hoarding",
                    owner="m2", review="2027-11-02")  # fmt: skip
    guide = "https://www.example.org/guides/capacity"
    unknown = SendSave(nonce=ID, community=ID, message="1", root="1", links=(guide,), keep="files,0")
    newer = document(id=DocumentId("f" * 32), title="Hoarding: a 7-minute briefing, third edition")
    link = _bare(DocumentState.LINK, title="Talking about capacity: a webinar", kind="recording", item="", drive="", name="",
                 address="https://www.youtube.com/watch?v=abc")  # fmt: skip
    elsewhere = _bare(DocumentState.LINK, reason=ONEDRIVE, address="https://contoso-my.sharepoint.com/personal/ben/a.docx")
    wish = OpenLink(address=guide, title="Capacity guide", kind="guidance", topics="dols")
    kept = SendLink(nonce=ID, address=wish.address, kind="guidance", topics="dols", review="2027-11-02")
    described = SendDescribe(
        document=ID, community=ID, title=document().title, kind="7-minute-briefing", topics="hoarding,self-neglect",
        tags="#fire-service", good_for=document().good_for, source=document().source, owner="m1", review="2027-11-02",
    )  # fmt: skip
    offered = FileThese(offer=ID, files=(_sent_file(),), kind="7-minute-briefing", community=ID)
    describe = OpenThese(offer=ID, files=(_sent_file(),), kind="7-minute-briefing", community=ID)
    chat = SendThese(offer=ID, files=(_sent_file(),), kind="7-minute-briefing", topics="hoarding", review="2027-11-02")
    failed = _bare(DocumentState.NOT_FILED, reason=BECAUSE[Trouble.NO_FILES_TAB], item="", address="")
    there, not_yet = (news(state, "MCA community") for state in (DocumentState.FILED, DocumentState.NOT_FILED))
    six = tuple(_file(f"{number} {BRIEFING}", number) for number in range(6))
    return {
        "document": document_card(document(), PACK),
        "document-filing": document_card(_bare(DocumentState.FILING, address="", item="", review_on=None), PACK),
        "document-bare": document_card(_bare(DocumentState.FILED, kind=""), PACK),
        "document-not-filed": document_card(failed, PACK),
        "document-not-filed-told": document_card(failed, PACK, community=ID, private=not_yet),
        "document-told": document_card(document(), PACK, community=ID, private=there),
        "document-link": document_card(link, PACK),
        "document-elsewhere": document_card(elsewhere, PACK),
        "document-on-disk": document_card(document(address=f"/srv/canopy/library/General/{BRIEFING}"), PACK),
        "document-superseded": document_card(document(superseded_by=newer.id), PACK, newer=newer),
        "document-superseded-gone": document_card(document(superseded_by=newer.id), PACK),
        "document-removed": document_card(document(state=DocumentState.GONE), PACK),
        "document-taken-out": document_card(document(state=DocumentState.TAKEN_OUT), PACK),
        "document-there-already": document_card(
            document(state=DocumentState.TAKEN_OUT, superseded_by=newer.id), PACK, newer=newer
        ),
        "document-no-file": document_card(_bare(DocumentState.TAKEN_OUT, title="", reason=NO_FILE), PACK),
        "document-inserted": document_card(document(), PACK, inserted=True),
        "documents-mine": mine_card([document(), link], PACK, ID),
        "documents-mine-none": mine_card([], PACK, ID),
        "save-form": save_form(save, PACK, people=people),
        "save-form-unknown": save_form(unknown, PACK, people=people, wrong="I cannot read “soon” as a date."),
        "save-form-several": save_form(save.model_copy(update={"files": six}), PACK, people=people),
        "save-existing": existing_form([document(), link], SendSave(nonce=ID, message="1", root="1"), ID),
        "save-existing-card": existing_card([document()], ID),
        "link-form": link_form(kept, PACK, communities=PLACES),
        "link-where": where_card([wish]),
        "link-where-several": where_card([wish, wish.model_copy(update={"address": f"{guide}/more"})]),
        "describe-form": describe_form(described, document(), PACK, people=people),
        "take-out-form": take_out_form(document(), ID),
        "chat-file": offer_card([BRIEFING], [], offered, describe, PLACES[:1]),
        "chat-files": offer_card([BRIEFING, "Minutes.docx"], ["“tool.exe” is a program."], offered, None, PLACES),
        "chat-files-refused": offer_card([], ["“tool.exe” is a program."], offered, None, PLACES),
        "chat-file-form": chat_form(chat, PACK, PLACES),
        "chat-file-told": told_card(["“Hoarding” is on its way into MCA community. I tell you here once it is there."]),
    }  # fmt: skip


def filled_with(text: str, name: str, long: str) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    topics = tuple(f"{number}{long[:38]}" for number in range(10))
    full = document(
        title=long[:TITLE_LIMIT], good_for=long[:GOOD_FOR_LIMIT], source=long[:SOURCE_LIMIT], topics=topics, name=long[:140],
        owner_name=name, saver_name=name, reason=text, uses=99_999, address=f"{SHELF}/{'a' * 380}",
    )  # fmt: skip
    newer = full.model_copy(update={"id": DocumentId("f" * 32)})
    old = full.model_copy(update={"superseded_by": newer.id})
    files = tuple(_file(long[:80], number) | {"address": f"{SHELF}/{'a' * 100}"} for number in range(10))
    people = [_member(name, number) for number in range(25)]
    typed: Json = {
        "community": ID, "title": long[:TITLE_LIMIT], "kind": "guidance", "topics": "hoarding,dols",
        "tags": long[:200], "good_for": long[:GOOD_FOR_LIMIT], "source": long[:SOURCE_LIMIT], "owner": "m1", "review": long[:40],
    }  # fmt: skip
    links = tuple("https://www.example.org/" + letter * 300 for letter in "abc")
    address = "https://www.example.org/" + "a" * 1_900
    save = SendSave(nonce=ID, message="1", root="1", files=files, links=links, **typed)
    sent = tuple(_sent_file(long[:140]) | {"download": "https://x.example/" + "a" * 1_200} for _ in range(2))
    offered, describe = FileThese(offer=ID, files=sent), OpenThese(offer=ID, files=sent)
    places = [(text, f"{number:032d}") for number in range(20)]
    return {
        "document": document_card(old, PACK, private=text, newer=newer, community=ID),
        "document-not-filed": document_card(full.model_copy(update={"state": DocumentState.NOT_FILED}), PACK, private=text),
        "document-out": document_card(
            full.model_copy(update={"state": DocumentState.TAKEN_OUT, "superseded_by": newer.id}), PACK, newer=newer
        ),
        "save-form": save_form(save, PACK, people=people, wrong=text),
        "save-form-one": save_form(save.model_copy(update={"files": files[:1]}), PACK, people=people, wrong=text),
        "documents-mine": mine_card([full] * 6, PACK, ID),
        "save-existing": existing_form([full] * 10, save, ID),
        "save-existing-card": existing_card([full] * 10, ID),
        "link-form": link_form(SendLink(nonce=ID, address=address, **typed), PACK, communities=places, wrong=text),
        "link-where": where_card([OpenLink(address=address, topics="hoarding,dols", title=long[:TITLE_LIMIT])] * 5),
        "describe-form": describe_form(SendDescribe(document=ID, **typed), full, PACK, people=people, wrong=text),
        "take-out-form": take_out_form(full, ID),
        "chat-files": offer_card([long[:140]] * 10, [text] * 10, offered, describe, places),
        "chat-file-form": chat_form(SendThese(offer=ID, files=sent[:1], **typed), PACK, places, wrong=text),
        "chat-file-told": told_card([text] * 10),
    }  # fmt: skip
