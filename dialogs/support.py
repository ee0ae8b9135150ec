"""Where to find support: for whoever asks, in words that facilitators can make their own."""

from __future__ import annotations

from cards.support import OpenSupportWords, SendSupportWords, support_card, support_form
from community.refusals import Refusal
from community.support import settled_support, support_words
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import Reply, Say, ShowCard, ShowForm, Turn

router = Router()
TITLE = "Where to find support"
PLACES = 4
"""In a 1:1 chat the words of so many communities fit on a card."""


@router.word("support", "where to find support", "find support", "get support", "i need support")
def show_support(_said: Said, turn: Turn) -> Reply:
    """Show where to find support. In a 1:1 chat with somebody in several communities, what each of them says."""
    mine = turn.mine[:PLACES] if len(turn.mine) > 1 else (turn.community,)
    places = [(community.name, support_words(community.support)) for community in mine]
    if len({text for _, text in places}) == 1:
        places = places[:1]
    alone = len(turn.mine) < 2 and turn.member.facilitates
    return Reply(ShowCard(support_card(places, change=turn.community.id if alone else "")))


@router.opening(OpenSupportWords)
def open_words(_wish: OpenSupportWords, turn: Turn) -> Reply:
    """Open the form that changes the words, for facilitators."""
    now = support_words(turn.community.support)
    return Reply(ShowForm(TITLE, support_form(SendSupportWords(community=turn.community.id, support=now))))


@router.sending(SendSupportWords)
def send_words(sent: SendSupportWords, turn: Turn) -> Reply:
    """Keep the words. Empty brings back those Canopy comes with."""
    try:
        own = settled_support(sent.support)
    except Refusal as refusal:
        return Reply(ShowForm(TITLE, support_form(sent, wrong=refusal.said)))
    turn.store.settlements.support(own)
    return Reply(Say("Saved." if own else "Saved: the words I came with are shown."))
