"""Help: what one can do here, as buttons that do it."""

from __future__ import annotations

from cards.help import chat_help_card, expert_help_card, help_card, sponsor_help_card
from community.asks import question
from community.people import Role
from dialogs.events import Said, Scope
from dialogs.routing import Router
from dialogs.turn import Reply, Say, ShowCard, Turn

router = Router()


@router.word(
    "", "help", "help me", "hi", "hello", "hey", "hiya", "hi canopy", "hello canopy", "hey canopy", "start", "menu",
    "morning", "good morning", "good afternoon", "good evening", "what can you do", "who are you", "how does this work",
)  # fmt: skip
def help_me(_said: Said, turn: Turn) -> Reply:
    """Show what one can do."""
    if len(turn.mine) < 2 and turn.member.role is Role.SPONSOR:
        return Reply(ShowCard(sponsor_help_card(turn.community)))
    if len(turn.mine) < 2 and turn.member.role is Role.EXPERT:
        return Reply(ShowCard(expert_help_card(turn.community, open_asks=turn.store.asks.count_open())))
    if turn.place.scope is Scope.CHAT:
        return Reply(ShowCard(chat_help_card(turn.mine, role=turn.member.role)))
    return Reply(ShowCard(help_card(turn.community, open_asks=turn.store.asks.count_open(), role=turn.member.role)))


@router.word(
    "thanks", "thank you", "thank you so much", "many thanks", "cheers", "ta", "ok", "okay", "great", "brilliant", "perfect"
)
def thanked(_said: Said, _turn: Turn) -> Reply:
    """Somebody is polite: so is Canopy."""
    return Reply(Say("You are welcome."))


def offer_to_ask(said: Said, turn: Turn) -> Reply:
    """Something was written in the 1:1 chat: offer to put it to the community."""
    return Reply(ShowCard(chat_help_card(turn.mine, text=question(said.text))))
