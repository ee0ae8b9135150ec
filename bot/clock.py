"""Does what is due, each piece of work once, however many replicas run and whatever is killed.

One transaction claims one piece of work, takes it off the table, does it and writes down what is to be said.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.failpoints import reach
from bot.faults import outline
from bot.metrics import Metrics
from bot.occasions import NobodyDoesThat, Occasions
from bot.rounds import Rounds
from community.refusals import Refusal
from store import due
from store.database import Connection, Database
from store.due import DueRow

_log = logging.getLogger("canopy.clock")
LOOK_SECONDS = 1.0
"""How often the clock looks for what other replicas put down, and at the wall clock, which may jump."""
SHORTEST_SECONDS = 0.02
ELSEWHERE_SECONDS = 0.2
"""How long to wait for another replica that has in hand what is due."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 3_600, 7_200))
"""How long work that failed waits before it is tried again. After the last of them it is given up."""


@dataclass(slots=True)
class _Look:
    """One look at the table: what was taken, and what came of it."""

    taken: DueRow | None = None
    to_deliver: bool = False
    next_at: int | None = None


class Clock(Rounds):
    """Does what is due until stopped."""

    def __init__(
        self,
        database: Database,
        occasions: Occasions,
        metrics: Metrics,
        *,
        clock: Callable[[], datetime],
        wake_courier: Callable[[], None],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__("clock")
        self._database = database
        self._occasions = occasions
        self._metrics = metrics
        self._clock = clock
        self._wake_courier = wake_courier
        self._look_seconds = look_seconds
        self._given_up = True
        """Whether there may be work that an earlier run gave up: it is tried again, once."""

    def wake(self, due_from: datetime | None = None) -> None:
        """Something was put down, due from that time or at once. What is due after its next look, the clock finds by itself."""
        if due_from is None or (due_from - self._clock()).total_seconds() < self._look_seconds:
            super().wake()

    async def stop(self, seconds: float = 4.0) -> None:
        """Begin nothing more, and wait for what is under way."""
        if not await self._ended(seconds):
            _log.warning("something that was due was still under way at the end")

    async def _round(self) -> float:
        """Do one piece of work."""
        if self._given_up:
            await self._database.transact(due.try_again)
            self._given_up = False
        look = _Look()
        try:
            await self._database.transact(lambda connection: self._do_next(connection, look))
        except Exception as fault:
            if look.taken is None:
                raise
            await self._set_aside(look.taken, fault)
            return 0.0
        if look.taken is None:
            return self._pause(look.next_at)
        reach("clock.committed")
        self._count(look.taken, "done")
        if look.to_deliver:
            self._wake_courier()
        return 0.0

    def _do_next(self, connection: Connection, look: _Look) -> None:
        """Take what is due longest, do it, and write what it wants said: all of it or nothing."""
        now = self._clock()
        look.taken = due.claim(connection, now)
        if look.taken is None:
            look.next_at = due.next_at(connection)
            return
        reach("clock.claimed")
        look.to_deliver = self._occasions.do(connection, look.taken, now)
        reach("clock.written")

    async def _set_aside(self, row: DueRow, fault: Exception) -> None:
        """Nothing of the work was kept. Where a rule said no it need not be done; otherwise it is tried again later.

        Raises `DatabaseUnavailable` when the database is away, so that it counts as no try.
        """
        if isinstance(fault, Refusal):
            await self._database.transact(lambda connection: due.let_go(connection, row))
            _log.info("%s need not be done: %s", row.what, type(fault).__name__)
            self._count(row, "refused")
            return
        failed = row.tries >= len(PAUSES)
        until = self._clock() if failed else self._clock() + PAUSES[row.tries]
        await self._database.transact(lambda connection: due.put_off(connection, row, until, failed=failed))
        unknown = isinstance(fault, NobodyDoesThat)
        outcome = "failed" if failed else "unknown" if unknown else "put_off"
        why = "this Canopy does not know it" if unknown else outline(fault)
        _log.error("%s %s after %s tries: %s", row.what, outcome, row.tries + 1, why)
        self._count(row, outcome)

    def _count(self, row: DueRow, outcome: str) -> None:
        self._metrics.due(row.what, outcome, (self._clock() - row.planned).total_seconds())

    def _pause(self, next_at: int | None) -> float:
        if next_at is None:
            return self._look_seconds
        ahead = next_at / 1000 - self._clock().timestamp()
        return min(self._look_seconds, max(SHORTEST_SECONDS, ahead) if ahead > 0 else ELSEWHERE_SECONDS)
