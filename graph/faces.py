"""What a library can do, whether it is SharePoint or a folder on disk. Importing this loads no SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from community.shared_files import AttachedFile, Changes, LibraryState, MeetingPlace, Shelf, StoredItem, Trouble

if TYPE_CHECKING:
    from graph.quiet import Quiet

STEP = 327_680
"""All pieces of an upload but the last have a multiple of this many bytes: SharePoint's rule."""


class LibraryTrouble(Exception):
    """Raised when a call did not do what was asked. Holds no token, no address and nothing a member wrote."""

    def __init__(self, trouble: Trouble, *, retry_after: float | None = None, request_id: str = "", status: int = 0) -> None:
        super().__init__(f"{trouble} {status or ''} {request_id}".strip())
        self.trouble = trouble
        self.retry_after = retry_after
        """Seconds that the service asked to wait, where it did."""
        self.request_id = request_id
        """What Microsoft calls the request, for an administrator."""
        self.status = status


@dataclass(frozen=True, slots=True)
class UploadSession:
    """A large upload under way. `address` is its own permission: no token goes there, and it is never logged."""

    address: str
    until: datetime
    """Aware, UTC. After that the session is over and another one is begun."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is."""

    next_byte: int
    item: StoredItem | None = None
    """The stored file, once all bytes are there."""


class Library(Protocol):
    """One tenant's libraries. Every method may raise `LibraryTrouble`; none retries by itself beyond a lost connection on a read.

    Nothing here deletes or replaces: writes say `conflictBehavior=fail`, and the caller looks and decides.
    """

    quiet: Quiet
    """Whether the tenant may be called now; while it may not, every method raises `BUSY` and calls nothing."""

    async def look(self, where: MeetingPlace) -> LibraryState:
        """Find out where the channel's files lie and how much is allowed. What is refused is said in the answer, not raised."""
        ...

    async def attached(self, where: MeetingPlace, root: str, message: str) -> tuple[AttachedFile, ...]:
        """The files of one message: `message` equal to `root` is the post that began the thread, otherwise a reply to it.

        `NOT_THERE_YET` on 404. Never answers with the root's files instead of the reply's.
        """
        ...

    async def find(self, shelf: Shelf, file: AttachedFile) -> StoredItem:
        """The stored item of a file that a message refers to. `ELSEWHERE` outside the shelf, `NAME_REUSED`, `GONE`."""
        ...

    async def at(self, shelf: Shelf, name: str) -> StoredItem | None:
        """The item of that name on the shelf, or None."""
        ...

    async def item(self, drive: str, item: str) -> StoredItem | None:
        """An item by its ids, or None when it is gone."""
        ...

    async def put(self, shelf: Shelf, name: str, content: bytes) -> StoredItem:
        """Store a small file under a new name. `NAME_TAKEN`, `UNCLEAR`, `FULL`, `BUSY`. Whether it is hidden, `item` tells."""
        ...

    async def begin_upload(self, shelf: Shelf, name: str, size: int) -> UploadSession:
        """Begin a large upload under a new name. `NAME_TAKEN`, `FULL`."""
        ...

    async def progress(self, session: UploadSession) -> Progress:
        """How far a session is. `EXPIRED` when it is over."""
        ...

    async def put_piece(self, session: UploadSession, piece: bytes, first: int, size: int) -> Progress:
        """Send `piece`, whose first byte is number `first` of `size`. All but the last have a multiple of 327,680 bytes."""
        ...

    async def describe(self, item: StoredItem, fields: Mapping[str, str]) -> None:
        """Fill in metadata columns by internal name. `CHANGED`, `LOCKED`, `NOT_ALLOWED`."""
        ...

    async def check_in(self, item: StoredItem, comment: str) -> None:
        """Make a checked-out file visible to everybody."""
        ...

    async def changes(self, shelf: Shelf, link: str) -> Changes:
        """What changed since `link` was given; from the beginning with an empty one. A 410 answers `afresh`."""
        ...

    async def download(self, address: str, into: Path, *, most: int) -> int:
        """Stream a 1:1 file to disk; returns its size in bytes. `ELSEWHERE` off the allow-list, `TOO_BIG`, `EXPIRED`."""
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...
