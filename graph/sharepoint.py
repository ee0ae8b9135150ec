"""A channel's SharePoint library, through Graph. Nothing is replaced, nothing is deleted, nothing is done twice unseen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from community.shared_files import AttachedFile, Changes, LibraryState, MeetingPlace, Shelf, StoredItem, Trouble
from graph.addresses import Path as Steps
from graph.addresses import checked_name, guid_of, guid_of_etag, paths_below
from graph.changes import Delta
from graph.client import GraphClient, Method, asked, asked_by_path, asked_fields
from graph.downloads import download
from graph.faces import LibraryTrouble, Progress, UploadSession
from graph.items import SELECTED, is_file, item_in
from graph.looking import look
from graph.messages import Messages
from graph.tokenless import Tokenless
from graph.uploads import Uploads

_FAIL: Final = "@microsoft.graph.conflictBehavior"
_NEW_CONTENT: Final = f"/content?{_FAIL}=fail"
_MOST_OF_A_COMMENT: Final = 300


class SharePointLibrary:
    """The `Library` of one tenant, over `client` for Graph and `wire` for the hosts of files."""

    def __init__(self, client: GraphClient, wire: Tokenless) -> None:
        self._client = client
        self._wire = wire
        self.quiet = wire.quiet
        self._messages = Messages(client)
        self._uploads = Uploads(wire)
        self._delta = Delta(client)

    async def look(self, where: MeetingPlace) -> LibraryState:
        """Find out where the channel's files lie and how much is allowed."""
        return await look(self._client, where)

    async def attached(self, where: MeetingPlace, root: str, message: str) -> tuple[AttachedFile, ...]:
        """The files of one message."""
        return await self._messages.attached(where, root, message)

    async def find(self, shelf: Shelf, file: AttachedFile) -> StoredItem:
        """The stored item of a file that a message refers to; the one that was shared, not one that has its name by now."""
        paths = paths_below(shelf.address, file.address)
        if not paths:
            raise LibraryTrouble(Trouble.ELSEWHERE)
        there: Any = None
        for steps in paths:
            there = there or await self._told(shelf, steps)
        if not there:
            raise LibraryTrouble(Trouble.GONE, status=404)
        item = item_in(there, shelf.drive)
        shared = guid_of(file.id)
        if not is_file(there) or not shared or guid_of_etag(item.etag) != shared:
            raise LibraryTrouble(Trouble.NAME_REUSED)
        return item

    async def at(self, shelf: Shelf, name: str) -> StoredItem | None:
        """The item of that name on the shelf, a folder too; or None."""
        told = await self._told(shelf, (checked_name(name),))
        return item_in(told, shelf.drive) if told else None

    async def item(self, drive: str, item: str) -> StoredItem | None:
        """An item by its ids, or None when it is gone."""
        try:
            told = await self._client.read(asked(self._item(drive, item), select=list(SELECTED)))
        except LibraryTrouble as trouble:
            if trouble.trouble is not Trouble.GONE:
                raise
            return None
        return item_in(told, drive)

    async def put(self, shelf: Shelf, name: str, content: bytes) -> StoredItem:
        """Store a small file under a new name."""
        steps = (checked_name(name),)
        request = asked_by_path(shelf.drive, shelf.folder, steps, _NEW_CONTENT, Method.PUT)
        return item_in(await self._make(request, content), shelf.drive, otherwise=Trouble.UNCLEAR)

    async def begin_upload(self, shelf: Shelf, name: str, size: int) -> UploadSession:
        """Begin a large upload under a new name."""
        steps = (checked_name(name),)
        request = asked_by_path(shelf.drive, shelf.folder, steps, "/createUploadSession", Method.POST)
        return self._uploads.began(await self._make(request, {"item": {_FAIL: "fail", "name": name, "fileSize": size}}))

    async def progress(self, session: UploadSession) -> Progress:
        """How far a session is."""
        return await self._uploads.progress(session)

    async def put_piece(self, session: UploadSession, piece: bytes, first: int, size: int) -> Progress:
        """Send the next piece; where it is not the next one, nothing is sent and the answer says which one is."""
        return await self._uploads.put_piece(session, piece, first, size)

    async def describe(self, item: StoredItem, fields: Mapping[str, str]) -> None:
        """Fill in metadata columns by internal name; an empty text empties one. Other columns are not touched."""
        if fields:
            await self._change(asked_fields(item.drive, item.id), {name: value or None for name, value in fields.items()})

    async def check_in(self, item: StoredItem, comment: str) -> None:
        """Make a checked-out file visible to everybody."""
        builder = self._item(item.drive, item.id).checkin
        await self._change(asked(builder, Method.POST), {"comment": comment[:_MOST_OF_A_COMMENT]})

    async def changes(self, shelf: Shelf, link: str) -> Changes:
        """What changed on the shelf since `link` was given. An item that is on the shelf no longer counts as gone."""
        return await self._delta.page(shelf, link)

    async def download(self, address: str, into: Path, *, most: int) -> int:
        """Stream a 1:1 file to disk."""
        return await download(self._wire, address, into, most=most)

    async def close(self) -> None:
        """Let connections go."""
        await self._wire.close()
        await self._client.close()

    def _item(self, drive: str, item: str) -> Any:
        return self._client.root.drives.by_drive_id(drive).items.by_drive_item_id(item)

    async def _told(self, shelf: Shelf, steps: Steps) -> dict[str, Any] | None:
        try:
            return await self._client.read(asked_by_path(shelf.drive, shelf.folder, steps, select=list(SELECTED)))
        except LibraryTrouble as trouble:
            if trouble.status != 404:
                raise
            return None

    async def _make(self, request: Any, body: bytes | Mapping[str, Any]) -> dict[str, Any]:
        """Make something new. What may have been done is `UNCLEAR`; without the folder there is no place for files."""
        try:
            return await self._client.write(request, body)
        except LibraryTrouble as trouble:
            if trouble.status == 404:
                raise _as(Trouble.NO_FILES_TAB, trouble) from None
            raise (_as(Trouble.UNCLEAR, trouble) if trouble.trouble is Trouble.CHANGED else trouble) from None

    async def _change(self, request: Any, body: Mapping[str, Any]) -> None:
        """Change something that is there. A conflict is somebody else's change."""
        try:
            await self._client.write(request, body)
        except LibraryTrouble as trouble:
            raise (_as(Trouble.CHANGED, trouble) if trouble.trouble is Trouble.NAME_TAKEN else trouble) from None


def _as(trouble: Trouble, other: LibraryTrouble) -> LibraryTrouble:
    """The same trouble under another name."""
    return LibraryTrouble(trouble, retry_after=other.retry_after, request_id=other.request_id, status=other.status)
