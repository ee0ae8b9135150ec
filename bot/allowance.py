"""Going no faster than Microsoft allows: SharePoint counts units a minute in a tenant, Teams reads a second in a channel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, NamedTuple

UNIT_SECONDS: Final = 0.1
UNITS_AT_ONCE: Final = 600
"""The smallest tenant has 1,250 units a minute for an app: 600 at once and ten a second keep below that in every minute."""
READ_SECONDS: Final = 0.25
"""Graph lets an app read four messages a second in a channel."""
_REMEMBERED: Final = 1_000


class Cost(NamedTuple):
    """What a call costs: units of SharePoint's, and the channel whose messages it reads, if any."""

    units: int
    channel: str = ""


READ: Final = Cost(1)
CHANGE: Final = Cost(2)
LOOK: Final = Cost(6)
FREE: Final = Cost(0)


class Allowance:
    """Keeps account. `clock` is monotonic, in seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at: dict[tuple[str, str], float] = {}

    def wait(self, tenant: str, cost: Cost) -> float:
        """Take a place in the queue for a call. Returns how many seconds it has to wait: first come, first served."""
        now = self._clock()
        if len(self._free_at) >= _REMEMBERED:
            self._free_at = {what: free for what, free in self._free_at.items() if free > now}
        units = self._queue((tenant, ""), now, cost.units * UNIT_SECONDS) - UNITS_AT_ONCE * UNIT_SECONDS
        read = self._queue((tenant, cost.channel), now, READ_SECONDS) if cost.channel else 0.0
        return max(units, read, 0.0)

    def _queue(self, what: tuple[str, str], now: float, takes: float) -> float:
        """Seconds until everybody in front is done."""
        begins = max(now, self._free_at.get(what, now))
        self._free_at[what] = begins + takes
        return begins - now
