"""The Files tab of a channel: what lies in its SharePoint library, and what a person does there by hand."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from aiohttp import web

from sandbox.graph_drive import SharePointDrive
from sandbox.graph_files_tab import FilesTab
from sandbox.graph_items import Author, Item, person
from sandbox.page_finding import PageFinder
from sandbox.page_guard import Handler, Write
from sandbox.page_uploads import PageUploads
from sandbox.people import Member
from sandbox.service import json_answer
from sandbox.world import Json, World

FILE_PATH = "/api/library/file"


def file_link(guid: str) -> str:
    """Return where the page fetches a file of any library."""
    return f"{FILE_PATH}?{urlencode({'id': guid})}"


class PageLibrary:
    """Serves `/api/library`, the files in it, and `/api/library/...`."""

    def __init__(self, world: World, find: PageFinder, uploads: PageUploads) -> None:
        self._world = world
        self._find = find
        self._uploads = uploads

    def reads(self) -> dict[str, Handler]:
        """What is asked with GET."""
        return {"/api/library": self.library, FILE_PATH: self.file}

    def writes(self) -> dict[str, Write]:
        """What is asked with POST."""
        return {"library/add": self.add, "library/rename": self.rename, "library/remove": self.remove}

    def _tab(self, channel_id: object) -> FilesTab:
        found = next((one for one in self._world.channels if one.id == channel_id and not one.deleted), None)
        if found is None:
            raise LookupError("There is no such channel.")
        return FilesTab(self._world, found)

    async def library(self, request: web.Request) -> web.StreamResponse:
        """Say what lies in a channel's library, as the member sees it. Whoever looks has opened the Files tab."""
        member, tab = self._find.member(request.query), self._tab(request.query.get("channel"))
        tab.opened = True
        return json_answer({"files": [_file_view(tab.drive, item) for item in tab.files() if _is_seen(item, member)]})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Hand out a file, to be saved."""
        found = self._world.sharepoint.by_guid(request.query.get("id", ""))
        if found is None:
            raise LookupError("This file is not there any more.")
        item = found[1]
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(item.name)}",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=item.content, headers=headers, content_type="application/octet-stream")

    async def add(self, body: Json) -> Json:
        """Put a file there that the page has brought. A second one of the same name gets a number, as in the browser."""
        member, tab = self._find.member(body), self._tab(body.get("channel"))
        [brought] = self._uploads.read(member, [body.get("file")])
        item = tab.put(brought.name, brought.content, by=member)
        self._uploads.forget([body.get("file")])
        return {"id": item.guid}

    async def rename(self, body: Json) -> Json:
        """Give a file another name."""
        member, (drive, item) = self._find.member(body), self._item(body)
        drive.move(item, person(member), name=str(body.get("name", "")))
        return {"id": item.guid}

    async def remove(self, body: Json) -> Json:
        """Delete a file."""
        _, (drive, item) = self._find.member(body), self._item(body)
        drive.remove(item)
        return {"removed": True}

    def _item(self, body: Json) -> tuple[SharePointDrive, Item]:
        tab, guid = self._tab(body.get("channel")), body.get("file")
        item = next((one for one in tab.files() if one.guid == guid), None)
        if item is None:
            raise LookupError("This file is not there any more.")
        return tab.drive, item


def _is_seen(item: Item, member: Member) -> bool:
    return not item.checked_out or item.created_by.user[0] == member.id


def _name_of(author: Author) -> str:
    return author.user[1] or author.application[1]


def _file_view(drive: SharePointDrive, item: Item) -> Json:
    filled = [(column.display_name, item.fields.get(column.name)) for column in drive.columns.values()]
    return {
        "id": item.guid,
        "name": item.name,
        "by": _name_of(item.created_by),
        "at": item.modified_at,
        "size": item.size,
        "url": file_link(item.guid),
        "hidden": item.checked_out,
        "columns": {name: str(value) for name, value in filled if value},
    }
