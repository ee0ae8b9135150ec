"""Welcoming: one private message to whoever joins, and one to the channel when Canopy is added to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from cards.welcomes import (
    SAID_LATER,
    SAID_NO_MORE,
    SAID_STOP,
    LaterWelcome,
    OpenWelcome,
    StopWelcome,
    Welcoming,
    arrival_card,
    offer_card,
    put_off_card,
    welcome_card,
    welcome_form,
)
from community.communities import Community, SayItThere
from community.people import MemberId, Person
from community.starter_packs import MOST_STARTERS
from community.welcomes import Welcome, WelcomeState, may_whisper, offered_at_mention, told_again_at
from dialogs.arriving import ARRIVAL, who_facilitates
from dialogs.cataloguing import pack_in, pack_of
from dialogs.events import Due, Said, Scope
from dialogs.routing import Router
from dialogs.turn import At, Drawn, Effect, Post, Reply, ShowCard, ShowForm, Turn, Whisper
from store.opened import Store

router = Router()
WELCOME = "welcome"
OFFER = "welcome-offer"
AGAIN = "welcome.again"
REFUSED = "welcome.refused"


def welcome_new(people: Iterable[Person], turn: Turn) -> tuple[Effect, ...]:
    """Welcome those who never were, in private. The row that says so is in the same transaction, so nobody is, twice."""
    welcomes = turn.store.welcomes
    new = welcomes.begin([person.id for person in people], turn.now)
    for member in new:
        _change(welcomes.read(member, to_change=True), Welcome.told, turn)
    return tuple(Whisper(member, f"{WELCOME}:{member}") for member in new)


def _change(welcome: Welcome | None, how: Callable[[Welcome, datetime], Welcome], turn: Turn) -> Welcome | None:
    """A welcome further on in its life, kept. None where there is none."""
    if welcome is None:
        return None
    changed = how(welcome, turn.now)
    turn.store.welcomes.change(welcome, changed)
    return changed


def _made(community: Community, store: Store) -> Welcoming:
    starters = tuple(store.starter_packs.chosen(MOST_STARTERS))
    return Welcoming(community=community, memorandum=store.memoranda.adopted() is not None, starters=starters)


@router.paint(WELCOME)
def paint_welcome(member: str, store: Store) -> Drawn | None:
    """The welcome as things are when it is sent. Nothing for somebody who wants none."""
    community, welcome = store.settlements.read(), store.welcomes.read(MemberId(member))
    if community is None or not may_whisper(welcome):
        return None
    return Drawn(welcome_card(_made(community, store), pack_in(store)), f"Welcome to {community.name}")


@router.word("welcome", "my welcome", "show welcome")
def show_welcome(_said: Said, turn: Turn) -> Reply:
    """Show the welcome to somebody who asks for it."""
    if len(turn.mine) > 1:
        raise SayItThere
    return Reply(ShowCard(welcome_card(_made(turn.community, turn.store), pack_of(turn), asked_for=True)))


@router.opening(OpenWelcome)
def open_welcome(_wish: OpenWelcome, turn: Turn) -> Reply:
    """Open one's own welcome."""
    form = welcome_form(_made(turn.community, turn.store), pack_of(turn))
    return Reply(ShowForm(f"Welcome to {turn.community.name}"[:60], form, wide=True))


@router.press(LaterWelcome)
def not_now(_press: LaterWelcome, turn: Turn) -> Reply:
    """Put it off: once for a week, after that until it is asked for."""
    welcome = _change(turn.store.welcomes.read(turn.member.id, to_change=True), Welcome.not_now, turn)
    again = told_again_at(welcome) if welcome else None
    then = (At(again, AGAIN, turn.member.id),) if again else ()
    return Reply(ShowCard(put_off_card(SAID_LATER if again else SAID_NO_MORE)), then=then)


@router.press(StopWelcome)
def stop(_press: StopWelcome, turn: Turn) -> Reply:
    """No more private messages of this kind, for good."""
    turn.store.welcomes.begin([turn.member.id], turn.now)
    _change(turn.store.welcomes.read(turn.member.id, to_change=True), Welcome.stopped, turn)
    return Reply(ShowCard(put_off_card(SAID_STOP)))


@router.due(AGAIN)
def tell_again(due: Due, turn: Turn) -> Reply:
    """A week has gone by since “not now”: once more, if they are still here and want it."""
    member = turn.store.members.read(MemberId(due.about))
    welcome = turn.store.welcomes.read(MemberId(due.about), to_change=True)
    if member is None or not member.here or welcome is None or welcome.state is not WelcomeState.LATER:
        return Reply()
    _change(welcome, Welcome.told, turn)
    return Reply(then=(Whisper(member.id, f"{WELCOME}:{member.id}"),))


@router.due(REFUSED)
def note_refusal(due: Due, turn: Turn) -> Reply:
    """Teams did not deliver a welcome: it is offered when its member first writes to Canopy."""
    _change(turn.store.welcomes.read(MemberId(due.about), to_change=True), Welcome.refused, turn)
    return Reply()


def offered(turn: Turn) -> tuple[Effect, ...]:
    """Offer a welcome that could not be delivered to its member, who writes in the channel; once."""
    if turn.place.scope is Scope.CHAT:
        return ()
    welcome = turn.store.welcomes.read(turn.member.id)
    if welcome is None or not offered_at_mention(welcome):
        return ()
    _change(turn.store.welcomes.read(turn.member.id, to_change=True), Welcome.told, turn)
    return (Post(f"{OFFER}:{turn.member.id}"),)


@router.paint(OFFER)
def paint_offer(_member: str, _store: Store) -> Drawn | None:
    """The offer, in the thread of whoever could not be written to."""
    return Drawn(offer_card(), "A welcome for you")


@router.paint(ARRIVAL)
def paint_arrival(_community: str, store: Store) -> Drawn | None:
    """What the channel reads when Canopy is added to it."""
    community = store.settlements.read()
    if community is None:
        return None
    return Drawn(arrival_card(community, who_facilitates(store)), "Canopy is here")
