"""Which operation of Graph a request means. Addresses by path (`items/{id}:/name:/content`) come encoded or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_ITEM = re.compile(r"/drives/(?P<drive>[^/]+)/(?P<anchor>root|items/[^/:]+)(?::/(?P<path>[^:]*):?)?(?P<rest>/.*)?")
_PLAIN = (
    ("GET", "channel_get", r"/teams/(?P<team>[^/]+)/channels/(?P<channel>[^/]+)"),
    ("GET", "channel_filesFolder", r"/teams/(?P<team>[^/]+)/channels/(?P<channel>[^/]+)/filesFolder"),
    ("GET", "message_get", r"/teams/(?P<team>[^/]+)/channels/(?P<channel>[^/]+)/messages/(?P<message>[^/]+)"),
    (
        "GET",
        "reply_get",
        r"/teams/(?P<team>[^/]+)/channels/(?P<channel>[^/]+)/messages/(?P<message>[^/]+)/replies/(?P<reply>[^/]+)",
    ),
    ("GET", "shares_driveItem", r"/shares/(?P<share>[^/]+)/driveItem"),
    ("GET", "group_site", r"/groups/(?P<group>[^/]+)/sites/root"),
    ("GET", "site_drive", r"/sites/(?P<site>[^/]+)/drive"),
    ("GET", "drive_get", r"/drives/(?P<drive>[^/]+)"),
    ("GET", "drive_list", r"/drives/(?P<drive>[^/]+)/list"),
    ("GET", "columns_list", r"/drives/(?P<drive>[^/]+)/list/columns"),
    ("POST", "columns_create", r"/drives/(?P<drive>[^/]+)/list/columns"),
    ("GET", "listItem_fields", r"/drives/(?P<drive>[^/]+)/list/items/(?P<listItem>[^/]+)/fields"),
    ("PATCH", "listItem_fieldsPatch", r"/drives/(?P<drive>[^/]+)/list/items/(?P<listItem>[^/]+)/fields"),
)
_OF_ITEM = (
    ("GET", "item_get", r""),
    ("PATCH", "item_patch", r""),
    ("DELETE", "item_delete", r""),
    ("GET", "item_children", r"/children"),
    ("POST", "item_createFolder", r"/children"),
    ("GET", "item_download", r"/content"),
    ("PUT", "item_upload", r"/content"),
    ("POST", "item_createUploadSession", r"/createUploadSession"),
    ("POST", "item_copy", r"/copy"),
    ("POST", "item_checkin", r"/checkin"),
    ("POST", "item_checkout", r"/checkout"),
    ("GET", "item_listItem", r"/listItem"),
    ("GET", "item_fields", r"/listItem/fields"),
    ("PATCH", "item_fieldsPatch", r"/listItem/fields"),
    ("GET", "item_search", r"/search\(q='(?P<q>.*)'\)"),
    ("GET", "item_delta", r"/delta(?:\(\))?"),
    ("GET", "item_deltaToken", r"/delta\(token='(?P<token>[^']*)'\)"),
)
_NAMED = {"item_delta": "root_delta", "item_deltaToken": "root_deltaToken"}


@dataclass(frozen=True)
class Call:
    """An operation of the contract, and what its path names, decoded."""

    operation: str
    parts: dict[str, str]


def read_call(method: str, raw_path: str) -> Call | None:
    """Return what a request below /v1.0 means, or None when it means nothing that is known here."""
    path = re.sub("%3A", ":", raw_path, flags=re.IGNORECASE)
    path = re.sub(":%2F", ":/", path, flags=re.IGNORECASE).removeprefix("/v1.0")
    for wanted, operation, pattern in _PLAIN:
        found = re.fullmatch(pattern, path)
        if found and method == wanted:
            return Call(operation, {name: unquote(value) for name, value in found.groupdict().items()})
    return _item_call(method, path)


def _item_call(method: str, path: str) -> Call | None:
    found = _ITEM.fullmatch(path)
    if found is None:
        return None
    rest = unquote(found["rest"] or "")
    for wanted, operation, pattern in _OF_ITEM:
        more = re.fullmatch(pattern, rest)
        if more and method == wanted:
            at_root = found["anchor"] == "root"
            parts = {
                "drive": unquote(found["drive"]),
                "item": unquote(found["anchor"].removeprefix("items/")),
                "path": unquote(found["path"] or ""),
                **more.groupdict(),
            }
            return Call(_NAMED.get(operation, operation) if at_root else operation, parts)
    return None
