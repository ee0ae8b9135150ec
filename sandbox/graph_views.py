"""Items, columns and messages as Graph writes them."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote

from sandbox.graph_drive import Column, SharePointDrive
from sandbox.graph_items import Item, Json
from sandbox.graph_state import GraphState
from sandbox.people import APP_ID, BOT_NAME
from sandbox.world import Message

_OFFICE = (".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt")
DOWNLOAD_URL = "@microsoft.graph.downloadUrl"
_HIDDEN_UNLESS_ASKED = ("publication",)


def web_url(state: GraphState, drive: SharePointDrive, item: Item) -> str:
    """Return where an item is opened in the browser: Office files have a viewer's address, all else that of its path."""
    if state.office_links and item.name.lower().endswith(_OFFICE) and not item.is_folder:
        site = drive.path.rpartition("/")[0]
        named = f"sourcedoc=%7B{item.guid.upper()}%7D&file={quote(item.name, safe='')}&action=default&mobileredirect=true"
        return f"{state.files_url}{quote(site)}/_layouts/15/Doc.aspx?{named}"
    return path_url(state, drive, item)


def path_url(state: GraphState, drive: SharePointDrive, item: Item) -> str:
    """Return the address of an item by its path, as a message's attachment has it."""
    return f"{state.files_url}{quote(drive.web_path(item))}"


def item_view(state: GraphState, drive: SharePointDrive, item: Item, select: str = "", *, with_path: bool = True) -> Json:
    """Return a driveItem, or what `$select` wants of it."""
    view: Json = {
        "id": item.id,
        "name": "root" if item is drive.root else item.name,
        "eTag": item.etag,
        "cTag": f'"c:{{{item.guid.upper()}}},{item.content_version}"',
        "createdDateTime": item.created_at,
        "lastModifiedDateTime": item.modified_at,
        "createdBy": item.created_by.view(),
        "lastModifiedBy": item.modified_by.view(),
        "size": item.size,
        "webUrl": web_url(state, drive, item),
        "parentReference": _parent(drive, item, with_path=with_path),
        "fileSystemInfo": {"createdDateTime": item.created_at, "lastModifiedDateTime": item.modified_at},
        "publication": {"level": "checkout" if item.checked_out else "published", "versionId": f"{item.content_version}.0"},
    }
    if item.is_folder:
        view["folder"] = {"childCount": len(drive.children(item))}
    else:
        view["file"] = {"mimeType": item.mime_type, "hashes": {"quickXorHash": item.quick_hash}}
        view[DOWNLOAD_URL] = state.download_address(drive, item)
    if item is drive.root:
        view["root"] = {}
    return _selected(view, select)


def deleted_view(drive: SharePointDrive, item: Item) -> Json:
    """Return what delta says of an item that is gone."""
    facet: Json = {"folder": {"childCount": 0}} if item.is_folder else {"file": {}}
    parent = {"driveType": "documentLibrary", "driveId": drive.id, "id": item.parent}
    return {"id": item.id, "deleted": {"state": "deleted"}, "parentReference": parent, **facet}


def _parent(drive: SharePointDrive, item: Item, *, with_path: bool) -> Json:
    parent: Json = {"driveType": "documentLibrary", "driveId": drive.id, "siteId": drive.site.split(",")[1]}
    if item.parent:
        above = drive.items[item.parent]
        parent |= {"id": above.id, "name": above.name if above.parent else drive.path.rpartition("/")[2]}
        if with_path:
            parent["path"] = f"/drives/{drive.id}/root:/{quote(drive.path_of(above))}".rstrip("/")
    return parent


def _selected(view: Json, select: str) -> Json:
    if not select:
        return {name: value for name, value in view.items() if name not in _HIDDEN_UNLESS_ASKED}
    wanted = {name.strip().casefold() for name in select.split(",")}
    if wanted & {"content.downloadurl", DOWNLOAD_URL.casefold()}:
        wanted |= {"content.downloadurl", DOWNLOAD_URL.casefold()}
    return {"@odata.etag": view["eTag"]} | {name: value for name, value in view.items() if name.casefold() in wanted}


def fields_view(item: Item) -> Json:
    """Return the columns of an item that are filled in."""
    return {"@odata.etag": item.etag, "id": str(item.number), "FileLeafRef": item.name, "ContentType": "Document", **item.fields}


def column_view(column: Column) -> Json:
    """Return a column of the library."""
    return {
        "id": f"column-{column.name}",
        "name": column.name,
        "displayName": column.display_name,
        "required": column.required,
        "readOnly": False,
        "hidden": False,
        column.kind: {},
    }


# ---- messages


def message_view(state: GraphState, message: Message, group: str) -> Json:
    """Return a chatMessage."""
    is_reply = message.root != message.id
    view: Json = {
        "id": message.id,
        "replyToId": message.root if is_reply else None,
        "etag": message.id,
        "messageType": "message",
        "createdDateTime": message.at.replace("+00:00", "Z"),
        "lastModifiedDateTime": message.at.replace("+00:00", "Z"),
        "deletedDateTime": message.at.replace("+00:00", "Z") if message.deleted else None,
        "importance": "normal",
        "locale": "en-gb",
        "from": _sender(state, message),
        "channelIdentity": {"teamId": group, "channelId": message.place},
        "body": {"contentType": "html", "content": "" if message.deleted else _body(message)},
        "attachments": [] if message.deleted else attachments_view(state, message),
        "mentions": [],
        "reactions": [],
    }
    if message.mentions_bot and not message.deleted:
        canopy = {"application": {"id": APP_ID, "displayName": BOT_NAME}}
        view["mentions"] = [{"id": 0, "mentionText": BOT_NAME, "mentioned": canopy}]
    return view


def _sender(state: GraphState, message: Message) -> Json:
    author = state.service.world.members.get(message.sender)
    if author is None:
        return {"application": {"id": APP_ID, "displayName": BOT_NAME}}
    return {"user": {"id": author.id, "displayName": author.name}}


def _body(message: Message) -> str:
    escaped = html.escape(message.text, quote=False).replace("\n", "<br>")
    marked = re.sub(r"&lt;at&gt;(.*?)&lt;/at&gt;", r'<at id="0">\1</at>', escaped)
    tags = "".join(f'<attachment id="{file["id"]}"></attachment>' for file in message.files)
    return f"<div><div>{marked}</div></div>{tags}"


def attachments_view(state: GraphState, message: Message) -> list[Json]:
    """Return a message's attachments: files by reference, and cards with their content as text."""
    files = [
        {
            "id": file["id"],
            "contentType": "reference",
            "contentUrl": f"{state.files_url}{quote(file['path'])}",
            "content": None,
            "name": file["name"],
            "thumbnailUrl": None,
        }
        for file in message.files
    ]
    cards = [
        {
            "id": f"card-{message.id}-{number}",
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": None,
            "content": json.dumps(card),
            "name": None,
            "thumbnailUrl": None,
        }
        for number, card in enumerate(message.cards)
    ]
    return files + cards
