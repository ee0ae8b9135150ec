"""The list behind a library: columns, the fields of items, checking out and in."""

from __future__ import annotations

from aiohttp import web

from sandbox.graph_drive import Column, Refused, SharePointDrive
from sandbox.graph_item_calls import check_match
from sandbox.graph_items import Item, Json
from sandbox.graph_state import Asked, GraphState
from sandbox.graph_views import column_view, fields_view
from sandbox.service import json_answer

KINDS = ("text", "choice", "dateTime", "personOrGroup", "number", "boolean")


class ListCalls:
    """Answers for columns, fields and checking in."""

    def __init__(self, state: GraphState) -> None:
        self._state = state

    def _item(self, asked: Asked, role: str = "read") -> tuple[SharePointDrive, Item]:
        drive = self._state.granted_drive(asked.parts["drive"], role)
        if "listItem" in asked.parts:
            number = asked.parts["listItem"]
            found = next((item for item in drive.items.values() if str(item.number) == number and not item.gone), None)
        else:
            found = drive.at(asked.parts["path"], drive.item(asked.parts["item"]))
        if found is None:
            raise Refused(404, "itemNotFound", "Item not found")
        return drive, found

    async def list_get(self, asked: Asked) -> web.Response:
        """Return the list of a library, with its columns if they are wanted."""
        drive = self._state.granted_drive(asked.parts["drive"])
        listed: Json = {
            "id": drive.id,
            "name": "Shared Documents",
            "displayName": "Documents",
            "webUrl": f"{self._state.files_url}{drive.path.replace(' ', '%20')}",
            "list": {"contentTypesEnabled": False, "hidden": False, "template": "documentLibrary"},
        }
        if "columns" in asked.query.get("$expand", ""):
            listed["columns"] = [column_view(column) for column in drive.columns.values()]
        return json_answer(listed)

    async def columns(self, asked: Asked) -> web.Response:
        """Return the columns, SharePoint's own first."""
        drive = self._state.granted_drive(asked.parts["drive"])
        own = [Column("Title", "Title"), Column("Modified", "Modified", "dateTime")]
        return json_answer({"value": [column_view(column) for column in [*own, *drive.columns.values()]]})

    async def create_column(self, asked: Asked) -> web.Response:
        """Add a column; a site grant of the role "manage" is needed."""
        drive = self._state.granted_drive(asked.parts["drive"], "manage")
        body = asked.json()
        kind = next((kind for kind in KINDS if kind in body), "")
        name = body.get("name")
        if not kind or not isinstance(name, str) or not name:
            raise Refused(400, "invalidRequest", "A column needs a name and a type.")
        if name in drive.columns:
            raise Refused(409, "nameAlreadyExists", "A column with the given name already exists.")
        drive.columns[name] = Column(name, str(body.get("displayName") or name), kind, body.get("required") is True)
        return json_answer(column_view(drive.columns[name]), 201)

    async def list_item(self, asked: Asked) -> web.Response:
        """Return the list item of a file, with its fields if they are wanted."""
        _, item = self._item(asked)
        listed: Json = {"id": str(item.number), "eTag": item.etag, "createdDateTime": item.created_at}
        if "fields" in asked.query.get("$expand", ""):
            listed["fields"] = fields_view(item)
        return json_answer(listed)

    async def fields(self, asked: Asked) -> web.Response:
        """Return the fields of a file."""
        return json_answer(fields_view(self._item(asked)[1]))

    async def describe(self, asked: Asked) -> web.Response:
        """Fill in fields."""
        drive, item = self._item(asked, "write")
        body = asked.json()
        check_match(asked, item)
        written = {name: value for name, value in body.items() if not name.endswith("@odata.type")}
        drive.describe(item, written, self._state.app)
        return json_answer(fields_view(item))

    async def check_in(self, asked: Asked) -> web.Response:
        """Let everybody see a file."""
        drive, item = self._item(asked, "write")
        asked.json()
        drive.check_in(item, self._state.app)
        return web.Response(status=204)

    async def check_out(self, asked: Asked) -> web.Response:
        """Hide a file until it is checked in."""
        drive, item = self._item(asked, "write")
        drive.check_out(item, self._state.app)
        return web.Response(status=204)
