"""The web page where you are one of the members, and the JSON it lives on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import WSCloseCode, web

from sandbox.backstage import Backstage
from sandbox.live import Change
from sandbox.page_faults import faults_view, set_faults
from sandbox.page_files import PageFiles
from sandbox.page_view import answer_view, change_view, form_view, message_view, state_view
from sandbox.people import Member
from sandbox.service import as_json, json_answer
from sandbox.world import HOME_CHANNEL, Json, Message, Place

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    """Serves the page, its state, its live events and what a member does there."""

    def __init__(self, parts: Backstage) -> None:
        self._parts = parts
        self._world = parts.world
        self._files = PageFiles()
        self._sockets: set[web.WebSocketResponse] = set()

    def add_routes(self, app: web.Application) -> None:
        """Add all its routes."""
        reads: dict[str, Handler] = {
            "/": self._files.index,
            "/page/{file:.+}": self._files.page_file,
            "/lib/{file}": self._files.library,
            "/api/state": self.state,
            "/api/live": self.live,
            "/api/faults": self.faults,
            "/api/help": self._files.help,
        }
        writes: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "say": self.say,
            "press": self.press,
            "form/open": self.open_form,
            "form/submit": self.submit_form,
            "typeahead": self.typeahead,
            "edit": self.edit,
            "delete": self.delete,
            "install": self.install,
            "faults": self.set_faults,
        }
        for path, read in reads.items():
            app.router.add_get(path, _guarded(read))
        for name, write in writes.items():
            app.router.add_post(f"/api/{name}", _guarded(_writing(write)))
        app.on_shutdown.append(self._hang_up)

    async def _hang_up(self, _app: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    # ---- what there is

    def _member(self, body: Any) -> Member:
        member = self._world.members.get(str(body.get("m", "")))
        if member is None:
            raise LookupError("There is nobody of that name.")
        return member

    def _message(self, body: Json) -> Message:
        message = self._world.messages.get(str(body.get("message", "")))
        if message is None:
            raise LookupError("That message is not there.")
        return message

    def _message_or_none(self, body: Json) -> Message | None:
        return self._message(body) if body.get("message") else None

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Everything one member sees."""
        return json_answer(state_view(self._world, self._member(request.query)))

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Push what happens to one member's page."""
        viewer = self._member(request.query)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        waiting: asyncio.Queue[Json] = asyncio.Queue()

        def _watch(change: Change) -> None:
            told = change_view(self._world, change, viewer)
            if told is not None:
                waiting.put_nowait(told)

        self._sockets.add(socket)
        self._parts.service.ledger.watchers.append(_watch)
        pushing = asyncio.create_task(_push(socket, waiting))
        try:
            async for _ in socket:
                pass
        finally:
            pushing.cancel()
            self._parts.service.ledger.watchers.remove(_watch)
            self._sockets.discard(socket)
        return socket

    # ---- what a member does

    def _place(self, body: Json, member: Member) -> Place:
        kind, _, where = str(body.get("place", "")).partition(":")
        if kind == "chat":
            return self._world.chat_of(member)
        channel_id, root = where, ""
        if kind == "thread":
            channel_id, _, root = where.rpartition(":")
        place = self._world.place(f"{channel_id};messageid={root}" if root else channel_id)
        if kind not in ("channel", "thread") or place is None or place.channel is None:
            raise LookupError("There is no such place.")
        return place

    async def say(self, body: Json) -> Json:
        """Write a message; it is delivered after the answer."""
        member = self._member(body)
        text = str(body.get("text", "")).strip()
        if not text:
            raise ValueError("There is nothing to say.")
        place = self._place(body, member)
        written = self._parts.writing.write(member, place, text, mention=None if place.channel else False)

        async def _deliver() -> None:
            if place.member:
                await self._parts.changes.open_chat(member)
            await self._parts.writing.deliver(written)

        self._parts.in_background(_deliver())
        return {"message": message_view(self._world, written.message, member)}

    async def press(self, body: Json) -> Json:
        """Press a button that opens no form."""
        answer = await self._parts.pressing.press(
            self._member(body), self._message(body), _object(body, "action"), _object(body, "inputs")
        )
        return answer_view(answer)

    async def open_form(self, body: Json) -> Json:
        """Press a button that opens a form."""
        member, message = self._member(body), self._message_or_none(body)
        return form_view(await self._parts.pressing.open_form(member, message, _object(body, "action"), _object(body, "inputs")))

    async def submit_form(self, body: Json) -> Json:
        """Press a button in a form."""
        member, message = self._member(body), self._message_or_none(body)
        return form_view(
            await self._parts.pressing.submit_form(member, message, _object(body, "action"), _object(body, "inputs"))
        )

    async def typeahead(self, body: Json) -> Json:
        """Type into a list that the bot fills."""
        dataset, query = str(body.get("dataset", "")), str(body.get("query", ""))
        return {"choices": await self._parts.pressing.typeahead(self._member(body), self._message_or_none(body), dataset, query)}

    async def edit(self, body: Json) -> Json:
        """Change one's own message."""
        member, text = self._member(body), str(body.get("text", "")).strip()
        written = self._parts.writing.edit(member, self._message(body), text, mention=None)
        self._parts.in_background(self._parts.writing.deliver(written))
        return {"message": message_view(self._world, written.message, member)}

    async def delete(self, body: Json) -> Json:
        """Delete one's own message."""
        written = self._parts.writing.delete(self._member(body), self._message(body))
        self._parts.in_background(self._parts.writing.deliver(written))
        return {"deleted": True}

    async def install(self, body: Json) -> Json:
        """Add Canopy to the team."""
        delivered = await self._parts.changes.install(self._member(body), self._world.channel(HOME_CHANNEL))
        return {"installed": all(one.accepted for one in delivered)}

    # ---- bad days

    async def faults(self, _request: web.Request) -> web.StreamResponse:
        """Say what goes wrong at the moment."""
        return json_answer(faults_view(self._parts.service.faults))

    async def set_faults(self, body: Json) -> Json:
        """Let things go wrong."""
        set_faults(self._parts.service.faults, body)
        return faults_view(self._parts.service.faults)


async def _push(socket: web.WebSocketResponse, waiting: asyncio.Queue[Json]) -> None:
    while True:
        told = await waiting.get()
        try:
            await socket.send_str(as_json(told).decode())
        except ConnectionError:
            return


def _guarded(handler: Handler) -> Handler:
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


def _writing(work: Callable[[Json], Awaitable[Json]]) -> Handler:
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
        except ValueError as reason:
            return json_answer({"kind": "error", "text": str(reason), "error": str(reason)}, 400)

    return _handle


def _object(body: Json, name: str) -> Json:
    found = body.get(name) or {}
    if not isinstance(found, dict):
        raise ValueError(f"{name} is not an object.")
    return found
