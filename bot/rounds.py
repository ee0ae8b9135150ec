"""Work beside the turns: in rounds, until it is stopped, whatever fails."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Any

from bot.faults import outline
from store.database import DatabaseUnavailable

AWAY_SECONDS = 1.0
"""How long to wait for a database that is away, and after a round that failed."""


class Rounds(ABC):
    """Does one round after the other until stopped; rests between them until woken, or until it said it would look again."""

    def __init__(self, called: str, *, failed_seconds: float = AWAY_SECONDS) -> None:
        self._called = called
        self._log = logging.getLogger(f"canopy.{called}")
        self._failed_seconds = failed_seconds
        self._awake = asyncio.Event()
        self._resting = asyncio.Event()
        self._resting.set()
        self._stopping = False

    def wake(self) -> None:
        """There may be something to do."""
        self._awake.set()

    async def run(self) -> None:
        """Work until stopped. Survives a database that is away, and a round that fails."""
        while not self._stopping:
            self._resting.clear()
            self._awake.clear()
            try:
                pause = await self._round()
            except DatabaseUnavailable:
                self._log.warning("the %s cannot reach the database; trying again", self._called)
                pause = AWAY_SECONDS
            except Exception as fault:  # whatever it was, the next round may do
                self._log.error("a round of the %s failed: %s", self._called, outline(fault))
                pause = self._failed_seconds
            finally:
                self._resting.set()
            await self._rest(pause)

    @abstractmethod
    async def _round(self) -> float:
        """Do what there is to do, or begin it. Returns how many seconds to rest; 0 when there may be more."""

    async def _rest(self, seconds: float) -> None:
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _ended(self, seconds: float, under_way: Collection[asyncio.Task[Any]] = ()) -> bool:
        """Begin no other round, and wait so long for this one and for what is under way. False when that was not enough."""
        self._stopping = True
        self._awake.set()
        try:
            async with asyncio.timeout(seconds):
                await self._resting.wait()
                while under_way:
                    await asyncio.wait(under_way)
        except TimeoutError:
            return False
        return True
