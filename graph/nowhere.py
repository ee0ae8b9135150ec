"""No library: filing is switched off, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from community.shared_files import AttachedFile, Degree, LibraryState, MeetingPlace, Shelf, StoredItem, Trouble
from graph.faces import LibraryTrouble, UploadSession
from graph.quiet import Quiet


class NoLibrary:
    """The `Library` where there is none: documents are catalogued as links."""

    def __init__(self) -> None:
        self.quiet = Quiet()

    async def look(self, where: MeetingPlace) -> LibraryState:
        """Say that it is off."""
        return LibraryState(degree=Degree.CATALOGUE, problem=Trouble.OFF)

    async def attached(self, where: MeetingPlace, root: str, message: str) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def find(self, shelf: Shelf, file: AttachedFile) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def at(self, shelf: Shelf, name: str) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def item(self, drive: str, item: str) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def put(self, shelf: Shelf, name: str, content: bytes) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def begin_upload(self, shelf: Shelf, name: str, size: int) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def progress(self, session: UploadSession) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def put_piece(self, session: UploadSession, piece: bytes, first: int, size: int) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def describe(self, item: StoredItem, fields: Mapping[str, str]) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def check_in(self, item: StoredItem, comment: str) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def changes(self, shelf: Shelf, link: str) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def download(self, address: str, into: Path, *, most: int) -> NoReturn:
        """Raise `OFF`."""
        raise LibraryTrouble(Trouble.OFF)

    async def close(self) -> None:
        """There is nothing to let go."""
