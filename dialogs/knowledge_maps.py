"""The knowledge map: what the community knows, and what it is missing."""

from __future__ import annotations

from cards.exports import SendExport
from cards.knowledge_maps import OpenMapTable, map_card, table_form
from community.communities import SayItThere
from dialogs.events import Said
from dialogs.knowing import MAP, map_of
from dialogs.routing import Router
from dialogs.turn import Reply, ShowCard, ShowForm, Turn

router = Router()


@router.word(
    "knowledge map", "the knowledge map", "our knowledge map", "map", "who knows what", "what do we know",
    "what are we missing", "what is missing", "what's missing", "gaps", "our gaps",
)  # fmt: skip
def show_map(_said: Said, turn: Turn) -> Reply:
    """Show the map as things are now."""
    if len(turn.mine) > 1:
        raise SayItThere
    return Reply(ShowCard(map_card(map_of(turn.store, turn.now), turn.community.id)))


@router.opening(OpenMapTable)
def open_table(_wish: OpenMapTable, turn: Turn) -> Reply:
    """Show it as a table, from which it can be taken as a file."""
    sent = SendExport(nonce=turn.new_id(), about=MAP, community=turn.community.id)
    return Reply(ShowForm("The knowledge map", table_form(map_of(turn.store, turn.now), sent), wide=True))
