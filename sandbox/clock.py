"""The time in the pretend Teams, which goes on by itself and can be moved forward."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from sandbox.delivery import Delivery
from sandbox.live import Change
from sandbox.service import Service
from sandbox.world import Json

LONGEST = 5 * 366 * 86_400.0


class Clock:
    """Moves the world's time and, through `follow`, that of Canopy; tokens stay on the real time, as in Teams.

    `follow(seconds)` is given how far ahead the clock is now, and returns once Canopy keeps the new time. While it works whatever
    members do waits. Without it the clock cannot be moved.
    """

    def __init__(self, service: Service, delivery: Delivery) -> None:
        self._service = service
        self._world = service.world
        self._delivery = delivery
        self._moving = asyncio.Lock()
        self.follow: Callable[[float], Awaitable[None]] | None = None

    def view(self) -> Json:
        """Return the clock for the page."""
        now = self._world.now().isoformat(timespec="milliseconds")
        return {"now": now, "ahead": self._world.ahead, "movable": self.follow is not None, "moving": self._moving.locked()}

    async def move_to(self, moment: datetime) -> None:
        """Move forward to a moment (aware). Raises ValueError for one that has passed."""
        await self.move((moment - self._world.now()).total_seconds())

    async def move(self, seconds: float) -> None:
        """Move forward. Raises ValueError when it cannot go there; what the following raises comes through."""
        if self.follow is None:
            raise ValueError("The clock cannot be moved here.")
        if not 0 < seconds <= LONGEST or self._world.ahead + seconds > LONGEST:
            raise ValueError("The clock only goes forward, and at most five years.")
        async with self._moving:
            self._delivery.hold()
            self._service.ledger.tell(Change("state"))
            self._world.ahead += seconds
            try:
                await self.follow(self._world.ahead)
            finally:
                self._delivery.let_go()
        self._service.ledger.tell(Change("state"))
