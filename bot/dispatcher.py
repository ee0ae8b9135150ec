"""From an event to its one effect: who and where, seen before, the right dialog, one transaction, then the outbox."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import orjson

from bot.answers import as_message, as_repeated, as_response, text_message
from bot.effects import Bells, due_from, filed_away, write_effects
from bot.failpoints import reach
from bot.finding import Found, Stranger, find, introduce
from bot.leading import answers_in_response, changes_nothing, reply_to, route_of, wanted_community
from bot.sameness import Sameness
from cards.actions import Action
from community.people import CommunityId
from community.refusals import Refusal
from community.times import milliseconds
from dialogs.events import Edited, Event, FileAnswered, FormOpened, FormSent, Pressed, Said, Scope, type_names
from dialogs.routing import Route
from dialogs.turn import Reply, Say, ShowForm, Turn
from store.ballots import Ballots
from store.database import Connection, Database
from store.inbox import Handled, Inbox
from store.opened import Store
from store.outbox import Kind
from store.seals import Seals

T = TypeVar("T")
_log = logging.getLogger("canopy.turn")
STORE_SECONDS = 3.2
"""A turn that is not committed by then is given up, so that the member hears of it within four seconds."""
INTRODUCTIONS = 20
"""More often than news of one member can cross one turn; a bound, so that a fault of ours could not go round for ever."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to: the body of the HTTP answer, and who has something to do: courier, clock, librarian."""

    body: dict[str, Any] | None
    to_deliver: bool
    due_from: datetime | None = None
    filed_away: bool = False


class Dispatcher:
    """Runs turns. `clock` and `new_id` are the only places where time and chance come in."""

    def __init__(
        self,
        database: Database,
        seals: Seals,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        bells: Bells,
        ballots: Ballots | None = None,
    ) -> None:
        self._ballots = ballots
        self._sameness = Sameness(seals, clock)
        self._database = database
        self._seals = seals
        self._clock = clock
        self._new_id = new_id
        self._bells = bells

    async def handle(self, event: Event) -> dict[str, Any] | None:
        """The body of the HTTP answer to a member's act, or None.

        Raises `DatabaseUnavailable` or `OutcomeUnclear` when it could not be kept.
        """
        outcome = await self._to_the_end(event, time.monotonic() + STORE_SECONDS)
        reach("turn.committed")
        if outcome.to_deliver:
            self._bells.courier()
        if outcome.due_from is not None:
            self._bells.clock(outcome.due_from)
        if outcome.filed_away:
            self._bells.librarian()
        _log.debug("%s %s", type_names[type(event)], getattr(event, "verb", "") if outcome.body is None else "answered")
        return outcome.body

    async def _to_the_end(self, event: Event, until: float) -> Outcome:
        """Run the turn; introduce whoever is not known yet, and say no where a rule does. All before `until`.

        Somebody may be taken out again, by news of their leaving that crosses this, between being introduced and the turn.
        """
        for _ in range(INTRODUCTIONS):
            try:
                return await self._within(until, partial(self._turn, event=event))
            except Stranger:
                make_known = partial(introduce, event=event, new_id=self._new_id(), now=self._clock())
                await self._within(until, make_known)
            except Refusal as refusal:
                return await self._within(until, partial(self._refuse, event=event, sentence=refusal.said))
        raise RuntimeError("a member stayed a stranger")

    async def _within(self, until: float, work: Callable[[Connection], T]) -> T:
        return await self._database.transact(work, seconds=until - time.monotonic(), shared=True)

    def _turn(self, connection: Connection, event: Event) -> Outcome:
        route, action = route_of(event)
        if changes_nothing(event):
            return self._look(connection, event, route, action)
        inbox, keys = Inbox(connection, event.place.tenant), self._sameness.keys(event, route, action)
        handled = self._sameness.handled(inbox, event, keys)
        if handled is not None:
            return _replay(event, handled)
        now = self._clock()
        found = find(connection, event, wanted_community(event))
        turn = self._opened(connection, event, found, now)
        reply = reply_to(event, route, action, turn)
        body = as_response(event, reply.answer) if answers_in_response(event) else None
        if isinstance(reply.answer, ShowForm):
            return Outcome(body, to_deliver=False)  # the form came back: nothing was done, so sending it again is no repetition
        said = self._say(turn, event, reply)
        write_effects(turn.store, reply.then, found.community, event.place.conversation, now)
        if keys:
            inbox.keep(keys, None if body is None else orjson.dumps(body).decode(), milliseconds(now))
        reach("turn.written")
        return Outcome(body, said or bool(reply.then), due_from(reply.then), filed_away(reply.then))

    def _look(self, connection: Connection, event: Event, route: Route | None, action: Action | None) -> Outcome:
        """Opening a form or searching changes nothing, so it is not remembered either."""
        turn = self._opened(connection, event, find(connection, event, wanted_community(event)), self._clock())
        return Outcome(as_response(event, reply_to(event, route, action, turn).answer), to_deliver=False)

    def _opened(self, connection: Connection, event: Event, found: Found, now: datetime) -> Turn:
        store = Store(connection, event.place.tenant, found.community.id, event.place.service_url)
        store.settlements.know(found.community)
        return Turn(
            member=found.member,
            community=found.community,
            now=now,
            store=store,
            seals=self._seals,
            place=event.place,
            new_id=self._new_id,
            message=event.message if isinstance(event, Pressed) else None,
            shown_on=event.message if isinstance(event, Pressed | FormOpened | FormSent) else None,
            answerable=not isinstance(event, Pressed) or event.answerable,
            mine=found.mine,
            ballots=self._ballots,
            file=event if isinstance(event, FileAnswered) else None,
        )

    def _say(self, turn: Turn, event: Event, reply: Reply) -> bool:
        """Write the answer to something that was written: it has no response to go into. True when there was one.

        After a press whose effects are seen on the card itself, that card is not sent once more.
        """
        message = None if answers_in_response(event) else as_message(reply.answer)
        if message is None or (isinstance(event, Pressed) and reply.then and not isinstance(reply.answer, Say)):
            return False
        _write_message(turn.store, event, message, turn.now)
        return True

    def _refuse(self, connection: Connection, event: Event, sentence: str) -> Outcome:
        """Say no. Nothing of the turn was kept; the sentence goes where the answer would have gone."""
        if answers_in_response(event):
            return Outcome(as_response(event, Say(sentence)), to_deliver=False)
        if isinstance(event, Said | Edited | Pressed | FileAnswered):
            inbox, keys = Inbox(connection, event.place.tenant), self._sameness.keys(event, None, None)
            if self._sameness.handled(inbox, event, keys) is None:
                now = self._clock()
                store = Store(connection, event.place.tenant, _community_at(connection, event), event.place.service_url)
                _write_message(store, event, text_message(sentence), now)
                inbox.keep(keys, None, milliseconds(now))
                return Outcome(None, to_deliver=True)
        return Outcome(None, to_deliver=False)


def _replay(event: Event, handled: Handled) -> Outcome:
    return Outcome(as_repeated(event, None if handled.answer is None else orjson.loads(handled.answer)), to_deliver=False)


def _write_message(store: Store, event: Event, message: dict[str, Any], now: datetime) -> None:
    """Say something as it stands: to the member alone after a press, in the conversation otherwise."""
    body = orjson.dumps(message).decode()
    if isinstance(event, Pressed) and event.place.scope is not Scope.CHAT:
        store.outbox.say(Kind.WHISPER, event.person.id, now, body=body)
    else:
        store.outbox.say(Kind.POST, event.place.conversation, now, body=body)


def _community_at(connection: Connection, event: Event) -> CommunityId:
    """The community an event happened in, or none: a sentence can be said in a chat without one."""
    try:
        return find(connection, event, "").community.id
    except (Refusal, Stranger):
        return CommunityId("")
