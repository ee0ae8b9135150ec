"""Keeps Canopy running: starts it, starts it again with another time, and says when it has ended by itself."""

from __future__ import annotations

import asyncio

from sandbox.child import Child, ChildFailed


class Keeper:
    """One Canopy, on one port, with the settings it needs."""

    def __init__(self, child: Child, settings: dict[str, str], port: int) -> None:
        self.child = child
        self._settings = settings
        self._ready_url = f"http://127.0.0.1:{port}/readyz"
        self._busy = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._closed = False

    async def start(self, ahead: float) -> None:
        """Start it with its clock so many seconds ahead, and wait until it is ready. Raises ChildFailed."""
        offset = {"CANOPY_CLOCK_OFFSET": f"{ahead:.3f}"} if ahead else {}
        async with self._starting:
            if self._closed:
                raise ChildFailed("everything ends")
            await self.child.start(self._settings | offset)
        await self.child.ready(self._ready_url)

    async def restart(self, ahead: float) -> None:
        """End it politely and start it again. Raises ValueError, a sentence to read, when it does not come up."""
        async with self._busy:
            await self.child.stop()
            try:
                await self.start(ahead)
            except ChildFailed as reason:
                raise ValueError(str(reason)) from None

    async def close(self) -> None:
        """End it politely, and start it no more."""
        self._closed = True
        async with self._starting:
            await self.child.stop()

    async def ended(self) -> int:
        """Wait until it has ended without being started again, and return its exit code."""
        while True:
            code = await self.child.wait()
            async with self._busy:
                if not self.child.running:
                    return code
