"""A document as people come upon it: its card, wherever it is shown, and what the search holds of it."""

from __future__ import annotations

from cards.documents import document_card, mine_card
from community.communities import SayItThere
from community.documents import Document, DocumentState
from community.entries import document_entry
from community.finding import Entry
from community.ids import DocumentId
from community.privacy import one_line, shortened
from dialogs.cataloguing import pack_in, pack_of
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import Drawn, Reply, ShowCard, Turn
from store.opened import Store

router = Router()
LISTED = 6


@router.word("my documents", "my library", "what i saved")
def list_mine(_said: Said, turn: Turn) -> Reply:
    """Show a member what they saved, newest first."""
    if len(turn.mine) > 1:
        raise SayItThere
    saved = turn.store.documents.saved_by(turn.member.id, LISTED)
    return Reply(ShowCard(mine_card(saved, pack_of(turn), turn.community.id)))


@router.paint("document")
def paint_document(document_id: str, store: Store) -> Drawn | None:
    """The document as the channel sees it now. Nothing where there is nothing to say: no card is posted of what is gone."""
    found = store.documents.read(DocumentId(document_id))
    if found is None or _said_nowhere(found):
        return None
    return Drawn(document_card(found, pack_in(store), newer=newer_than(found, store)), summary(found))


def _said_nowhere(document: Document) -> bool:
    """True for one that was taken out before its card was posted, and that there is no reason to speak of."""
    told = document.card or document.reason or document.superseded_by
    return document.state is DocumentState.TAKEN_OUT and not told


def newer_than(document: Document, store: Store) -> Document | None:
    """The document that took the place of this one."""
    return store.documents.read(document.superseded_by) if document.superseded_by else None


def summary(document: Document) -> str:
    """What a notification says."""
    return shortened(f"Library: {one_line(document.title, 140) or 'a document'}", 160)


@router.index("document")
def index_document(document_id: str, store: Store) -> Entry | None:
    """What the search holds of a document: nothing of one that cannot be opened."""
    found = store.documents.read(DocumentId(document_id))
    return None if found is None else document_entry(found, pack_in(store))
