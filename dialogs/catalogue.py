"""The table of contents: everything a community does, one router each."""

from __future__ import annotations

from dialogs import answers, asks, communities, deliveries, help
from dialogs.events import Edited, Said, Scope
from dialogs.routing import Router
from dialogs.turn import Drawn, Reply, Turn
from store.opened import Store

CATALOGUE = Router().include(
    [
        answers.router,
        asks.router,
        communities.router,
        deliveries.router,
        help.router,
    ]
)
"""Every verb, word, event and subject that Canopy knows."""


def hear(said: Said, turn: Turn) -> Reply:
    """Answer a message: a known word, or else something to ask the community."""
    word = " ".join(said.text.lower().split()).rstrip("!.? ").removesuffix(" please")
    known = CATALOGUE.words.get(word) or CATALOGUE.prefixes.get(word.partition(":")[0].strip() if ":" in word else "")
    if known is not None:
        return known(said, turn)
    if turn.place.scope is Scope.CHAT:
        return help.offer_to_ask(said, turn)
    return asks.ask_aloud(said, turn)


def hear_again(edited: Edited, turn: Turn) -> Reply:
    """A message was edited: what was asked in it follows. One that nothing came of (it was too long, say) is heard anew."""
    followed = asks.follow_edit(edited, turn)
    if followed is not None or not edited.addressed:
        return followed or Reply()
    return hear(Said(id=edited.id, place=edited.place, person=edited.person, text=edited.text), turn)


def paint(subject: str, store: Store) -> Drawn | None:
    """Draw `subject` as it is now, or None when there is nothing to say any more."""
    prefix, _, name = subject.partition(":")
    draw = CATALOGUE.paints.get(prefix)
    return draw(name, store) if draw else None
