"""The web addresses of files, as Teams and SharePoint write them: with spaces in them, and percent signs for some characters."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from community.filing_words import LinkRefused, checked_link

_KEPT: Final = "/%:@!$&'()*+,;=~-._"
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost"})


def file_address(address: str) -> str:
    """The address of a file, fit to be opened from a card. Raises `LinkRefused`.

    https, or http on this machine, where a SharePoint for trying things out may be.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError as wrong:
        raise LinkRefused from wrong
    path, query = quote(parts.path, safe=_KEPT), quote(parts.query, safe=f"{_KEPT}?/")
    quoted = urlunsplit((parts.scheme, parts.netloc, path, query, ""))
    if parts.scheme == "http" and host in _THIS_MACHINE and "@" not in parts.netloc:
        return quoted
    return checked_link(quoted)
