"""The rates that the real service allows one bot."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

# Operations and seconds: a conversation (a channel, a chat) takes this many in each window.
PER_CONVERSATION = ((7, 1), (8, 2), (60, 30), (1800, 3600))
PER_TENANT = ((50, 1),)


class Window:
    """How many operations happened lately under one key."""

    def __init__(self, allowed: tuple[tuple[int, int], ...]) -> None:
        self._allowed = allowed
        self._times: deque[float] = deque(maxlen=max(count for count, _ in allowed))

    def wait(self, now: float) -> float:
        """Return how many seconds are left until one more is allowed; 0 means now."""
        waits = [0.0]
        for count, seconds in self._allowed:
            if len(self._times) >= count:
                waits.append(self._times[-count] + seconds - now)
        return max(waits)

    def add(self, now: float) -> None:
        """Count one operation."""
        self._times.append(now)


class Limits:
    """Counts operations and says when it is too many. Off until `enforced`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.enforced = False
        self._clock = clock
        self._conversations: dict[str, Window] = {}
        self._tenant = Window(PER_TENANT)

    def retry_after(self, conversation: str | None) -> int:
        """Count one operation and return 0, or return the seconds to wait when it was refused.

        `conversation` is None for operations that only the tenant's limit counts.
        """
        if not self.enforced:
            return 0
        now = self._clock()
        windows = [self._tenant]
        if conversation is not None:
            windows.append(self._conversations.setdefault(conversation, Window(PER_CONVERSATION)))
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            return math.ceil(wait)
        for window in windows:
            window.add(now)
        return 0
