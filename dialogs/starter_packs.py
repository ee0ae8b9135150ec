"""The starter pack: chosen by a facilitator, and part of the welcome of whoever joins."""

from __future__ import annotations

from datetime import timedelta

from cards.documents import title_of
from cards.starter_packs import (
    DOCUMENTS_DATASET,
    OpenStarterPack,
    SendStarterPack,
    starter_card,
    starter_form,
)
from community.communities import SayItThere
from community.documents import Document
from community.finding import understood
from community.ids import DocumentId
from community.refusals import Refusal
from community.starter_packs import MOST_STARTERS, chosen_starters
from dialogs.cataloguing import pack_of
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import Choices, CloseForm, Reply, ShowCard, ShowForm, Turn

router = Router()
TITLE = "Starter pack"
OFFERED = 20
FOUND = 15


@router.word("starter pack", "starters", "starter", "new here", "where do i start")
def show_pack(_said: Said, turn: Turn) -> Reply:
    """Show what is in the pack."""
    if len(turn.mine) > 1:
        raise SayItThere
    chosen = turn.store.starter_packs.chosen(MOST_STARTERS)
    return Reply(ShowCard(starter_card(chosen, pack_of(turn), turn.community, facilitates=turn.member.facilitates)))


@router.opening(OpenStarterPack)
def open_pack(_wish: OpenStarterPack, turn: Turn) -> Reply:
    """Open the form, for facilitators."""
    chosen = turn.store.starter_packs.chosen(MOST_STARTERS)
    ids = ",".join(document.id for document in chosen)
    return _form(SendStarterPack(community=turn.community.id, documents=ids), turn)


def _form(sent: SendStarterPack, turn: Turn, wrong: str = "") -> Reply:
    documents = turn.store.documents
    ids = [DocumentId(piece) for piece in sent.documents.split(",")[: 2 * MOST_STARTERS] if piece]
    named = [document for each in ids if (document := documents.read(each)) and document.usable]
    offered = {document.id: document for document in (*named, *documents.newest(OFFERED))}
    return Reply(ShowForm(TITLE, starter_form(sent, list(offered.values()), pack_of(turn), wrong=wrong), wide=True))


@router.sending(SendStarterPack)
def choose(sent: SendStarterPack, turn: Turn) -> Reply:
    """Settle what is in the pack: those that are named, and no others. What cannot be opened any more is left out."""
    try:
        wanted = chosen_starters(sent.documents)
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    starters, documents = turn.store.starter_packs, turn.store.documents
    starters.empty()
    for place, document_id in enumerate(wanted):
        found = documents.read(document_id)
        if found is not None and found.usable:
            starters.add(found.id, turn.member.id, turn.now + timedelta(milliseconds=place))  # they are shown in this order
    return Reply(CloseForm())


@router.search(DOCUMENTS_DATASET)
def find_documents(query: str, turn: Turn) -> Reply:
    """Documents that match what is typed, or the newest while nothing is."""
    pack = pack_of(turn)
    wanted = understood(query, pack, turn.store.entries.near) if query.strip() else None
    found: list[Document] = []
    if wanted is None:
        found = turn.store.documents.newest(FOUND)
    else:
        hits = [hit.ref for hit in turn.store.entries.search(wanted, 2 * FOUND) if hit.ref.startswith("document:")]
        read = [turn.store.documents.read(DocumentId(ref.partition(":")[2])) for ref in hits]
        found = [document for document in read if document is not None and document.usable][:FOUND]
    return Reply(Choices(tuple((f"{title_of(each)} ({pack.label_of_kind(each.kind)})", str(each.id)) for each in found)))
