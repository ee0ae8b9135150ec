"""What changed in a library: delta, asked page by page. Graph tells of the whole drive; a shelf is a part of it."""

from __future__ import annotations

from typing import Any, Final

from community.shared_files import Changes, ItemChange, Shelf
from graph.addresses import paths_below
from graph.client import GraphClient, Resync, asked
from graph.faces import LibraryTrouble
from graph.items import is_file, item_in, mapping, rows, text

_ROOT: Final = "root"
_TOO_OLD: Final = 400
_A_PAGE: Final = 50
"""So many changes are told at once: each page is kept in one transaction, and nobody should have to wait for it."""
_REMEMBERED: Final = 5_000


class Delta:
    """Asks what changed.

    An Office file's web address says nothing about where it lies, and a page tells of a file's folder by its id alone: the
    addresses of folders are remembered, and asked for when they are not.
    """

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._folders: dict[tuple[str, str], str] = {}

    async def page(self, shelf: Shelf, link: str) -> Changes:
        """The page that `link` leads to; the first of all with an empty link, or one of another Graph than this."""
        if not link or not self._client.is_ours(link):
            drive = self._client.root.drives.by_drive_id(shelf.drive)
            return await self._read(
                shelf, await self._client.read(asked(drive.items.by_drive_item_id(_ROOT).delta, top=_A_PAGE)), afresh=True
            )
        try:
            told = await self._client.read(self._client.follow(link))
        except Resync as resync:
            again = resync.location if self._client.is_ours(resync.location) else ""
            return Changes(items=(), link=again, more=True, afresh=True)
        except LibraryTrouble as trouble:
            if trouble.status != _TOO_OLD:
                raise
            return Changes(items=(), link="", more=True, afresh=True)
        return await self._read(shelf, told, afresh=False)

    async def _read(self, shelf: Shelf, told: Any, *, afresh: bool) -> Changes:
        newest = {text(row, "id"): row for row in rows(told) if text(row, "id")}  # an item can come twice: the last one counts
        for name, row in newest.items():
            if row.get("folder") is not None and not row.get("deleted"):
                self._remember(shelf, name, text(row, "webUrl"))
        changed = [ItemChange(id=name, item=None) for name, row in newest.items() if row.get("deleted") is not None]
        for name, row in newest.items():
            if row.get("deleted") is None and is_file(row):
                inside = await self._is_inside(shelf, text(mapping(row, "parentReference"), "id"))
                changed.append(ItemChange(id=name, item=item_in(row, shelf.drive) if inside else None))
        following, last = text(told, "@odata.nextLink"), text(told, "@odata.deltaLink")
        link = following or last
        self._client.follow(link)  # raises for a link that leads elsewhere: it is neither called nor kept
        return Changes(items=tuple(changed), link=link, more=bool(following), afresh=afresh)

    async def _is_inside(self, shelf: Shelf, folder: str) -> bool:
        """Whether a folder is the shelf, or lies below it."""
        if shelf.folder in {folder, _ROOT}:
            return True
        if not folder:
            return False
        if (shelf.drive, folder) not in self._folders:
            self._remember(shelf, folder, await self._address(shelf, folder))
        return bool(paths_below(shelf.address, self._folders[shelf.drive, folder]))

    async def _address(self, shelf: Shelf, folder: str) -> str:
        builder = self._client.root.drives.by_drive_id(shelf.drive).items.by_drive_item_id(folder)
        try:
            return text(await self._client.read(asked(builder, select=["id", "webUrl"])), "webUrl")
        except LibraryTrouble as trouble:
            if trouble.status != 404:
                raise
            return ""

    def _remember(self, shelf: Shelf, folder: str, address: str) -> None:
        if len(self._folders) >= _REMEMBERED:
            self._folders.clear()
        self._folders[shelf.drive, folder] = address
