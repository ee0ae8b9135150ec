"""The files host: addresses that are their own permission, and SharePoint as one sees it in a browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote, unquote, urlsplit

from aiohttp import web

from sandbox.graph_drive import Refused, SharePointDrive
from sandbox.graph_items import Item
from sandbox.graph_jobs import Jobs
from sandbox.graph_sessions import Sessions
from sandbox.graph_state import Asked, GraphState
from sandbox.graph_views import item_view
from sandbox.service import json_answer

Work = Callable[[Asked], Awaitable[web.Response]]
_SOURCE = re.compile(r"sourcedoc=%7B([0-9A-Fa-f-]{36})%7D")
_PATHS = (
    ("PUT", "session_put", r"/uploadSession/(?P<session>[^/]+)"),
    ("GET", "session_get", r"/uploadSession/(?P<session>[^/]+)"),
    ("DELETE", "session_delete", r"/uploadSession/(?P<session>[^/]+)"),
    ("POST", "session_commit", r"/uploadSession/(?P<session>[^/]+)"),
    ("GET", "job_get", r"/_api/v2\.0/monitor/(?P<job>[^/]+)"),
    ("GET", "download", r"/download/(?P<guid>[^/]+)"),
    ("GET", "browse", r"(?P<path>/(?:sites|personal)/.+)"),
)


def read_files_call(method: str, raw_path: str) -> tuple[str, dict[str, str]]:
    """Return the operation that a request to the files host means, and what its path names; "" for none."""
    for wanted, operation, pattern in _PATHS:
        found = re.fullmatch(pattern, raw_path)
        if found and method == wanted:
            return operation, {name: unquote(value) for name, value in found.groupdict().items()}
    return "", {}


class FilesCalls:
    """Answers for uploads, downloads, monitors and the browser."""

    def __init__(self, state: GraphState, sessions: Sessions, jobs: Jobs) -> None:
        self._state = state
        self._sessions = sessions
        self._jobs = jobs
        self.works: dict[str, Work] = {
            "session_put": self.put,
            "session_get": self.look,
            "session_delete": self.forget,
            "session_commit": self.commit,
            "job_get": self.job,
            "download": self.download,
            "browse": self.browse,
        }

    # ---- uploads

    async def put(self, asked: Asked) -> web.Response:
        """Take a piece: 201 or 200 with the item when it was the last, 202 when more must come."""
        session = self._sessions.find(asked.parts["session"])
        stored = self._sessions.take(session, asked.headers.get("content-range", ""), asked.body)
        if stored is None:
            return json_answer(self._sessions.view(session), 202)
        return self._stored(session.drive, *stored)

    def _stored(self, drive: SharePointDrive, item: Item, is_new: bool) -> web.Response:
        return json_answer(item_view(self._state, drive, item), 201 if is_new else 200)

    async def look(self, asked: Asked) -> web.Response:
        """Say what is still to come."""
        return json_answer(self._sessions.view(self._sessions.find(asked.parts["session"])))

    async def forget(self, asked: Asked) -> web.Response:
        """Give an upload up."""
        del self._sessions.open[self._sessions.find(asked.parts["session"]).name]
        return web.Response(status=204)

    async def commit(self, asked: Asked) -> web.Response:
        """Make a file of a complete upload that waits for it."""
        session = self._sessions.find(asked.parts["session"])
        return self._stored(session.drive, *self._sessions.commit(session))

    # ---- the rest

    async def job(self, asked: Asked) -> web.Response:
        """Say how far a copy is."""
        told = self._jobs.look(asked.parts["job"])
        return json_answer(told, 202 if told["status"] == "inProgress" else 200)

    async def download(self, asked: Asked) -> web.Response:
        """Hand out bytes, for as long as the address is good."""
        known = self._state.downloads.get(asked.parts["guid"])
        if known is None or known.until < self._state.now():
            raise Refused(401, "unauthenticated", "The address has expired.")
        return _bytes_of(self._state.service.world.sharepoint.drives[known.drive].item(known.item))

    async def browse(self, asked: Asked) -> web.Response:
        """Show a file to somebody's browser, which is signed in. A program that comes here is not."""
        if "sec-fetch-mode" not in asked.headers:
            raise Refused(401, "unauthenticated", "Sign in first.")
        sharepoint = self._state.service.world.sharepoint
        source = _SOURCE.search(f"sourcedoc={quote(asked.query.get('sourcedoc', ''))}")
        found = sharepoint.by_guid(source[1]) if source else sharepoint.by_web_path(urlsplit(asked.parts["path"]).path)
        if found is None:
            raise Refused(404, "itemNotFound", "The file is not there any more.")
        drive, item = found
        if item.is_folder:
            names = "\n".join(one.name for one in drive.children(item))
            return web.Response(text=f"{drive.web_path(item)}\n\n{names}\n")
        return _bytes_of(item)


def _bytes_of(item: Item) -> web.Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(item.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=item.content, headers=headers, content_type=item.mime_type)
