"""The way to the library: what is settled about it, and its door, which is opened when there is something to file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.faults import outline
from community.people import TenantId
from community.shared_files import Trouble
from graph.faces import Library, LibraryTrouble

_log = logging.getLogger("canopy.librarian")
OFF, FOLDER, GRAPH = "off", "folder", "graph"


@dataclass(frozen=True, slots=True)
class LibraryRules:
    """Where documents are filed. `mode` is "graph", "folder" or "off"; `most` is the largest file in bytes."""

    mode: str
    graph_url: str
    folder: Path
    packs: Path | None
    """A folder of practice packs beside those Canopy comes with."""
    most: int


class Bookroom:
    """Opens a tenant's library once, the first time it is wanted: whoever files nothing pays nothing for it."""

    def __init__(self, mode: str, open_library: Callable[[TenantId], Awaitable[Library]]) -> None:
        self.mode = mode
        self._open = open_library
        self._opening = asyncio.Lock()
        self._libraries: dict[TenantId, Library] = {}

    @property
    def local(self) -> bool:
        """True where no service has to be spared."""
        return self.mode != GRAPH

    async def library(self, tenant: TenantId) -> Library:
        """A tenant's library. Raises `LibraryTrouble` where there is none, or it cannot be opened."""
        if self.mode == OFF:
            raise LibraryTrouble(Trouble.OFF)
        async with self._opening:
            opened = self._libraries.get(tenant)
            if opened is None:
                opened = self._libraries[tenant] = await self._opened(tenant)
            return opened

    async def _opened(self, tenant: TenantId) -> Library:
        try:
            return await self._open(tenant)
        except LibraryTrouble:
            raise
        except Exception as fault:  # a missing module, a broken certificate: outlined in the log, and told to members
            _log.error("the library could not be opened: %s", outline(fault))
            raise LibraryTrouble(Trouble.FAULT) from None

    async def close(self) -> None:
        """Close what was opened."""
        async with self._opening:
            libraries, self._libraries = self._libraries, {}
        for library in libraries.values():
            await library.close()
