"""Who may use the page's JSON, and how its requests are read."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from sandbox.graph_drive import Refused
from sandbox.service import json_answer
from sandbox.world import Json

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Write = Callable[[Json], Awaitable[Json]]


def guarded(handler: Handler) -> Handler:
    """Serve this machine's own browser only: another site's page must not drive the sandbox."""

    async def _handle(request: web.Request) -> web.StreamResponse:
        host = request.host.rpartition(":")[0] or request.host
        origin = request.headers.get("Origin")
        if host not in _LOOPBACK or (origin is not None and origin != f"{request.scheme}://{request.host}"):
            return json_answer({"error": "The sandbox is for this machine's own page."}, 403)
        try:
            return await handler(request)
        except LookupError as reason:
            return json_answer({"error": str(reason.args[0])}, 404)
        except PermissionError as reason:
            return json_answer({"error": str(reason)}, 403)

    return _handle


def writing(work: Write) -> Handler:
    """Take a JSON object, and answer with one; a ValueError, or what a library refuses, is the caller's mistake."""

    async def _handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            return json_answer({"error": "Send application/json."}, 415)
        try:
            body = orjson.loads(await request.read())
        except json.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            return json_answer({"error": "Send a JSON object."}, 400)
        try:
            return json_answer(await work(body))
        except (ValueError, Refused) as reason:
            return json_answer({"kind": "error", "text": str(reason), "error": str(reason)}, 400)

    return _handle


def part_of(body: Json, name: str) -> Json:
    """Return an object inside a request, an empty one when it is not there. Raises ValueError for anything else."""
    found = body.get(name) or {}
    if not isinstance(found, dict):
        raise ValueError(f"{name} is not an object.")
    return found
