"""Leaving a tenant alone: what Microsoft asks for with a 429 holds for every call, not only for the one that was refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from community.shared_files import Trouble
from graph.faces import LibraryTrouble

WAIT_SECONDS: Final = 30.0
"""How long a tenant is left alone when Microsoft is busy and does not say for how long."""
MOST_WAIT_SECONDS: Final = 24 * 3_600.0


class Quiet:
    """Whether a tenant may be called now. `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0

    def check(self) -> None:
        """Raises `LibraryTrouble(BUSY)`, with the seconds that are left, while the tenant is to be left alone."""
        left = self._until - self._clock()
        if left > 0:
            raise LibraryTrouble(Trouble.BUSY, retry_after=left)

    def heed(self, trouble: LibraryTrouble) -> LibraryTrouble:
        """Take in what a call ended with; `BUSY` leaves the tenant alone for as long as it says. Returns what to raise."""
        if trouble.trouble is not Trouble.BUSY:
            return trouble
        wait = min(WAIT_SECONDS if trouble.retry_after is None else trouble.retry_after, MOST_WAIT_SECONDS)
        self._until = max(self._clock() + wait, self._until)
        return LibraryTrouble(Trouble.BUSY, retry_after=wait, request_id=trouble.request_id, status=trouble.status)
