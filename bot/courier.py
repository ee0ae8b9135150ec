"""Delivers the outbox: at the pace Teams allows, the newest refresh only, and nothing new twice.

One courier works at a time (a lease in the database says which), so that the limits hold however many replicas run.
Whatever it sends is claimed in the database first; what it may or may not have sent is never sent again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.choosing import Chooser, Key, Street, key_of, lane, street
from bot.delivering import PAUSE_SECONDS, Delivered, Fate, Sender, backoff
from bot.duty import LEASE_SECONDS, Duty
from bot.failpoints import reach
from bot.faults import outline
from bot.pace import TEAMS_SPEED, Speed, breath
from bot.parcels import Parcel
from bot.rounds import Rounds
from bot.settling import settle_all
from community.times import milliseconds
from store import deliveries, inbox
from store.database import Connection, Database, DatabaseUnavailable, OutcomeUnclear
from store.outbox import CAREFUL, SILENT

_log = logging.getLogger("canopy.courier")
AT_ONCE = 64
FAILED_PAUSE_SECONDS = 0.2
HAND_OVER_SECONDS = 4.0
SWEEP_SECONDS = 600.0
SWEPT_AT_ONCE = 1_000
KEPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class _Hands:
    """What the courier has in hand when a round begins."""

    finished: list[Delivered]
    keys: frozenset[Key]
    streets: frozenset[Street]
    room: int
    fenced: bool
    """True after a round that failed: whatever it was must not keep everything else back."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What came of a round: parcels to send, seconds to rest, and until when the courier is on duty."""

    parcels: list[Parcel]
    pause: float
    until: float


class Courier(Rounds):
    """Delivers what is in the outbox until stopped. `name` tells this process from every other, dead or alive."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        *,
        clock: Callable[[], datetime],
        name: str,
        speed: Speed = TEAMS_SPEED,
    ) -> None:
        super().__init__("courier", failed_seconds=FAILED_PAUSE_SECONDS)
        self._database = database
        self._sender = sender
        self._clock = clock
        self._chooser = Chooser(name, clock, speed)
        self._duty = Duty(name, alone=database.on_sqlite)
        self._began, self._parcels = 0.0, 0
        """When the last round began, and how much it sent."""
        self._fenced = False
        self._sweep_at = 0.0
        self._under_way: dict[asyncio.Task[None], Parcel] = {}
        self._finished: list[Delivered] = []
        self.counts: dict[str, int] = {}

    async def stop(self, seconds: float = 6.0) -> None:
        """Send nothing more, wait for what is under way, write down what came of it, and give the lease back."""
        if not await self._ended(seconds, self._under_way):
            _log.warning("%s deliveries were still under way at the end", len(self._under_way))
        for task in list(self._under_way):
            task.cancel()
        finished = list(self._finished)
        try:
            await self._database.transact(lambda connection: self._hand_over(connection, finished), seconds=HAND_OVER_SECONDS)
        except (DatabaseUnavailable, OutcomeUnclear):
            _log.warning("the outbox was out of reach at the end")

    def _hand_over(self, connection: Connection, finished: list[Delivered]) -> None:
        settle_all(connection, finished, self._clock(), fenced=True)
        self._duty.end(connection)

    async def _round(self) -> float:
        """Write down what came of the last parcels, take the next ones, send them."""
        self._began, self._parcels = time.monotonic(), 0
        finished, self._finished = self._finished, []
        hands = self._hands(finished)
        try:
            taken = await self._database.transact(lambda connection: self._take(connection, hands))
        except BaseException:
            self._finished = finished + self._finished
            self._chooser.pace.forget_plans()
            self._fenced = True
            raise
        self._fenced = False
        self._duty.until = taken.until
        self._chooser.pace.begin()
        if taken.parcels:
            reach("courier.claimed")
        for parcel in taken.parcels:
            task = asyncio.create_task(self._deliver(parcel))
            self._under_way[task] = parcel
        self._parcels = len(taken.parcels)
        return taken.pause

    def _hands(self, finished: list[Delivered]) -> _Hands:
        """What the store's thread may look at while this one goes on delivering."""
        rows = [parcel.row for parcel in self._under_way.values()]
        return _Hands(
            finished=finished,
            keys=frozenset(key_of(row) for row in [*rows, *(one.parcel.row for one in finished)]),
            streets=frozenset(street(row) for row in rows),
            room=AT_ONCE - len(rows),
            fenced=self._fenced,
        )

    async def _rest(self, seconds: float) -> None:
        await super()._rest(seconds)
        if (left := breath(self._parcels, time.monotonic() - self._began)) and not self._stopping:
            await asyncio.sleep(left)

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            delivered = await self._sent(parcel)
        finally:
            if (task := asyncio.current_task()) is not None:
                self._under_way.pop(task, None)
            if parcel.row.kind not in SILENT:
                self._chooser.pace.end(parcel.row.tenant, lane(parcel), time.monotonic())
        reach("courier.sent")
        until = time.monotonic() + (delivered.pause or PAUSE_SECONDS)
        if delivered.quiet:
            self._chooser.pace.pause(lane(parcel), until)
        if delivered.fate is Fate.AGAIN and parcel.row.kind in CAREFUL:
            self._chooser.put_off(parcel.row, until)
        self._finished.append(delivered)
        self.counts[delivered.fate] = self.counts.get(delivered.fate, 0) + 1
        self.wake()

    async def _sent(self, parcel: Parcel) -> Delivered:
        """What became of a parcel. Whoever was held up until another courier may have taken over sends nothing."""
        if not self._duty.lasts(time.monotonic()):
            return Delivered(parcel, Fate.AGAIN, reason="this courier was held up, and is not on duty any more")
        try:
            return await self._sender.send(parcel)
        except Exception as fault:
            _log.error("a delivery failed in a way nobody thought of: %s", outline(fault))
            fate = Fate.UNCLEAR if parcel.row.kind in CAREFUL else Fate.AGAIN
            return Delivered(parcel, fate, pause=backoff(parcel), reason="a fault of ours")

    def _take(self, connection: Connection, hands: _Hands) -> _Taken:
        """In one transaction: settle what was sent, keep the lease, claim and draw what may be sent now."""
        now = self._clock()
        settle_all(connection, hands.finished, now, fenced=hands.fenced)
        until = self._duty.keep(connection, time.monotonic(), now, hands.keys)
        if not until:
            return _Taken([], LEASE_SECONDS / 2, until)
        self._sweep(connection, now)
        parcels, pause = self._chooser.choose(connection, hands.streets, hands.room, fenced=hands.fenced)
        return _Taken(parcels, pause, until)

    def _sweep(self, connection: Connection, now: datetime) -> None:
        """Now and then, forget what need not be remembered: a little at a time."""
        moment = time.monotonic()
        if moment < self._sweep_at:
            return
        before = milliseconds(now) - inbox.KEPT_MILLISECONDS
        swept = inbox.sweep(connection, before, limit=SWEPT_AT_ONCE)
        deliveries.sweep(connection, now - timedelta(days=KEPT_DAYS))
        self._sweep_at = moment + (SWEEP_SECONDS if swept < SWEPT_AT_ONCE else 1.0)
