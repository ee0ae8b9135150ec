"""Files in a folder on this machine, with the face of a SharePoint library: everything works without a tenant."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from community.shared_files import (
    AttachedFile,
    Changes,
    Degree,
    LibraryState,
    MeetingPlace,
    Shelf,
    StoredItem,
    Trouble,
)
from graph.downloads import download
from graph.faces import STEP, LibraryTrouble, Progress, UploadSession
from graph.folder_shelf import FolderShelf
from graph.tokenless import Tokenless

T = TypeVar("T")
_NAME: Final = re.compile(r"[a-z0-9-]{1,60}-[0-9a-f]{12}", re.ASCII)
_SESSION: Final = re.compile(r"folder:(?P<name>[^/]+)/(?P<token>[0-9a-f]{32})", re.ASCII)
_TROUBLES: Final = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EACCES: Trouble.NOT_ALLOWED,
    errno.EPERM: Trouble.NOT_ALLOWED,
    errno.EROFS: Trouble.NOT_ALLOWED,
    errno.ENAMETOOLONG: Trouble.FAULT,
}
_NEVER_OVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


class FolderLibrary:
    """The `Library` below `base`: one folder for each channel, whose address is its path.

    `app_id` is who stored what Canopy stored. Messages cannot be read here: only what is sent in 1:1 comes in.
    """

    def __init__(self, base: Path, wire: Tokenless, *, app_id: str = "") -> None:
        self._base = base.absolute()
        self._wire = wire
        self.quiet = wire.quiet
        self._app_id = app_id
        self._one_at_a_time = asyncio.Lock()

    async def look(self, where: MeetingPlace) -> LibraryState:
        """Make the channel's folder, and say that it is here."""
        shelf = await self._do(FolderShelf(self._base, folder_name(where), self._app_id).open)
        return LibraryState(degree=Degree.FILES, shelf=shelf, local=True)

    async def attached(self, where: MeetingPlace, root: str, message: str) -> tuple[AttachedFile, ...]:
        """Raise `OFF`: without a tenant nobody can be asked what a message holds."""
        raise LibraryTrouble(Trouble.OFF)

    async def find(self, shelf: Shelf, file: AttachedFile) -> StoredItem:
        """A file by its path, if it lies on the shelf."""
        path = Path(file.address)
        if path.parent != Path(shelf.address):
            raise LibraryTrouble(Trouble.ELSEWHERE)
        item = await self.at(shelf, path.name)
        if item is None:
            raise LibraryTrouble(Trouble.GONE)
        if item.id != file.id:
            raise LibraryTrouble(Trouble.NAME_REUSED)
        return item

    async def at(self, shelf: Shelf, name: str) -> StoredItem | None:
        """The file of that name, or None."""
        folder = self._folder(shelf.folder)
        return await self._do(lambda: folder.at(name))

    async def item(self, drive: str, item: str) -> StoredItem | None:
        """A file by its ids, or None when it is gone."""
        folder = self._folder(drive)
        return await self._do(lambda: folder.item(item))

    async def put(self, shelf: Shelf, name: str, content: bytes) -> StoredItem:
        """Store a file under a new name."""
        folder = self._folder(shelf.folder)
        return await self._do(lambda: folder.put(name, content))

    async def begin_upload(self, shelf: Shelf, name: str, size: int) -> UploadSession:
        """Begin a file that comes in pieces."""
        folder = self._folder(shelf.folder)
        token = await self._do(lambda: folder.begin(name))
        return UploadSession(f"folder:{shelf.folder}/{token}", _NEVER_OVER)

    async def progress(self, session: UploadSession) -> Progress:
        """How far it is."""
        folder, token = self._under_way(session)
        return await self._do(lambda: folder.progress(token, 0))

    async def put_piece(self, session: UploadSession, piece: bytes, first: int, size: int) -> Progress:
        """Write the next piece; where it is not the next one, nothing is written and the answer says which one is."""
        if not piece or first < 0 or first + len(piece) > size or (first + len(piece) != size and len(piece) % STEP):
            raise ValueError(f"all pieces but the last have a multiple of {STEP} bytes, and lie within the file")
        folder, token = self._under_way(session)
        return await self._do(lambda: folder.put_piece(token, piece, first, size))

    async def describe(self, item: StoredItem, fields: Mapping[str, str]) -> None:
        """Remember what is said of a file."""
        folder = self._folder(item.folder)
        await self._do(lambda: folder.describe(item.id, dict(fields)))

    async def check_in(self, item: StoredItem, comment: str) -> None:
        """Nothing is ever hidden in a folder."""

    async def changes(self, shelf: Shelf, link: str) -> Changes:
        """What changed on the shelf since `link` was given."""
        folder = self._folder(shelf.folder)
        return await self._do(lambda: folder.changes(link))

    async def download(self, address: str, into: Path, *, most: int) -> int:
        """Stream a 1:1 file to disk."""
        return await download(self._wire, address, into, most=most)

    async def close(self) -> None:
        """Let connections go."""
        await self._wire.close()

    async def _do(self, work: Callable[[], T]) -> T:
        """Do something with the disk: in a thread, one at a time."""
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(work)
            except OSError as fault:
                raise LibraryTrouble(_TROUBLES.get(fault.errno or 0, Trouble.UNCLEAR)) from None

    def _folder(self, name: str) -> FolderShelf:
        """The folder of a shelf. Raises `GONE` for one that is none of ours."""
        if not _NAME.fullmatch(name):
            raise LibraryTrouble(Trouble.GONE)
        return FolderShelf(self._base, name, self._app_id)

    def _under_way(self, session: UploadSession) -> tuple[FolderShelf, str]:
        found = _SESSION.fullmatch(session.address)
        if found is None:
            raise LibraryTrouble(Trouble.EXPIRED)
        return self._folder(found["name"]), found["token"]


def folder_name(where: MeetingPlace) -> str:
    """The name of a channel's folder: something to recognise it by, and a part that no other channel has."""
    one = hashlib.sha256("\0".join((where.tenant, where.group, where.channel)).encode()).hexdigest()[:12]
    said = re.sub(r"[^a-z0-9]+", "-", where.channel.lower()).strip("-")[:60].strip("-") or "channel"
    return f"{said}-{one}"
