"""The house without its doors: real dialogs, a real database and real boxes, and time that moves when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from bot.dispatcher import Dispatcher
from bot.effects import Bells, write_effects
from bot.occasions import Occasions
from community.communities import Community
from community.ids import PollId
from community.people import CommunityId, Member, MemberId, Person, Role, TeamsId, TenantId
from community.poll_plans import PollPlan
from community.polls import Poll
from dialogs.catalogue import paint
from dialogs.events import Event, FormOpened, FormSent, Place, Pressed, Scope
from dialogs.polling import launch
from dialogs.turn import Drawn, Turn
from store import due
from store.ballots import Ballots
from store.communities import Directory
from store.database import Connection, Database
from store.migrating import upgrade
from store.opened import Store
from store.seals import Seals
from tests.support.cards import Json

T = TypeVar("T")
TENANT, HERE = TenantId("tenant"), CommunityId("here")
AT_ONCE = 24
"""Turns under way in the same moment: as many as a slow machine that does other things as well finishes in time."""
HOME = "19:home@thread.tacv2"
FACILITATOR = "amara"


class Killed(Exception):
    """Raised in place of a commit."""


class QuickHouse:
    """A community with one facilitator, in a database of its own. Members are met when they first act."""

    def __init__(self, url: str, folder: Path) -> None:
        self.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
        self.database = Database(url)
        self.database.run(upgrade)
        self.seals = Seals(folder / "keys")
        self.ballots = Ballots(url)
        self._numbers = itertools.count()
        self._loop = asyncio.Runner()
        bells = Bells(courier=_nobody, clock=lambda _due_from: None, librarian=_nobody)
        self._dispatcher = Dispatcher(
            self.database, self.seals, clock=lambda: self.now, new_id=_new_id, bells=bells, ballots=self.ballots
        )
        self._occasions = Occasions(self.seals, self.ballots, new_id=_new_id)
        self.community = Community(
            tenant=TENANT, id=HERE, home=HOME, team="19:team", service_url="https://teams.example/", bot="28:canopy", name="Here"
        )
        self.database.run(self._found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _raised: BaseException | None, _trace: TracebackType | None) -> None:
        self._loop.close()
        self.ballots.close()
        self.database.close()

    def _found(self, connection: Connection) -> None:
        Directory(connection, TENANT).found(self.community, self.now)
        self._store(connection).members.met([_person(FACILITATOR)], role=Role.FACILITATOR)

    def _store(self, connection: Connection) -> Store:
        return Store(connection, TENANT, HERE, self.community.service_url)

    def with_store(self, work: Callable[[Store], T]) -> T:
        """Look into the store, in a transaction."""
        return self.database.run(lambda connection: work(self._store(connection)))

    # ---- what people do

    def presses(self, who: str, data: Json, *, event_id: str = "") -> Pressed:
        """A press that may be handled, more than once if need be."""
        return Pressed(id=event_id or self.new_event(), place=_place(), person=_person(who), verb=data["verb"], data=data)

    def sends(self, who: str, data: Json, **inputs: str) -> FormSent:
        """A form that is sent."""
        return FormSent(id=self.new_event(), place=_place(), person=_person(who), verb=data["verb"], data={**data, **inputs})

    def opens(self, who: str, data: Json) -> FormOpened:
        """A form that is opened."""
        return FormOpened(id=self.new_event(), place=_place(), person=_person(who), verb=data["verb"], data=data)

    def new_event(self) -> str:
        """An id as Teams gives one to everything that happens."""
        return f"f:{next(self._numbers)}"

    def handles(self, event: Event) -> Any:
        """The body of the answer."""
        return self._loop.run(self._dispatcher.handle(event))

    def handles_all(self, events: Sequence[Event]) -> list[Any]:
        """All of them at once. The bodies of the answers."""
        crush = asyncio.Semaphore(AT_ONCE)

        async def pushed_in(event: Event) -> Any:
            async with crush:
                return await self._dispatcher.handle(event)

        async def at_once() -> list[Any]:
            return list(await asyncio.gather(*map(pushed_in, events)))

        answers: list[Any] = self._loop.run(at_once())
        return answers

    # ---- what Canopy does

    def launches(self, plan: PollPlan) -> PollId:
        """A poll, launched by the facilitator into a thread of its own."""
        return self.database.run(lambda connection: self._launched(connection, plan).id)

    def _launched(self, connection: Connection, plan: PollPlan) -> Poll:
        store = self._store(connection)
        member = Member(id=MemberId(FACILITATOR), teams_id=TeamsId("29:amara"), name=FACILITATOR, role=Role.FACILITATOR)
        turn = Turn(
            member=member, community=self.community, now=self.now, store=store, seals=self.seals, place=_place(), new_id=_new_id,
            ballots=self.ballots,
        )  # fmt: skip
        poll, then = launch(plan, turn, thread=_place().conversation)
        write_effects(store, then, self.community, _place().conversation, self.now)
        return poll

    def paints(self, subject: str) -> Json:
        """What would be posted about `subject` now."""
        drawn = self.with_store(lambda store: paint(subject, store))
        assert isinstance(drawn, Drawn), f"there is nothing to say about {subject}"
        return drawn.card

    def poll(self, poll: PollId) -> Poll:
        """A poll as it is stored."""
        found = self.with_store(lambda store: store.polls.read(poll))
        assert found is not None
        return found

    def moves(self, **how_far: float) -> None:
        """Let time go by, and do what is due."""
        self.now += timedelta(**how_far)
        while self.database.run(self._do_next):
            pass

    def is_killed_at_every_step(self) -> int:
        """Do what is due, but each piece of work is cut off once before its commit. Returns how many pieces there were."""
        steps = 0
        while self.database.run(lambda connection: due.next_at(connection) is not None):
            with contextlib.suppress(Killed):
                self.database.run(self._cut_off)
            if not self.database.run(self._do_next):
                break
            steps += 1
        return steps

    def _cut_off(self, connection: Connection) -> None:
        self._do_next(connection)
        raise Killed

    def _do_next(self, connection: Connection) -> bool:
        row = due.claim(connection, self.now)
        if row is not None:
            self._occasions.do(connection, row, self.now)
        return row is not None


def _nobody() -> None:
    """Nobody has to be told: what is to be done is done when the test says so."""


def _new_id() -> str:
    return uuid4().hex


def _person(name: str) -> Person:
    return Person(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name)


def _place() -> Place:
    return Place(
        tenant=TENANT, scope=Scope.CHANNEL, conversation=f"{HOME};messageid=1", home=HOME, service_url="https://teams.example/",
        bot="28:canopy", team="19:team",
    )  # fmt: skip
