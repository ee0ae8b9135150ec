"""Delivers the outbox: at the pace Teams allows, the newest refresh only, and nothing new twice.

One courier works at a time (a lease in the database says which), so that the limits hold however many replicas run.
Whatever it sends is claimed in the database first; what it may or may not have sent is never sent again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.connector import Connector
from bot.delivering import Delivered, Fate, Sender
from bot.failpoints import reach
from bot.faults import outline
from bot.pace import TEAMS_SPEED, Pace, Speed
from bot.parcels import Nothing, Parcel, TooBig, Wait, prepare
from bot.settling import settle_all
from store import deliveries, inbox
from store.database import Connection, Database, DatabaseUnavailable
from store.outbox import CAREFUL, Delivery, Kind, State
from store.seals import Seals

_log = logging.getLogger("canopy.courier")
LEASE = "courier"
LEASE_SECONDS = 5.0
BATCH = 200
AT_ONCE = 64
POLL_SECONDS = 0.25
"""How often a courier looks for what other replicas wrote."""
WAIT_SECONDS = 0.3
SWEEP_SECONDS = 600.0
KEPT_DAYS = 7


class Courier:
    """Delivers what is in the outbox until stopped. `name` tells this process from every other, dead or alive."""

    def __init__(
        self,
        database: Database,
        connector: Connector,
        seals: Seals,
        *,
        clock: Callable[[], datetime],
        name: str,
        speed: Speed = TEAMS_SPEED,
    ) -> None:
        self._database = database
        self._sender = Sender(connector, seals)
        self._clock = clock
        self._name = name
        self._edit_seconds = speed.edit_seconds
        self._pace = Pace(thread=speed.per_conversation)
        self._awake = asyncio.Event()
        self._stopping = False
        self._holds = False
        self._lease_until = 0.0
        self._swept = time.monotonic()
        self._under_way: dict[asyncio.Task[None], Parcel] = {}
        self._finished: list[Delivered] = []
        self._edited: dict[tuple[str, str], float] = {}
        self.counts: dict[str, int] = {}

    def wake(self) -> None:
        """There is something to deliver."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until `stop`. Survives a database that is away."""
        while not self._stopping:
            try:
                pause = await self._round()
            except DatabaseUnavailable:
                _log.warning("the outbox is out of reach; trying again")
                pause = 1.0
            except Exception as fault:  # one bad delivery must not end all the others
                _log.error("a round of deliveries failed: %s", outline(fault))
                pause = 1.0
            await self._rest(pause)

    async def stop(self, seconds: float = 10.0) -> None:
        """Send nothing more, wait for what is under way, write down what came of it, and give the lease back."""
        self._stopping = True
        self.wake()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        for task in list(self._under_way):
            task.cancel()
        try:
            await self._database.transact(self._hand_over)
        except DatabaseUnavailable:
            _log.warning("the outbox was out of reach at the end")

    def _hand_over(self, connection: Connection) -> None:
        settle_all(connection, self._finished, self._clock())
        deliveries.let_lease_go(connection, LEASE, self._name)

    async def _round(self) -> float:
        """Write down what came of the last parcels, take the next ones, send them. Returns seconds to rest."""
        self._awake.clear()
        finished, self._finished = self._finished, []
        try:
            parcels, pause = await self._database.transact(lambda connection: self._take(connection, finished))
        except BaseException:
            self._finished = finished + self._finished
            raise
        if parcels:
            reach("courier.claimed")
        for parcel in parcels:
            task = asyncio.create_task(self._deliver(parcel))
            self._under_way[task] = parcel
        return pause

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _deliver(self, parcel: Parcel) -> None:
        task = asyncio.current_task()
        try:
            delivered = await self._sender.send(parcel)
        except Exception as fault:
            _log.error("a delivery failed in a way nobody thought of: %s", outline(fault))
            delivered = Delivered(parcel, Fate.UNCLEAR, reason="a fault of ours")
        finally:
            if task is not None:
                self._under_way.pop(task, None)
        reach("courier.sent")
        if delivered.pause is not None:
            self._pace.pause(parcel.row.place or parcel.conversation, time.monotonic() + delivered.pause)
        self._finished.append(delivered)
        self.counts[delivered.fate] = self.counts.get(delivered.fate, 0) + 1
        self.wake()

    def _take(self, connection: Connection, finished: list[Delivered]) -> tuple[list[Parcel], float]:
        """In one transaction: settle what was sent, keep the lease, claim and draw what may be sent now."""
        settle_all(connection, finished, self._clock())
        if not self._keep_lease(connection):
            return [], LEASE_SECONDS / 2
        self._sweep(connection)
        now, room = self._milliseconds(), AT_ONCE - len(self._under_way)
        if room <= 0:
            return [], POLL_SECONDS
        parcels, pause = self._choose(connection, deliveries.due(connection, now, BATCH), room)
        if pause is None:
            following = deliveries.next_due(connection, now)
            pause = POLL_SECONDS if following is None else min(POLL_SECONDS, max(0.005, (following - now) / 1000))
        return parcels, pause

    def _choose(self, connection: Connection, rows: list[Delivery], room: int) -> tuple[list[Parcel], float | None]:
        """Claim as many of `rows` as the pace allows, in order within each street."""
        moment = time.monotonic()
        busy = {_street(parcel.row) for parcel in self._under_way.values()}
        chosen: list[Parcel] = []
        soonest: float | None = None
        for row in rows:
            if len(chosen) >= room:
                break
            if _street(row) in busy:
                continue
            busy.add(_street(row))
            free = self._free_at(row, moment)
            parcel = self._claimed(connection, row, moment) if free <= moment else free
            if isinstance(parcel, Parcel):
                chosen.append(parcel)
            elif parcel is not None:
                soonest = parcel if soonest is None else min(soonest, parcel)
        return chosen, None if soonest is None else min(POLL_SECONDS, max(0.005, soonest - moment))

    def _claimed(self, connection: Connection, row: Delivery, moment: float) -> Parcel | float | None:
        """The parcel, claimed; or when it may be sent; or None when it is set aside or somebody else's."""
        ready = prepare(connection, row)
        if not isinstance(ready, Parcel):
            self._set_aside(connection, row, ready)
            return None
        if row.kind is Kind.REFRESH:
            free = self._pace.free_at(row.tenant, ready.conversation, moment)
            if free > moment:
                return free
        if not deliveries.claim(connection, [row], self._name):
            return None
        self._note(ready, moment)
        return ready

    def _free_at(self, row: Delivery, moment: float) -> float:
        match row.kind:
            case Kind.UNSEAL:
                return moment
            case Kind.REFRESH:
                return self._edited.get((row.community, row.subject), 0.0) + self._edit_seconds
            case _:
                return self._pace.free_at(row.tenant, row.place, moment)

    def _note(self, parcel: Parcel, moment: float) -> None:
        row = parcel.row
        if row.kind is Kind.REFRESH:
            self._edited[(row.community, row.subject)] = moment
            if len(self._edited) > 2 * BATCH:
                self._edited = {key: at for key, at in self._edited.items() if at + self._edit_seconds > moment}
        if row.kind is not Kind.UNSEAL:
            self._pace.made(row.tenant, row.place or parcel.conversation, moment)

    def _set_aside(self, connection: Connection, row: Delivery, ready: Wait | Nothing | TooBig) -> None:
        match ready:
            case Wait():
                deliveries.later(connection, row, self._milliseconds(WAIT_SECONDS), tries=row.tries)
            case Nothing():
                deliveries.drop(connection, row)
            case TooBig():
                _log.error("a %s about %s is too big for a message", row.kind, row.subject.partition(":")[0])
                deliveries.settle(connection, row, State.FAILED, "too big for a message")

    def _keep_lease(self, connection: Connection) -> bool:
        """True while this courier is the one that works. On taking over, sorts out what the last one left."""
        moment = time.monotonic()
        if self._holds and moment < self._lease_until - LEASE_SECONDS / 2:
            return True
        now = self._milliseconds()
        until = now + round(LEASE_SECONDS * 1000)
        if self._database.on_sqlite:
            now = until  # nobody else can have the file open, so whoever held the lease is gone
        held_before, self._holds = self._holds, deliveries.lease(connection, LEASE, self._name, now=now, until=until)
        self._lease_until = moment + LEASE_SECONDS
        if self._holds and not held_before:
            left = [Delivered(Parcel(row, row.place), Fate.UNCLEAR, reason="Canopy stopped while sending it")
                    for row in deliveries.orphans(connection, self._name)]  # fmt: skip
            settle_all(connection, left, self._clock())
        return self._holds

    def _sweep(self, connection: Connection) -> None:
        """Now and then, forget what need not be remembered."""
        if time.monotonic() - self._swept < SWEEP_SECONDS:
            return
        self._swept = time.monotonic()
        inbox.sweep(connection, self._milliseconds() - inbox.KEPT_MILLISECONDS, limit=5_000)
        deliveries.sweep(connection, self._clock() - timedelta(days=KEPT_DAYS))

    def _milliseconds(self, ahead: float = 0.0) -> int:
        return round((self._clock().timestamp() + ahead) * 1000)


def _street(row: Delivery) -> tuple[str, str]:
    """What is delivered one at a time, so that it arrives in order: a conversation, or one card's edits."""
    return (row.tenant, row.place if row.kind in CAREFUL else f"{row.community} {row.id}")
