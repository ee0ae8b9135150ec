"""Documents for a turn: made, read, found again, sent on their way. What every way into the library shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from pydantic import ValidationError

from cards.description import ANY_KIND, Description
from community.by_hand import check_may_describe
from community.documents import Document, DocumentGone, DocumentState, Draft, described, usual_review
from community.file_addresses import file_address
from community.filing_troubles import ONEDRIVE
from community.filing_words import LinkPlace, link_place, title_of_link
from community.ids import DocumentId, FilingId
from community.packs import Pack, pack_named
from community.people import Member, MemberId
from community.privacy import clean
from community.reviews import morning_on
from community.shared_files import AttachedFile, Degree
from community.times import milliseconds
from dialogs.turn import Effect, FileAway, Index, Post, PostThread, Refresh, Turn
from store.filings import Filing, Step
from store.opened import Store

IN_THREAD = ";messageid="
"""What the id of a conversation has in it when it is a thread of a channel."""
REVIEWS = "reviews.launch"
"""The work of asking about review dates; like all that begins something, it waits while a community is dormant."""
SUGGESTED = 12
MOST_FILES = 10
MOST_DISCUSSED = 20
"""So many discussion points about one document are brought up to date."""
CARRIED_BYTES = 7_000
"""What a form can carry of files that Teams told of; more of them are learned from the message itself."""


def subject(document: str) -> str:
    """What the outbox, the postings and the search call a document."""
    return f"document:{document}"


def pack_of(turn: Turn) -> Pack:
    """The practice pack of the turn's community."""
    return pack_named(turn.community.pack)


def pack_in(store: Store) -> Pack:
    """The practice pack of the community whose store it is."""
    community = store.settlements.read()
    return pack_named(community.pack if community else "")


def today(turn: Turn) -> date:
    """The day it is where the community is."""
    return turn.now.astimezone(ZoneInfo(turn.community.time_zone)).date()


def read_document(document_id: str, turn: Turn, *, to_change: bool = False) -> Document:
    """A document of the catalogue. Raises `DocumentGone` for one that is not there (any more)."""
    found = turn.store.documents.read(DocumentId(document_id), to_change=to_change)
    if found is None:
        raise DocumentGone
    found.check_there()
    return found


def changeable(document_id: str, turn: Turn, *, to_change: bool = True) -> Document:
    """A document that this member may change. Raises `DocumentGone` or `SaversOnly`."""
    found = read_document(document_id, turn, to_change=to_change)
    found.check_may_change(turn.member)
    return found


def describable(document_id: str, turn: Turn, *, to_change: bool = True) -> Document:
    """A document of which this member may say what it is. Raises `DocumentGone` or `SaversOnly`."""
    found = read_document(document_id, turn, to_change=to_change)
    check_may_describe(found, turn.member)
    return found


def columns_too(document: Document, turn: Turn) -> tuple[Effect, ...]:
    """Have the library's own columns say the same, where it has any and nothing else is on its way."""
    kept = turn.store.libraries.read()
    if document.state is not DocumentState.FILED or kept is None or kept.state is None or kept.state.degree is not Degree.COLUMNS:
        return ()
    if turn.store.filings.of_document(document.id) is not None:
        return ()
    return (send_on(turn, document, Step.DESCRIBE, kind="describe"),)


def draft_of(sent: Description) -> Draft:
    """What somebody typed into the fields of a document."""
    typed = {name: getattr(sent, name) for name in ("title", "topics", "tags", "source", "review", "good_for")}
    return Draft(kind="" if sent.kind == ANY_KIND else sent.kind, **typed)


def said_in(sent: Description, turn: Turn, usual_title: str = "") -> dict[str, Any]:
    """What a form says about something that is saved: fields of a document. Raises a refusal for what cannot be kept."""
    said = described(draft_of(sent), pack_of(turn), today(turn), usual_title=usual_title)
    title = said.title if clean(sent.title) else usual_title
    return {**said.model_dump(), "title": title, "owner": owner_in(sent, turn, turn.member.id)}


def owner_in(sent: Description, turn: Turn, otherwise: MemberId | None) -> MemberId | None:
    """The member that was chosen to vouch, if they are here; else `otherwise`."""
    chosen = turn.store.members.read(MemberId(sent.owner)) if sent.owner else None
    return chosen.id if chosen is not None and chosen.here else otherwise


def suggested(turn: Turn, *first: MemberId | None) -> list[Member]:
    """Members to choose from as owner, some of them first; more are found by typing."""
    members = turn.store.members
    chosen = [member for wanted in first if wanted and (member := members.read(wanted)) and member.here]
    return list({member.id: member for member in (*chosen, *members.like("", SUGGESTED))}.values())


def new_document(turn: Turn, state: DocumentState, **known: Any) -> Document:
    """A document that this member saves, not kept yet: theirs to vouch for, to be looked at again when it is usual."""
    have_reviewed(turn)
    usual = {
        "id": DocumentId(turn.new_id()),
        "title": "",
        "owner": turn.member.id,
        "saver": turn.member.id,
        "review_on": usual_day(str(known.get("kind", "")), turn),
        "state": state,
        "saved_at": turn.now,
    }
    return Document.model_validate({**usual, **known})


def have_reviewed(turn: Turn) -> None:
    """See to it that review dates are looked at, each morning from the next working day on."""
    turn.store.due.put(REVIEWS, "all", next_morning(turn))


def next_morning(turn: Turn) -> datetime:
    """The next morning of a working day where the community is."""
    return morning_on(today(turn), turn.community.time_zone, turn.now)


def usual_day(kind: str, turn: Turn) -> date:
    """When a document of a kind is looked at again, unless somebody says otherwise."""
    return usual_review(kind, pack_of(turn), today(turn))


def link_there(turn: Turn, address: str) -> Document | None:
    """The entry that keeps a link already. Raises `LinkRefused`."""
    return turn.store.documents.by_address(file_address(address))


def add_link(turn: Turn, address: str, known: Mapping[str, Any], *, reason: str = "") -> Document:
    """Catalogue a link that is not there yet. Raises `LinkRefused`."""
    kept = file_address(address)
    named = {**known, "title": known.get("title") or title_of_link(kept)}
    document = new_document(turn, DocumentState.LINK, address=kept, reason=link_reason(kept, reason), **named)
    turn.store.documents.add(document)
    return document


def shown_in(document: Document, thread: str | None) -> tuple[Effect, ...]:
    """Say that a new document is there, in a thread or in one of its own; and have the search find it."""
    said: Effect = Post(subject(document.id), thread) if thread else PostThread(subject(document.id))
    return (said, Index(subject(document.id)))


def refreshed(document: Document) -> tuple[Effect, ...]:
    """Bring the card and the search up to date with a document that has changed."""
    return (Refresh(subject(document.id)), Index(subject(document.id)))


def refreshed_everywhere(document: Document, turn: Turn) -> tuple[Effect, ...]:
    """The same where discussion points show it too: for a change of what those say of it."""
    discussed = f"discussion:{document.id}"
    shown = turn.store.postings.beneath(discussed, MOST_DISCUSSED), turn.store.outbox.beneath(discussed, MOST_DISCUSSED)
    return (*refreshed(document), *map(Refresh, dict.fromkeys(chain(*shown))))


def link_reason(address: str, reason: str = "") -> str:
    """Why a document is a link only, where that wants saying."""
    return ONEDRIVE if link_place(address) is LinkPlace.ONEDRIVE else reason


def send_on(turn: Turn, document: Document, step: Step, **origin: object) -> FileAway:
    """Have the librarian file a document that is kept. `origin` says where its file comes from."""
    filing = Filing(
        id=FilingId(turn.new_id()),
        document=document.id,
        origin=origin_text(origin),
        step=step,
        started_at=turn.now,
        due_at=milliseconds(turn.now),
        message=document.message if step is Step.READ else "",
        name=document.name,
        drive=document.drive,
        item=document.item,
        sha256=document.sha256,
        size=document.size,
    )
    turn.store.filings.begin(filing)
    return FileAway()


def origin_text(origin: Mapping[str, object]) -> str:
    """Where a file comes from, as a filing keeps it."""
    return orjson.dumps(origin).decode()


def files_told(told: Iterable[Mapping[str, str]]) -> tuple[AttachedFile, ...]:
    """The files that Teams, or a card, told of: those that make sense."""
    found = []
    for each in told:
        try:
            found.append(AttachedFile.model_validate(each))
        except ValidationError:
            continue
    return tuple(found)


def fitting(files: Iterable[AttachedFile]) -> tuple[AttachedFile, ...]:
    """As many of the files as a form can carry."""
    kept: list[AttachedFile] = []
    room = CARRIED_BYTES
    for file in files:
        room -= len(file.model_dump_json())
        if room < 0 or len(kept) == MOST_FILES:
            break
        kept.append(file)
    return tuple(kept)


def thread_of(turn: Turn, root: str) -> str | None:
    """The thread in the community's channel that begins with message `root`; None where there are no threads."""
    return f"{turn.community.home}{IN_THREAD}{root}" if root.isdigit() and turn.community.team else None
