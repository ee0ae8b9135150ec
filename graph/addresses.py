"""Addresses and names in SharePoint: which path below a folder an address means, and what may stand in a path."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from community.shared_files import Trouble
from graph.faces import LibraryTrouble

_GUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ETAG: Final = re.compile(rf'(?:W/)?"?\{{?({_GUID})\}}?,\d+"?', re.IGNORECASE | re.ASCII)
_ID: Final = re.compile(rf"\{{?({_GUID})\}}?", re.IGNORECASE | re.ASCII)
_NEVER: Final = re.compile(r'["*:<>?/\\|\x00-\x1f]')

Path = tuple[str, ...]


def paths_below(folder: str, address: str) -> tuple[Path, ...]:
    """The paths below `folder` (a web address) that `address` may mean, the likeliest first; none when it lies elsewhere.

    Both are compared without regard to case, and decoded once. Teams writes some addresses without encoding them: a name
    that happens to hold `%20` is then meant as it stands.
    """
    meant, as_written = _below(folder, address, decoded=True), _below(folder, address, decoded=False)
    return tuple(dict.fromkeys(path for path in (meant, as_written) if path)) if meant else ()


def _below(folder: str, address: str, *, decoded: bool) -> Path:
    root, parts = _parts(folder, decoded=True), _parts(address, decoded=decoded)
    start = _parts(address, decoded=True)[: len(root)]
    if not root or [part.casefold() for part in start] != [part.casefold() for part in root]:
        return ()
    path = tuple(parts[len(root) :])
    return path if path and all(may_be_named(part) for part in path) else ()


def _parts(address: str, *, decoded: bool) -> list[str]:
    """Scheme and host, then the names on the way. A question mark cannot be in a name; what follows it is no part of it."""
    scheme, mark, rest = address.partition("?")[0].partition("://")
    if not mark or scheme.lower() not in {"https", "http"}:
        return []
    host, *names = rest.rstrip("/").split("/")
    try:
        return [f"{scheme}://{host}", *(unquote(name, errors="strict") if decoded else name for name in names)]
    except UnicodeDecodeError:
        return []


def may_be_named(name: str) -> bool:
    """Whether `name` can be one step of a path: nothing in it changes where the path leads."""
    return bool(name) and not _NEVER.search(name) and name.strip(". ") != "" and len(name) <= 400


def checked_name(name: str) -> str:
    """Return `name`. Raises `LibraryTrouble(FAULT)` for one that would lead elsewhere: names are made safe before."""
    if not may_be_named(name):
        raise LibraryTrouble(Trouble.FAULT)
    return name


def guid_of_etag(etag: str) -> str:
    """The GUID that an item's eTag begins with, in lower case; empty when there is none."""
    found = _ETAG.fullmatch(etag.strip())
    return found[1].lower() if found else ""


def guid_of(attachment: str) -> str:
    """The GUID of an attachment, in lower case; empty when it is none."""
    found = _ID.fullmatch(attachment.strip())
    return found[1].lower() if found else ""
