"""Files what waits to be filed, looks at libraries, and follows what is changed in them by hand.

One librarian works at a time (a lease in the database says which), so that Microsoft's limits hold however many replicas run.
What each piece of work does is written down step by step (`bot.shelving`): whatever is killed, the next one goes on with it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.cataloguing import Cataloguing
from bot.faults import outline
from bot.filings import FilingWork
from bot.rounds import AWAY_SECONDS, Rounds
from bot.spool import Spool
from bot.watch import LEASE_SECONDS, Watch
from community.times import milliseconds
from store import filings_due, libraries_due
from store.database import Connection, Database, DatabaseUnavailable, OutcomeUnclear
from store.filings_due import FilingRow
from store.libraries_due import LibraryRow

_log = logging.getLogger("canopy.librarian")
LEASE = "librarian"
AT_ONCE = 4
"""So many pieces of work are under way at a time: Microsoft's limits have no room for more."""
LOOK_SECONDS = 1.0
"""How often the tables are looked at for what other replicas put down, and for what has come due."""
SWEEP_SECONDS = 600.0
HAND_OVER_SECONDS = 3.0


@dataclass(slots=True)
class _Found:
    """What one look at the tables found to do, and until when this librarian is on duty."""

    until: float = 0.0
    filings: list[FilingRow] = field(default_factory=list)
    looks: list[LibraryRow] = field(default_factory=list)
    changes: list[LibraryRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """What a librarian knows how to do."""

    filings: FilingWork
    cataloguing: Cataloguing
    spool: Spool


class Librarian(Rounds):
    """Does what a library needs until stopped."""

    def __init__(
        self,
        database: Database,
        watch: Watch,
        work: Work,
        *,
        clock: Callable[[], datetime],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__("librarian")
        self._database = database
        self._watch = watch
        self._filings = work.filings
        self._cataloguing = work.cataloguing
        self._spool = work.spool
        self._clock = clock
        self._look_seconds = look_seconds
        self._sweep_at = 0.0
        self._under_way: dict[asyncio.Task[None], str] = {}

    async def stop(self, seconds: float = 4.0) -> None:
        """Begin nothing more, let the steps under way end, and give the lease back. What is cut off is taken up again later."""
        self._filings.stop()
        if not await self._ended(seconds, self._under_way):
            _log.info("%s pieces of the librarian's work go on after the next start", len(self._under_way))
        cut_off = list(self._under_way)
        for task in cut_off:
            task.cancel()
        await asyncio.gather(*cut_off, return_exceptions=True)
        try:
            await self._database.transact(self._watch.end, seconds=HAND_OVER_SECONDS)
        except (DatabaseUnavailable, OutcomeUnclear):
            _log.warning("the database was out of reach when the librarian stopped")

    async def _round(self) -> float:
        """Begin what can be begun."""
        found = await self._database.transact(self._find)
        self._watch.until = found.until
        if not found.until:
            return LEASE_SECONDS / 3
        for filing in found.filings:
            self._begin(filing.filing.id, self._filings.do(filing))
        for library in found.looks:
            self._begin(f"look {library.tenant} {library.community}", self._cataloguing.look(library))
        for library in found.changes:
            self._begin(f"changes {library.tenant} {library.community}", self._cataloguing.follow(library))
        if time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + SWEEP_SECONDS
            self._begin("sweep", self._sweep())
        return self._look_seconds

    def _find(self, connection: Connection) -> _Found:
        """In one transaction: keep the lease, and see what there is to do that is not in hand already."""
        now = self._clock()
        found = _Found(self._watch.keep(connection, now))
        room = AT_ONCE - len(self._under_way)
        if not found.until or room <= 0:
            return found
        moment = milliseconds(now)
        in_hand = set(self._under_way.values())
        due = filings_due.claim_due(connection, moment, room + len(in_hand))
        found.filings = [row for row in due if row.filing.id not in in_hand][:room]
        room -= len(found.filings)
        if room:
            found.looks = libraries_due.claim_looks(connection, moment, room)
            room -= len(found.looks)
        if room:
            found.changes = libraries_due.claim_changes(connection, moment, room)
        return found

    def _begin(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._end_well(work))
        self._under_way[task] = what
        task.add_done_callback(self._is_done)

    def _is_done(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        self.wake()

    @staticmethod
    async def _end_well(work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except DatabaseUnavailable:
            _log.warning("the librarian lost the database; what was under way is taken up again")
            await asyncio.sleep(AWAY_SECONDS)
        except Exception as fault:
            _log.error("a piece of the librarian's work failed in a way nobody thought of: %s", outline(fault))
            await asyncio.sleep(AWAY_SECONDS)

    async def _sweep(self) -> None:
        """Now and then, take away what lies in the spool and belongs to nothing any more."""
        known = await self._database.transact(filings_due.under_way)
        swept = await self._spool.sweep(known)
        if swept:
            _log.info("%s files were swept from the spool", swept)
