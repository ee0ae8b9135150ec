"""Help: what one can do here, as buttons that do it."""

from __future__ import annotations

from cards.asks import asks_card
from cards.help import ShowAsks, chat_help_card, help_card
from community.asks import public_view, question
from dialogs.events import Said, Scope
from dialogs.routing import Router
from dialogs.turn import Reply, ShowCard, Turn

router = Router()
LISTED = 6


@router.word("help", "hi", "hello", "hey", "hiya", "start", "menu", "?", "")
def help_me(_said: Said, turn: Turn) -> Reply:
    """Show what one can do."""
    if turn.place.scope is Scope.CHAT:
        return Reply(ShowCard(chat_help_card(turn.mine)))
    card = help_card(turn.community, open_asks=turn.store.asks.count_open(), facilitates=turn.member.facilitates)
    return Reply(ShowCard(card))


def offer_to_ask(said: Said, turn: Turn) -> Reply:
    """Something was written in the 1:1 chat: offer to put it to the community."""
    return Reply(ShowCard(chat_help_card(turn.mine, text=question(said.text))))


@router.press(ShowAsks)
def show_asks(_press: ShowAsks, turn: Turn) -> Reply:
    """Show what waits for an answer, to who pressed."""
    views = [public_view(ask, []) for ask in turn.store.asks.open_ones(LISTED)]
    return Reply(ShowCard(asks_card(views, turn.store.asks.count_open(), turn.community.name, turn.community.id)))
