"""The parts of one pretend Teams, put together once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from sandbox.attaching import Attaching
from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.composing import Composing
from sandbox.connector import service_path
from sandbox.delivery import Delivery
from sandbox.drive import Drive
from sandbox.graph import GraphStandIn
from sandbox.offering import Offering
from sandbox.pressing import Pressing
from sandbox.service import Service
from sandbox.wire import Wire
from sandbox.world import World
from sandbox.writing import Writing


class Backstage:
    """The world, the service, and what members do in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.service = Service(world)
        self.wire = Wire(world, "")
        self.delivery = Delivery(self.service)
        self.graph = GraphStandIn(self.service)
        self.writing = Writing(self.service, self.wire, self.delivery, Attaching(world, self.graph.state))
        self.pressing = Pressing(self.service, self.wire, self.delivery)
        self.clock = Clock(self.service, self.delivery)
        self.composing = Composing(self.wire, self.delivery)
        self.drive = Drive(self.service)
        self.offering = Offering(self.service, self.wire, self.delivery, self.drive)
        self.changes = Changes(self.service, self.wire, self.delivery)
        self._background: set[asyncio.Task[Any]] = set()

    def open(self, url: str) -> None:
        """Begin to deliver; `url` is where the service listens."""
        self.drive.url = url
        self.service.service_url = self.wire.service_url = f"{url}{service_path()}"
        self.delivery.open()

    async def close(self) -> None:
        """Cancel what goes on in the background, and deliver no more."""
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.delivery.close()

    def in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that nobody waits for; `close` cancels it."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
