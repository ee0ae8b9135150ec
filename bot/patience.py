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
        self._allowance = Allowance(clock=clock)

    @property
    def local(self) -> bool:
        """True where no service is called."""
        return self._bookroom.local

    async def ask(self, tenant: TenantId, cost: Cost, call: Callable[[Library], Awaitable[T]]) -> T:
        """Call, once there is room for what it costs.

        Raises `OffDuty`, or `LibraryTrouble`; after a `BUSY` one nothing of this tenant is called for as long as it says.
        """
        if not self.local:
            await asyncio.sleep(self._allowance.wait(tenant, cost))
        if not self._on_duty():
            raise OffDuty
        library = await self._bookroom.library(tenant)
        library.quiet.check()
        try:
            return await call(library)
        except LibraryTrouble as trouble:
            raise library.quiet.heed(trouble) from None
