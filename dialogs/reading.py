"""From what a message holds to documents: each file one of its own, links beside them, and a sentence for what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from community.documents import Document, DocumentState
from community.file_addresses import file_address
from community.file_types import FileRefused, check_name, title_of
from community.filing_troubles import NO_FILE, kept_as_link
from community.filing_words import kind_of_link, title_of_link
from community.guessing import guessed, together
from community.ids import DocumentId, FilingId
from community.refusals import Refusal
from community.shared_files import AttachedFile, Trouble
from community.times import milliseconds
from dialogs.cataloguing import MOST_FILES, link_reason, origin_text, pack_of, refreshed, shown_in
from dialogs.turn import Effect, FileAway, Turn
from store.filings import Filing, Step

BEING_FILED = "What that message holds is being filed already."


class Origin(BaseModel):
    """Where the file of a filing comes from, and what else was to be kept of its message."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = ""
    root: str = ""
    message: str = ""
    files: tuple[AttachedFile, ...] = ()
    """Those that Teams told of, for when the message cannot be read."""
    links: tuple[str, ...] = ()


class Became(NamedTuple):
    """What a document of a message turns out to be, and the file that is found next, if any."""

    changes: dict[str, Any]
    file: AttachedFile | None = None


def origin_of(filing: Filing) -> Origin:
    """The origin as it was written down."""
    try:
        return Origin.model_validate_json(filing.origin)
    except ValidationError:
        return Origin()


def look_at_root(filing: Filing, document: Document, origin: Origin, turn: Turn) -> tuple[Effect, ...]:
    """Read the message that began the thread instead: the reply itself holds nothing."""
    turn.store.filings.end(filing.id)
    origin_there = origin.model_copy(update={"message": origin.root}).model_dump()
    begun = replace(
        filing,
        id=FilingId(turn.new_id()),
        message=origin.root,
        origin=origin_text(origin_there),
        due_at=milliseconds(turn.now),
        tries=0,
    )
    if not turn.store.filings.begin(begun):
        return out(document, turn, reason=BEING_FILED)
    turn.store.documents.save(document.model_copy(update={"message": origin.root, "revision": document.revision + 1}))
    return (FileAway(),)


def sorted_out(
    filing: Filing, document: Document, origin: Origin, files: Sequence[AttachedFile], turn: Turn
) -> tuple[Effect, ...]:
    """What becomes of each file and link of a message. The document that stood for all of them becomes the first."""
    known = {file.id: there for file in files if (there := _there(origin.message, file, document, turn))}
    fresh = list({file.id: file for file in files if file.id not in known}.values())[:MOST_FILES]
    becoming = [
        *_files(fresh, document, turn, alone=len(files) == 1),
        *_refusals(fresh),
        *_links(origin.links, document, turn, first=not fresh),
    ]
    if becoming:
        return _begun(filing, document, becoming, turn)
    twin = next(iter(known.values()), None)
    return out(document, turn, twin=twin.id) if twin else out(document, turn, reason=NO_FILE)


def without_files(filing: Filing, document: Document, origin: Origin, why: Trouble, turn: Turn) -> tuple[Effect, ...]:
    """The message cannot be read: what Teams told of its files is kept as links, beside the links that were to be kept."""
    turn.store.filings.end(filing.id)
    becoming: list[Became] = []
    for file in origin.files:
        named = {"name": file.name, "attachment": file.id, "title": document.title or title_of(file.name)}
        becoming += _links([file.address], document, turn, first=not becoming, reason=kept_as_link(why, file.address), **named)
    becoming += _links(origin.links, document, turn, first=not becoming)
    return _begun(filing, document, becoming, turn) if becoming else out(document, turn, reason=NO_FILE)


def as_link(document: Document, reason: str, turn: Turn) -> Document | None:
    """A document whose file cannot be filed, kept as a link to where that lies; None where it cannot be one."""
    found = next(_links([document.address], document, turn, first=True, reason=reason), None) if reason else None
    if found is None:
        return None
    changed = document.model_copy(update={**found.changes, "title": document.title, "revision": document.revision + 1})
    turn.store.documents.save(changed)
    return changed


def out(document: Document, turn: Turn, *, reason: str = "", twin: DocumentId | None = None) -> tuple[Effect, ...]:
    """Nothing comes of a document: why not, or the one that is there already."""
    gone = {"state": DocumentState.TAKEN_OUT, "reason": reason, "superseded_by": twin, "revision": document.revision + 1}
    changed = document.model_copy(update=gone)
    turn.store.documents.save(changed)
    return refreshed(changed)


def _there(message: str, file: AttachedFile, document: Document, turn: Turn) -> Document | None:
    """The document that came of this file already."""
    return next((there for there in turn.store.documents.of_message(message, file.id) if there.id != document.id), None)


def _files(files: Iterable[AttachedFile], document: Document, turn: Turn, *, alone: bool) -> Iterator[Became]:
    """The files that the library takes, with what can be told of each from its name. A title was given to one alone."""
    for file in files:
        if _refusal(file):
            continue
        title = (document.title if alone else "") or title_of(file.name)
        guess = guessed(title_of(file.name), pack_of(turn), name=file.name)
        known = {"kind": document.kind or guess.kind, "topics": together(document.topics, guess.topics), "title": title}
        lies = {"name": file.name, "address": file.address, "attachment": file.id}
        yield Became({**known, **lies, "state": DocumentState.FILING}, file)


def _refusals(files: Iterable[AttachedFile]) -> Iterator[Became]:
    for file in files:
        refused = _refusal(file)
        if refused:
            yield Became({"state": DocumentState.TAKEN_OUT, "reason": refused, "title": file.name, "name": file.name})


def _refusal(file: AttachedFile) -> str:
    """Why the library does not take a file; empty when it does."""
    try:
        check_name(file.name)
    except FileRefused as refusal:
        return refusal.said
    return ""


def _links(
    links: Iterable[str], document: Document, turn: Turn, *, first: bool, reason: str = "", **named: Any
) -> Iterator[Became]:
    """Links to be kept. One that is there already is told of where a card waits for it (`first`), else passed over."""
    for link in links:
        try:
            kept = file_address(link)
        except Refusal:
            continue
        there = turn.store.documents.by_address(kept)
        if there is None:
            title = document.title if first else ""
            known = {"kind": document.kind or kind_of_link(kept, pack_of(turn)), "title": title or title_of_link(kept)}
            lies = {"state": DocumentState.LINK, "address": kept, "reason": link_reason(kept, reason)}
            yield Became({**known, **named, **lies})
        elif first:
            yield Became({"state": DocumentState.TAKEN_OUT, "superseded_by": there.id})
        first = False


def _begun(filing: Filing, document: Document, becoming: Sequence[Became], turn: Turn) -> tuple[Effect, ...]:
    """Keep what was found out: the first in place of the document that stood for all, the others beside it."""
    then: list[Effect] = []
    for place, became in enumerate(becoming):
        fresh = {"id": DocumentId(turn.new_id()), "card": None, "saved_at": turn.now} if place else {}
        changes = {**fresh, **became.changes, "revision": 0 if place else document.revision + 1}
        made = document.model_copy(update=changes)
        if place:
            turn.store.documents.add(made)
            then += shown_in(made, document.thread)
        else:
            turn.store.documents.save(made)
            then += refreshed(made)
        if became.file is not None:
            _find(filing, made, became.file, turn, anew=place > 0)
    return (*then, FileAway())


def _find(filing: Filing, document: Document, file: AttachedFile, turn: Turn, *, anew: bool) -> None:
    """Have the librarian find a file in the channel's folder next."""
    origin = {**origin_of(filing).model_dump(), "files": (), "links": (), "file": file.model_dump()}
    next_step = replace(
        filing, document=document.id, step=Step.FIND, attachment=file.id, name=file.name, origin=origin_text(origin),
        due_at=milliseconds(turn.now), tries=0,
    )  # fmt: skip
    if anew:
        turn.store.filings.begin(replace(next_step, id=FilingId(turn.new_id()), started_at=turn.now))
    else:
        turn.store.filings.save(next_step)
