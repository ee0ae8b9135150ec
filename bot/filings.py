"""One filing, as far as it goes now: step after step, and what is done when a step does not go well."""

from __future__ import annotations

import logging

from bot.faults import outline
from bot.filing_desk import Desk, Overtaken
from bot.metrics import Metrics
from bot.patience import FAULTS, PATIENCE, OffDuty
from bot.reading_room import ReadingRoom
from bot.shelving import Shelving
from bot.spool import Spool
from community.refusals import Refusal
from community.shared_files import Trouble
from graph.faces import LibraryTrouble
from store.database import DatabaseUnavailable
from store.filings import Step
from store.filings_due import FilingRow

_log = logging.getLogger("canopy.librarian")
NOT_UNDERSTOOD_SECONDS = 600.0
"""How long something waits of which the dialogs could not be told."""


class FilingWork:
    """Takes filings as far as they go. After `stop` no further step is begun."""

    def __init__(self, desk: Desk, shelving: Shelving, room: ReadingRoom, spool: Spool, metrics: Metrics) -> None:
        self._desk = desk
        self._shelving = shelving
        self._room = room
        self._spool = spool
        self._metrics = metrics
        self._stopping = False

    def stop(self) -> None:
        """Begin no further step."""
        self._stopping = True

    async def do(self, row: FilingRow) -> None:
        """Go on with a filing. Raises `DatabaseUnavailable`; whatever else goes wrong is written down."""
        left: FilingRow | None = row
        while left is not None and not self._stopping:
            left = await self._step(left)

    async def _step(self, row: FilingRow) -> FilingRow | None:
        try:
            following = await self._shelving.step(row)
        except DatabaseUnavailable:
            raise
        except Exception as fault:
            await self._went_wrong(row, fault)
            return None
        if following is None:
            self._metrics.filing("read" if row.filing.step is Step.READ else "filed")
        return following

    async def _went_wrong(self, row: FilingRow, fault: Exception) -> None:
        if isinstance(fault, Overtaken | OffDuty):
            self._metrics.filing("overtaken")
        elif isinstance(fault, LibraryTrouble):
            await self._trouble(row, fault)
        elif isinstance(fault, Refusal):
            await self._let_go(row, fault)
        else:
            _log.error("filing went wrong at %s, try %s: %s", row.filing.step, row.filing.tries + 1, outline(fault))
            if row.filing.tries < len(FAULTS):
                self._metrics.filing("put_off")
                await self._desk.put_off(row, FAULTS[row.filing.tries])
            else:
                await self._give_up(row, LibraryTrouble(Trouble.FAULT))

    async def _trouble(self, row: FilingRow, trouble: LibraryTrouble) -> None:
        """Wait where that may help; otherwise say that it did not work."""
        waits = PATIENCE.get(trouble.trouble, ())
        if trouble.trouble is Trouble.BUSY:
            _log.info("Microsoft is busy; a tenant is left alone for %.0f s", trouble.retry_after or 0.0)
            self._metrics.filing("busy")
            await self._desk.pause(row, trouble.retry_after or 0.0)
        elif row.filing.tries < len(waits):
            _log.info("filing is tried again: %s at %s", trouble, row.filing.step)
            self._metrics.filing("put_off")
            await self._desk.put_off(row, max(waits[row.filing.tries], trouble.retry_after or 0.0))
        else:
            await self._give_up(row, trouble)

    async def _give_up(self, row: FilingRow, trouble: LibraryTrouble) -> None:
        _log.warning("not filed: %s at %s", trouble, row.filing.step)
        try:
            await self._desk.failed(row, why=trouble.trouble, request_id=trouble.request_id)
        except (DatabaseUnavailable, Overtaken):
            raise
        except Refusal as refusal:
            await self._let_go(row, refusal)
            return
        except Exception as fault:
            _log.error("nobody could be told that a filing failed: %s", outline(fault))
            await self._desk.put_off(row, NOT_UNDERSTOOD_SECONDS)
            return
        self._metrics.filing(f"failed_{trouble.trouble}")
        if trouble.trouble is Trouble.NOT_ALLOWED:
            await self._room.look_soon(row)

    async def _let_go(self, row: FilingRow, refusal: Refusal) -> None:
        """A rule says that it need not be filed any more: the document was taken out, say."""
        _log.info("a filing is not wanted any more: %s", type(refusal).__name__)
        self._metrics.filing("let_go")
        await self._desk.end(row)
        await self._spool.forget(row.filing.id)
