"""The rates that Graph and SharePoint allow one application in one tenant."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from sandbox.limits import Window

MESSAGES_PER_CHANNEL = ((4, 1),)
MESSAGES = ((20, 1),)
UNITS = ((1_250, 60),)
_COSTS = {"GET": 1, "POST": 2, "PUT": 2, "PATCH": 2, "DELETE": 2}
_LISTS = ("item_children", "item_search", "columns_list")


class GraphRates:
    """Counts requests and says when they are too many. Off until `enforced`; what is refused counts as well."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.enforced = False
        self.units = 0
        """How many resource units SharePoint has counted."""
        self._clock = clock
        self._channels: dict[str, Window] = {}
        self._messages = Window(MESSAGES)
        self._units = Window(UNITS)

    def retry_after(self, operation: str, method: str, parts: dict[str, str]) -> int:
        """Count a request; return 0, or the seconds to wait when it is refused."""
        if operation in ("message_get", "reply_get"):
            channel = self._channels.setdefault(parts["channel"], Window(MESSAGES_PER_CHANNEL))
            return self._count([channel, self._messages], 1)
        if "drive" not in parts:
            return 0
        cost = 2 if operation in _LISTS else _COSTS[method]
        self.units += cost
        return self._count([self._units], cost)

    def _count(self, windows: list[Window], times: int) -> int:
        now = self._clock()
        wait = max(window.wait(now) for window in windows) if self.enforced else 0.0
        for window in windows:
            for _ in range(times):
                window.add(now)
        return math.ceil(wait)
