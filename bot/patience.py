"""How long the librarian waits: for what may come right by itself, and for a tenant that is to be left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bot.allowance import Allowance, Cost
from bot.bookroom import Bookroom
from community.people import TenantId
from community.shared_files import Trouble
from graph.faces import Library, LibraryTrouble

T = TypeVar("T")
WAIT_SECONDS: Final = 30.0
"""How long a tenant is left alone when Microsoft is busy and does not say for how long."""
MOST_WAIT_SECONDS: Final = 24 * 3_600.0
PATIENCE: Final[dict[Trouble, tuple[float, ...]]] = {
    Trouble.NOT_THERE_YET: (1.0, 3.0, 10.0, 30.0, 120.0),
    Trouble.UNCLEAR: (2.0, 10.0, 60.0, 300.0, 900.0),
    Trouble.LOCKED: (30.0, 120.0, 600.0),
    Trouble.CHANGED: (1.0, 5.0, 30.0),
}
"""How long to wait before each further try, in seconds. What is not here does not come right by itself."""
FAULTS: Final = (5.0, 30.0, 120.0, 600.0)
"""The same after a fault of ours."""


class OffDuty(Exception):
    """Raised in place of a call, by a librarian that was held up so long that another one may have taken over."""


class Calls:
    """Calls on the libraries, as long as `on_duty` says so. `clock` is monotonic, in seconds.

    One refusal because Microsoft is busy counts for the whole tenant, and for as long as it says.
    """

    def __init__(self, bookroom: Bookroom, *, on_duty: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._bookroom = bookroom
        self._on_duty = on_duty
        self._clock = clock
        self._allowance = Allowance(clock=clock)
        self._paused_until: dict[TenantId, float] = {}

    def paused_for(self, tenant: TenantId) -> float:
        """For how many seconds a tenant is to be left alone; 0 when it may be asked."""
        return max(0.0, self._paused_until.get(tenant, 0.0) - self._clock())

    async def ask(self, tenant: TenantId, cost: Cost, call: Callable[[Library], Awaitable[T]]) -> T:
        """Call, once there is room for what it costs.

        Raises `OffDuty`, or `LibraryTrouble`; after a `BUSY` one nothing of this tenant is called for as long as it says.
        """
        if not self._bookroom.local:
            await asyncio.sleep(self._allowance.wait(tenant, cost))
        if not self._on_duty():
            raise OffDuty
        left = self.paused_for(tenant)
        if left:
            raise LibraryTrouble(Trouble.BUSY, retry_after=left)
        library = await self._bookroom.library(tenant)
        try:
            return await call(library)
        except LibraryTrouble as trouble:
            if trouble.trouble is not Trouble.BUSY:
                raise
            raise self._busy(tenant, trouble) from None

    def _busy(self, tenant: TenantId, trouble: LibraryTrouble) -> LibraryTrouble:
        wait = min(WAIT_SECONDS if trouble.retry_after is None else trouble.retry_after, MOST_WAIT_SECONDS)
        self._paused_until[tenant] = max(self._clock() + wait, self._paused_until.get(tenant, 0.0))
        return LibraryTrouble(Trouble.BUSY, retry_after=wait, request_id=trouble.request_id, status=trouble.status)
