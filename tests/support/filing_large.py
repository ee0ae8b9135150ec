"""A program of its own: stores one large file from disk and fetches it again, and says how much memory that took.

Arguments: Graph's address, the files host's address, the file, where to fetch it to. Prints MiB: after opening, and at most.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path
from typing import Any

from azure.core.credentials import AccessToken

from bot.service_hosts import ServiceHosts
from community.shared_files import Shelf
from graph.faces import STEP, Library
from graph.opening import LibraryOptions, open_library

PIECE = 32 * STEP
SHELF = Shelf(drive="b!drive", folder="01FOLDER", address="https://northbrook.sharepoint.example/sites/a/Shared%20Documents/MCA")


class Token:
    """A credential that is always good."""

    async def get_token(self, *_: str, **__: Any) -> AccessToken:
        """Return a token."""
        return AccessToken("made-up", 4_000_000_000)

    async def close(self) -> None:
        """There is nothing to close."""


async def token() -> Token:
    """Open the credential."""
    return Token()


def most_memory() -> int:
    """MiB that this program used at most so far.

    On Linux as the kernel counts for what runs now: `ru_maxrss` also knows what whoever started it had used.
    """
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    peak = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) // 1024


async def store(library: Library, source: Path) -> None:
    """Send the file piece by piece, as the librarian does."""
    size = (await asyncio.to_thread(source.stat)).st_size
    session = await library.begin_upload(SHELF, source.name, size)
    file = await asyncio.to_thread(source.open, "rb")
    at = 0
    while at < size:
        piece = await asyncio.to_thread(file.read, PIECE)
        at = (await library.put_piece(session, piece, at, size)).next_byte
    await asyncio.to_thread(file.close)


async def main(graph: str, files: str, source: str, into: str) -> None:
    """Store it, fetch it, and say what it took."""
    hosts = ServiceHosts([files])
    library = await open_library(LibraryOptions(mode="graph", file_hosts=hosts.allows_address, credential=token, graph_url=graph))
    opened = most_memory()
    await store(library, Path(source))
    size = await library.download(f"{files}/download/x", Path(into), most=2**30)
    await library.close()
    sys.stdout.write(f"{opened} {most_memory()} {size}\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
