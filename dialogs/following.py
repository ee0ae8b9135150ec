"""Following what people do in the channel's files by hand: the catalogue learns of it, and SharePoint is left as it is."""

from __future__ import annotations

from typing import Any

from community.by_hand import NOBODY, addresses_of, being_filed, is_document, shared_as
from community.documents import Document, DocumentState
from community.file_types import title_of
from community.guessing import guessed
from community.ids import DocumentId
from community.shared_files import Changes, Shelf, StoredItem
from community.times import milliseconds
from dialogs.cataloguing import have_reviewed, pack_of, refreshed_everywhere, subject
from dialogs.turn import At, Effect, Index, Turn

SWEEP = "library.sweep"
SLICE = 100
"""As many are found to be gone in one turn, so that turns stay short."""


def follow(changes: Changes, turn: Turn) -> tuple[Effect, ...]:
    """Bring the catalogue up to date with a page of changes.

    Where everything is told from the beginning, what is not told of any more is gone: once the last page has come.
    """
    libraries = turn.store.libraries
    kept = libraries.read()
    if kept is None or kept.state is None or kept.state.shelf is None:
        return ()
    shelf, walk = kept.state.shelf, kept.walk
    if changes.afresh:
        walk = max(milliseconds(turn.now), (walk or 0) + 1)
        libraries.walk(walk)
    at = max(milliseconds(turn.now), walk or 0)
    then: list[Effect] = []
    for change in changes.items:
        document = turn.store.stored_files.of_item(shelf.drive, change.id)
        if change.item is None:
            then += gone(document, turn)
        elif document is not None:
            then += _told(document, change.item, at, turn)
        else:
            then += _found(change.item, shelf, at, turn)
    if any(isinstance(effect, Index) for effect in then):
        have_reviewed(turn)
    if walk is not None and not changes.more:
        libraries.walk(None)
        then += sweep(shelf.drive, walk, turn)
    return tuple(then)


def sweep(drive: str, walk: int, turn: Turn) -> tuple[Effect, ...]:
    """Documents that a walk through all files did not come upon are gone; the next few of them."""
    some = turn.store.stored_files.untold(drive, walk, SLICE)
    then = [effect for document in some for effect in gone(document, turn)]
    return (*then, At(turn.now, SWEEP, str(walk), detail=drive)) if len(some) == SLICE else tuple(then)


def gone(document: Document | None, turn: Turn) -> tuple[Effect, ...]:
    """The file of a document was removed, or moved out of the channel's folder."""
    if document is None or document.state is not DocumentState.FILED:
        return ()
    return _changed(document, turn, state=DocumentState.GONE)


def _told(document: Document, item: StoredItem, at: int, turn: Turn) -> tuple[Effect, ...]:
    """A file that is known is there: under another name, with other content, or again."""
    if document.state not in {DocumentState.FILED, DocumentState.GONE}:
        return ()
    turn.store.stored_files.tell(document.id, at)
    lies = {"name": item.name, "address": item.address}
    holds = {"size": item.size, "quick_hash": item.quick_hash or document.quick_hash}
    if all(getattr(document, name) == value for name, value in {**lies, **holds, "state": DocumentState.FILED}.items()):
        return ()
    other = bool(document.quick_hash) and holds["quick_hash"] != document.quick_hash
    known: dict[str, Any] = {**lies, **holds, "sha256": "" if other else document.sha256, "state": DocumentState.FILED}
    if document.name != item.name and document.title == title_of(document.name):
        known["title"] = title_of(item.name)
    return _changed(document, turn, **known)


def _found(item: StoredItem, shelf: Shelf, at: int, turn: Turn) -> tuple[Effect, ...]:
    """A file that is not known: a link to it may be; else it becomes a document that is nobody's, without a word."""
    lies = {"name": item.name, "address": item.address, "drive": item.drive, "item": item.id, "size": item.size}
    known: dict[str, Any] = {**lies, "quick_hash": item.quick_hash, "state": DocumentState.FILED}
    documents = turn.store.documents
    link = next((found for address in addresses_of(item, shelf) if (found := documents.by_address(address))), None)
    if link is not None:
        turn.store.stored_files.tell(link.id, at)
        return _changed(link, turn, reason="", filed_at=turn.now, **known)
    if not is_document(item) or _is_expected(item, turn):
        return ()
    title = title_of(item.name)
    guess = guessed(title, pack_of(turn), name=item.name)
    added = min(item.created_at or turn.now, turn.now)
    document = Document(
        id=DocumentId(turn.new_id()), title=title, kind=guess.kind, topics=guess.topics, saver=NOBODY, saved_at=added, **known
    )
    documents.add(document)
    turn.store.stored_files.tell(document.id, at)
    return (Index(subject(document.id)),)


def _is_expected(item: StoredItem, turn: Turn) -> bool:
    """True for a file that somebody is having filed: what it is they have said."""
    name = shared_as(item)
    return being_filed(item, turn.community.bot, turn.now) or (bool(name) and turn.store.stored_files.on_its_way(name))


def _changed(document: Document, turn: Turn, **known: Any) -> tuple[Effect, ...]:
    changed = document.model_copy(update={**known, "revision": document.revision + 1})
    turn.store.documents.save(changed)
    return refreshed_everywhere(changed, turn)
