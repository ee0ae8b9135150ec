"""The table of contents: everything a community does, one router each."""

from __future__ import annotations

from dialogs import (
    answers,
    asks,
    checkin_closings,
    checkin_kinds,
    checkin_launches,
    checkin_results,
    checkins,
    closings,
    communities,
    deliveries,
    exports,
    help,
    launches,
    notebooks,
    options,
    outcomes,
    polls,
    prompts,
    reflections,
    reminders,
    rhythms,
    support,
    voters,
    votes,
)
from dialogs.events import Deleted, Edited, Said, Scope
from dialogs.routing import Router
from dialogs.turn import Drawn, FileOffer, FileReady, Reply, Turn, Uploaded
from store.opened import Store

CATALOGUE = Router().include(
    [
        answers.router,
        asks.router,
        checkin_closings.router,
        checkin_kinds.router,
        checkin_launches.router,
        checkin_results.router,
        checkins.router,
        closings.router,
        communities.router,
        deliveries.router,
        exports.router,
        help.router,
        launches.router,
        notebooks.router,
        options.router,
        outcomes.router,
        polls.router,
        prompts.router,
        reflections.router,
        reminders.router,
        rhythms.router,
        support.router,
        voters.router,
        votes.router,
    ]
)
"""Every verb, word, event and subject that Canopy knows."""

for _verb, _route in CATALOGUE.opens.items():
    CATALOGUE.sends.setdefault(_verb, _route)  # inside a form, a button that opens another form is sent as a form is


def hear(said: Said, turn: Turn) -> Reply:
    """Answer a message: a known word, or else something to ask the community."""
    word = _word(said.text)
    known = CATALOGUE.words.get(word) or CATALOGUE.prefixes.get(word.partition(":")[0].strip() if ":" in word else "")
    if known is not None:
        return known(said, turn)
    if turn.place.scope is Scope.CHAT:
        return help.offer_to_ask(said, turn)
    return asks.ask_aloud(said, turn)


def is_word(text: str) -> bool:
    """True for a message that is one of the known words: it shows something, and may well be said twice in a row."""
    return _word(text) in CATALOGUE.words


def _word(text: str) -> str:
    return " ".join(text.lower().split()).rstrip("!.? ").removesuffix(" please")


def hear_again(edited: Edited, turn: Turn) -> Reply:
    """A message was edited: what was asked in it follows. One that nothing came of (it was too long, say) is heard anew."""
    followed = asks.follow_edit(edited, turn) or prompts.follow_edit(edited, turn)
    if followed is None and edited.addressed:
        launches.check_edit(edited, turn)
        checkin_launches.check_edit(edited, turn)
    if followed is not None or not edited.addressed:
        return followed or Reply()
    return hear(Said(id=edited.id, place=edited.place, person=edited.person, text=edited.text), turn)


def follow_deletion(deleted: Deleted, turn: Turn) -> Reply:
    """A message was deleted: nothing is kept of what came of it."""
    return Reply(then=(*asks.follow_deletion(deleted, turn).then, *prompts.follow_deletion(deleted, turn).then))


CATALOGUE.events[Deleted] = follow_deletion


def paint(subject: str, store: Store) -> Drawn | FileOffer | None:
    """Draw `subject` as it is now, or None when there is nothing to say any more."""
    prefix, _, name = subject.partition(":")
    draw = CATALOGUE.paints.get(prefix)
    return draw(name, store) if draw else None


def make_file(subject: str, store: Store) -> FileReady | None:
    """The file of `subject` as things are now, or None when there is none any more."""
    prefix, _, name = subject.partition(":")
    make = CATALOGUE.makes.get(prefix)
    return make(name, store) if make else None


def receipt(subject: str, came: Uploaded, store: Store) -> Drawn:
    """What stands in place of the offer of `subject`, once something came of it."""
    prefix, _, name = subject.partition(":")
    return CATALOGUE.receipts[prefix](name, came, store)
