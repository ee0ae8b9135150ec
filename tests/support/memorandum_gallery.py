"""The cards and forms of the memorandum, the welcome and the starter pack, for the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cards.adoptions import AcceptedLine, accepted_form, adopt_form, nudge_card
from cards.memoranda import (
    OpenAccepted,
    Seen,
    SendDraft,
    draft_card,
    draft_form,
    memorandum_card,
    none_yet_card,
    over_card,
    read_form,
)
from cards.remarks import SendComment, comment_form
from cards.starter_packs import SendStarterPack, starter_card, starter_form
from cards.welcomes import SAID_LATER, Welcoming, arrival_card, offer_card, put_off_card, welcome_card, welcome_form
from community.communities import GROUP_CHAT, Community
from community.memoranda import COMMENT_LIMIT, DEFAULT_WORDS, WORDS_LIMIT, Comment, CommentId, Memorandum, MemorandumState
from community.packs import pack_named
from community.people import CommunityId, MemberId, TenantId
from tests.support.document_gallery import document

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PACK = pack_named("mca")


def _community() -> Community:
    return Community(
        tenant=TenantId("t"), id=CommunityId(ID), home="19:home@thread.tacv2", team="19:team", service_url="https://teams.example/",
        bot="28:canopy", name="MCA community", purpose="Get better together at supporting people to decide for themselves.",
    )  # fmt: skip


def memorandum(state: MemorandumState = MemorandumState.ADOPTED, **changed: Any) -> Memorandum:
    """A version, or with what is `changed` of it."""
    known = {"version": 2, "words": DEFAULT_WORDS, "state": state, "author": MemberId("amara"), "written_at": NOW}
    return Memorandum.model_validate({**known, "adopted_at": NOW, **changed})


def _comment(number: int, words: str = "Say who decides in an emergency.") -> Comment:
    name = ("Ben Carter", "Chidi Okafor")[number % 2]
    return Comment(id=CommentId(f"c{number}"), version=2, member=MemberId(name), name=name, words=words, at=NOW)


def _seen() -> Seen:
    return Seen(accepted=12, here=15, condition=True)


def usual() -> dict[str, Json]:
    """As they look on an ordinary day."""
    draft = memorandum(MemorandumState.DRAFT, adopted_at=None)
    lines = [
        AcceptedLine(name="Amara Osei", said="version 2 on Monday 2 November 2026"),
        AcceptedLine(name="Ben Carter", said="version 1 on Monday 5 October 2026, not the one in force"),
        AcceptedLine(name="Chidi Okafor", said="not yet"),
    ]
    following = OpenAccepted(community=ID, name="Chidi Okafor", member="chidi")
    comment = SendComment(version=2, nonce=ID, community=ID)
    welcoming = Welcoming(community=_community(), memorandum=True, starters=(document(),))
    bare = Welcoming(community=_community(), memorandum=False, starters=())
    return {
        "memorandum": memorandum_card(memorandum(), _seen(), since="Monday 2 November 2026"),
        "memorandum-accepted": memorandum_card(
            memorandum(), _seen(), since="Monday 2 November 2026", community=ID, private="Thank you.", draft=3
        ),
        "memorandum-older": memorandum_card(memorandum(MemorandumState.SUPERSEDED), _seen(), since="Monday 2 November 2026"),
        "memorandum-none": none_yet_card(ID),
        "memorandum-draft": draft_card(draft, 2),
        "memorandum-draft-over": over_card(2, "This draft was adopted: it is version 2 now. Thank you for every comment."),
        "memorandum-read": read_form(memorandum(), accepted="", community=ID),
        "memorandum-read-again": read_form(memorandum(), accepted="Monday 2 November 2026", community=ID),
        "memorandum-form": draft_form(SendDraft(community=ID, words=DEFAULT_WORDS), draft=2, wrong="It was changed."),
        "memorandum-comments": comment_form(comment, draft, [_comment(0), _comment(1)], mine="Ben Carter", facilitates=False),
        "memorandum-no-comments": comment_form(comment, draft, [], mine="x", facilitates=True, wrong="Nothing to read."),
        "memorandum-adopt": adopt_form(draft, 2, community=ID),
        "memorandum-who": accepted_form(memorandum(), lines, _seen(), following, community=ID),
        "memorandum-nudge": nudge_card(ID, "MCA community", again=True),
        "welcome": welcome_card(welcoming, PACK),
        "welcome-bare": welcome_card(bare, PACK, asked_for=True),
        "welcome-form": welcome_form(welcoming, PACK),
        "welcome-offer": offer_card(),
        "welcome-later": put_off_card(SAID_LATER),
        "arrival": arrival_card(_community(), ["Amara Osei", "Ben Carter"]),
        "arrival-nobody": arrival_card(_community(), []),
        "arrival-group-chat": arrival_card(_community().model_copy(update={"home": f"19:night{GROUP_CHAT}"}), ["Amara Osei"]),
        "starter-pack": starter_card([document()], PACK, _community(), facilitates=True),
        "starter-pack-none": starter_card([], PACK, _community(), facilitates=False),
        "starter-form": starter_form(SendStarterPack(community=ID, documents=ID), [document()], PACK, wrong="Too many."),
    }  # fmt: skip


def filled_with(text: str, name: str, long: str) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    words = long[:WORDS_LIMIT]
    said = [_comment(number, long[:COMMENT_LIMIT]).model_copy(update={"name": name}) for number in range(20)]
    draft = memorandum(MemorandumState.DRAFT, words=words, adopted_at=None)
    many = [AcceptedLine(name=name, said="version 1 on Wednesday 30 September 2026, not the one in force")] * 25
    starters = tuple(document(title=long[:200], good_for=long[:300]) for _ in range(10))
    full = _community().model_copy(update={"name": text[:80], "purpose": long[:500]})
    welcoming = Welcoming(community=full, memorandum=True, starters=starters)
    following = OpenAccepted(community=ID, name=name, member="chidi")
    sent = SendComment(version=2, nonce=ID, community=ID, words=long[:COMMENT_LIMIT])
    return {
        "memorandum": memorandum_card(memorandum(words=words), _seen(), since="2 November", community=ID, private=text, draft=3),
        "memorandum-draft": draft_card(draft, 99, community=ID),
        "memorandum-form": draft_form(SendDraft(community=ID, words=words), draft=2, wrong=text),
        "memorandum-comments": comment_form(sent, draft, said, mine="x", facilitates=True, wrong=text),
        "memorandum-adopt": adopt_form(draft, 99, community=ID),
        "memorandum-who": accepted_form(memorandum(), many, _seen(), following, community=ID),
        "memorandum-nudge": nudge_card(ID, text[:80], again=False),
        "welcome": welcome_card(welcoming, PACK),
        "welcome-form": welcome_form(welcoming, PACK),
        "arrival": arrival_card(full, [name] * 20),
        "starter-pack": starter_card(starters, PACK, full, facilitates=True),
        "starter-form": starter_form(SendStarterPack(community=ID), [document(title=long[:200])] * 30, PACK, wrong=text),
    }
