"""The table of contents: everything a community does, one router each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from community.finding import Entry
from dialogs import (
    adoptions,
    answers,
    asks,
    calls,
    chat_files,
    checkin_closings,
    checkin_kinds,
    checkin_launches,
    checkin_results,
    checkins,
    closings,
    communities,
    deliveries,
    describing,
    discussions,
    documents,
    exports,
    filings,
    finding,
    help,
    keeping,
    knowers,
    knowledge_maps,
    launches,
    libraries,
    memoranda,
    notebooks,
    options,
    outcomes,
    polls,
    profile_writing,
    profiles,
    prompts,
    reflections,
    remarks,
    reminders,
    reviews,
    rhythms,
    roles,
    saving,
    starter_packs,
    support,
    uses,
    voters,
    votes,
    welcomes,
)
from dialogs.events import Deleted, Edited, Joined, Said, Scope
from dialogs.permitting import check_heard
from dialogs.routing import Router
from dialogs.turn import Drawn, FileOffer, FileReady, Reply, Turn, Uploaded
from store.opened import Store

CATALOGUE = Router().include(
    [
        adoptions.router,
        answers.router,
        asks.router,
        calls.router,
        chat_files.router,
        checkin_closings.router,
        checkin_kinds.router,
        checkin_launches.router,
        checkin_results.router,
        checkins.router,
        closings.router,
        communities.router,
        deliveries.router,
        describing.router,
        discussions.router,
        documents.router,
        exports.router,
        filings.router,
        finding.router,
        help.router,
        keeping.router,
        knowers.router,
        knowledge_maps.router,
        launches.router,
        libraries.router,
        memoranda.router,
        notebooks.router,
        options.router,
        outcomes.router,
        polls.router,
        profile_writing.router,
        profiles.router,
        prompts.router,
        reflections.router,
        remarks.router,
        reminders.router,
        reviews.router,
        rhythms.router,
        roles.router,
        saving.router,
        starter_packs.router,
        support.router,
        uses.router,
        voters.router,
        votes.router,
        welcomes.router,
    ]
)
"""Every verb, word, event and subject that Canopy knows."""

for _verb, _route in CATALOGUE.opens.items():
    CATALOGUE.sends.setdefault(_verb, _route)  # inside a form, a button that opens another form is sent as a form is


LONGEST_OPENING = max((len(opening.split()) for opening in CATALOGUE.openings), default=0)


def hear(said: Said, turn: Turn) -> Reply:
    """Answer a message, and offer its member a welcome that could not be brought to them."""
    reply, offer = _answer(said, turn), welcomes.offered(turn)
    return Reply(reply.answer, (*reply.then, *offer)) if offer else reply


def _answer(said: Said, turn: Turn) -> Reply:
    """Answer a message: a known word, or else something to ask the community. In a 1:1 chat it may be files."""
    if said.files:
        return _heard(chat_files.offer_to_file, said, turn)
    word = _word(said.text)
    if not word and turn.place.scope is Scope.CHAT:
        return _heard(chat_files.nothing_came, said, turn)
    known = CATALOGUE.words.get(word) or CATALOGUE.prefixes.get(word.partition(":")[0].strip() if ":" in word else "")
    known = known or _opening(word)
    reply = _heard(known, said, turn) if known is not None else None
    if reply is not None:
        return reply
    return _heard(help.offer_to_ask if turn.place.scope is Scope.CHAT else asks.ask_aloud, said, turn)


R = TypeVar("R", bound=Reply | None)


def _heard(dialog: Callable[[Said, Turn], R], said: Said, turn: Turn) -> R:
    """What a dialog says to a message, where its member may do that."""
    check_heard(dialog, turn)
    return dialog(said, turn)


def _opening(text: str) -> Callable[[Said, Turn], Reply | None] | None:
    """What answers a message that begins so; the longest beginning counts."""
    words = text.split(maxsplit=LONGEST_OPENING)
    for many in range(min(LONGEST_OPENING, len(words) - 1), 0, -1):
        known = CATALOGUE.openings.get(" ".join(words[:many]).rstrip(":,"))
        if known is not None:
            return known
    return None


def is_word(text: str) -> bool:
    """True for a message that is one of the known words, or looks for something: it may well be said twice in a row."""
    word = _word(text)
    return word in CATALOGUE.words or _opening(word) is finding.find_aloud


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


def welcome(joined: Joined, turn: Turn) -> Reply:
    """People joined: they are members from now on, and those who are new are welcomed."""
    return Reply(then=(*communities.joined(joined, turn).then, *welcomes.welcome_new(joined.people, turn)))


CATALOGUE.events[Joined] = welcome


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


def entry_for(subject: str, store: Store) -> Entry | None:
    """What the search holds of `subject` now, or None when it should not be found."""
    prefix, _, name = subject.partition(":")
    entry = CATALOGUE.indexes.get(prefix)
    return entry(name, store) if entry else None
