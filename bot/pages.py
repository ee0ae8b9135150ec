"""The three pages that an app in Teams must have: what it is, what it keeps, how it may be used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FOLDER = Path(__file__).resolve().parent.parent / "content" / "pages"
_PAGES = {
    "/": ("about.html", "text/html"),
    "/privacy": ("privacy.html", "text/html"),
    "/terms": ("terms.html", "text/html"),
    "/style.css": ("style.css", "text/css"),
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "max-age=3600",
}


def pages() -> dict[str, Handler]:
    """What answers each path. Read once, so that a page that is missing is noticed at start."""
    return {path: _page((FOLDER / name).read_bytes(), kind) for path, (name, kind) in _PAGES.items()}


def _page(body: bytes, kind: str) -> Handler:
    async def show(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=_HEADERS)

    return show
