"""SharePoint's part of Graph: items by id and by path, folders, bytes, copies."""

from __future__ import annotations

from aiohttp import web

from sandbox.graph_drive import Conflict, Refused, SharePointDrive
from sandbox.graph_items import Item, Json
from sandbox.graph_jobs import Jobs
from sandbox.graph_sessions import Sessions
from sandbox.graph_state import Asked, GraphState
from sandbox.graph_views import item_view
from sandbox.service import json_answer

CONFLICT = "@microsoft.graph.conflictBehavior"
CONFLICTS: tuple[Conflict, ...] = ("fail", "replace", "rename")
MOST_PUT = 250 * 1024 * 1024


def check_match(asked: Asked, item: Item) -> None:
    """Refuse to change what was changed meanwhile. Raises Refused 412."""
    wanted = asked.headers.get("if-match", "*")
    if wanted not in ("*", item.etag):
        raise Refused(412, "resourceModified", "ETag does not match current item's value.")


def conflict_of(asked: Asked, body: Json, otherwise: Conflict) -> Conflict:
    """Return what is to happen when the name is taken. Raises Refused 400."""
    said = asked.query.get(CONFLICT) or body.get(CONFLICT) or otherwise
    for known in CONFLICTS:
        if said == known:
            return known
    raise Refused(400, "invalidRequest", f"{said!r} is no conflict behaviour.")


class ItemCalls:
    """Answers for items."""

    def __init__(self, state: GraphState, sessions: Sessions, jobs: Jobs) -> None:
        self._state = state
        self._sessions = sessions
        self._jobs = jobs

    def _item(self, asked: Asked, role: str = "read") -> tuple[SharePointDrive, Item]:
        drive = self._state.granted_drive(asked.parts["drive"], role)
        anchor = drive.item(asked.parts["item"])
        item = drive.at(asked.parts["path"], anchor)
        if item is None:
            raise Refused(404, "itemNotFound", "The resource could not be found.")
        return drive, item

    def _new(self, asked: Asked) -> tuple[SharePointDrive, Item, str]:
        """The folder and the name of what is to be stored; folders on the way are made."""
        drive = self._state.granted_drive(asked.parts["drive"], "write")
        folder = drive.item(asked.parts["item"])
        *above, name = asked.parts["path"].split("/")
        for one in filter(None, above):
            folder = drive.at(one, folder) or drive.make_folder(folder, one, self._state.app)
        return drive, folder, name

    def _answer(self, drive: SharePointDrive, item: Item, status: int = 200) -> web.Response:
        return json_answer(item_view(self._state, drive, item), status)

    def _note_unless_fail(self, operation: str, conflict: str) -> None:
        if conflict != "fail":
            self._state.violations.append(f"{operation} with conflictBehavior={conflict}")

    async def get(self, asked: Asked) -> web.Response:
        """Return an item."""
        return json_answer(item_view(self._state, *self._item(asked), asked.query.get("$select", "")))

    async def patch(self, asked: Asked) -> web.Response:
        """Rename or move an item."""
        drive, item = self._item(asked, "write")
        body = asked.json()
        check_match(asked, item)
        parent = drive.item(str(body["parentReference"]["id"])) if "id" in body.get("parentReference", {}) else None
        if parent is drive.root and body["parentReference"]["id"] == "root":
            raise Refused(400, "invalidRequest", "The parent is not a valid id.")
        drive.move(item, self._state.app, name=str(body.get("name") or ""), parent=parent)
        return self._answer(drive, item)

    async def delete(self, asked: Asked) -> web.Response:
        """Take an item away."""
        drive, item = self._item(asked, "write")
        check_match(asked, item)
        self._state.violations.append(f"item_delete of {item.name}")
        drive.remove(item)
        return web.Response(status=204)

    async def children(self, asked: Asked) -> web.Response:
        """Return a page of a folder."""
        drive, folder = self._item(asked)
        size = min(int(asked.query.get("$top", "200")), self._state.page)
        start = int(asked.query.get("$skiptoken", "0"))
        inside = drive.children(folder)
        select = asked.query.get("$select", "")
        page: Json = {"value": [item_view(self._state, drive, item, select) for item in inside[start : start + size]]}
        if start + size < len(inside):
            where = f"{self._state.url}/v1.0/drives/{drive.id}/items/{folder.id}/children"
            more = f"$skiptoken={start + size}&$top={size}" + (f"&$select={select}" if select else "")
            page["@odata.nextLink"] = f"{where}?{more}"
        return json_answer(page)

    async def create_folder(self, asked: Asked) -> web.Response:
        """Make a folder."""
        drive, parent = self._item(asked, "write")
        body = asked.json()
        if not isinstance(body.get("folder"), dict) or not isinstance(body.get("name"), str):
            raise Refused(400, "invalidRequest", "A folder needs a name and the folder facet.")
        conflict = conflict_of(asked, body, "rename")
        self._note_unless_fail("item_createFolder", conflict)
        return self._answer(drive, drive.make_folder(parent, body["name"], self._state.app, conflict), 201)

    # ---- bytes

    async def download(self, asked: Asked) -> web.Response:
        """Lead to an address where the bytes are."""
        drive, item = self._item(asked)
        if item.is_folder:
            raise Refused(400, "invalidRequest", "A folder has no content.")
        return web.Response(status=302, headers={"Location": self._state.download_address(drive, item)})

    async def upload(self, asked: Asked) -> web.Response:
        """Store a file at once."""
        if len(asked.body) > MOST_PUT:
            raise Refused(413, "invalidRequest", "The request is too large: open an upload session.")
        if not asked.parts["path"]:
            drive, item = self._item(asked, "write")
            check_match(asked, item)
            self._state.violations.append(f"item_upload replaces {item.name}")
            drive.refill(item, asked.body, self._state.app)
            return self._answer(drive, item)
        conflict = conflict_of(asked, {}, "replace")
        self._note_unless_fail("item_upload", conflict)
        drive, folder, name = self._new(asked)
        item, is_new = drive.store(folder, name, asked.body, self._state.app, conflict)
        return self._answer(drive, item, 201 if is_new else 200)

    async def create_session(self, asked: Asked) -> web.Response:
        """Open an upload session. Raises Refused 409 or 507 before any byte."""
        body = asked.json() if asked.body else {}
        item = body.get("item") or {}
        conflict = conflict_of(asked, item, "replace")
        self._note_unless_fail("item_createUploadSession", conflict)
        drive, folder, name = self._new(asked)
        size = item.get("fileSize")
        session = self._sessions.begin(drive, folder, name, conflict, size, defer=body.get("deferCommit") is True)
        return json_answer(self._sessions.view(session) | {"uploadUrl": self._sessions.address(session)})

    # ---- copies

    async def copy(self, asked: Asked) -> web.Response:
        """Begin to copy an item; the monitor at the files host says how far it is."""
        drive, item = self._item(asked)
        body = asked.json()
        goal = body.get("parentReference") or {"driveId": drive.id, "id": item.parent}
        into = self._state.granted_drive(str(goal["driveId"]), "write")
        folder = into.item(str(goal["id"]))
        conflict = conflict_of(asked, body, "fail")
        self._note_unless_fail("item_copy", conflict)
        name = str(body.get("name") or item.name)
        into.check_name(name, folder)
        address = self._jobs.begin(item, into, folder, name, conflict, named="name" in body)
        return web.Response(status=202, headers={"Location": address})

    # ---- search

    async def search(self, asked: Asked) -> web.Response:
        """Find files by name: not for who has single sites only."""
        drive, folder = self._item(asked)
        self._state.consent.check(allowed=False)
        wanted = asked.parts["q"].replace("''", "'").casefold()
        found = [item for item in drive.below(folder) if wanted in item.name.casefold()]
        return json_answer({"value": [item_view(self._state, drive, item) for item in found[: self._state.page]]})
