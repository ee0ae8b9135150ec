"""The web page where you are one of the members, and the JSON it lives on."""

from __future__ import annotations

import asyncio

from aiohttp import WSCloseCode, web

from sandbox.answers import is_card
from sandbox.backstage import Backstage
from sandbox.live import Change
from sandbox.page_apps import PageApps
from sandbox.page_faults import faults_view, set_faults
from sandbox.page_files import PageFiles
from sandbox.page_finding import PageFinder
from sandbox.page_guard import Handler, Write, guarded, part_of, writing
from sandbox.page_library import PageLibrary
from sandbox.page_uploads import PageUploads, by_name
from sandbox.page_view import answer_view, change_view, form_view, message_view, state_view
from sandbox.service import as_json, json_answer
from sandbox.world import HOME_CHANNEL, Json


class PageApi:
    """Serves the page, its state, its live events and what a member does there."""

    def __init__(self, parts: Backstage) -> None:
        self._parts = parts
        self._world = parts.world
        self._files = PageFiles()
        self._find = PageFinder(parts.world)
        self._apps = PageApps(parts, self._find)
        self._uploads = PageUploads(self._find)
        self._library = PageLibrary(parts.world, self._find, self._uploads)
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
            "/api/commands": self._files.commands,
            **self._apps.reads(),
            **self._library.reads(),
        }
        writes: dict[str, Write] = {
            "say": self.say,
            "press": self.press,
            "form/open": self.open_form,
            "form/submit": self.submit_form,
            "typeahead": self.typeahead,
            "edit": self.edit,
            "delete": self.delete,
            "install": self.install,
            "faults": self.set_faults,
            **self._apps.writes(),
            **self._library.writes(),
        }
        for path, read in reads.items():
            app.router.add_get(path, guarded(read))
        for name, write in writes.items():
            app.router.add_post(f"/api/{name}", guarded(writing(write)))
        app.router.add_post("/api/attach", guarded(self._uploads.attach))
        app.on_shutdown.append(self._hang_up)

    async def _hang_up(self, _app: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    # ---- what there is

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Everything one member sees."""
        return json_answer(state_view(self._world, self._find.member(request.query)) | {"clock": self._parts.clock.view()})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Push what happens to one member's page."""
        viewer = self._find.member(request.query)
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

    async def say(self, body: Json) -> Json:
        """Write a message, with files that were brought and a card that was found; it is delivered after the answer."""
        member, card = self._find.member(body), part_of(body, "card")
        text, files = str(body.get("text", "")).strip(), self._uploads.read(member, body.get("files"))
        if not (text or files or card):
            raise ValueError("There is nothing to say.")
        if card and not is_card(card):
            raise ValueError("This card is too big to be sent, or none.")
        place = self._find.place(body, member)
        mention = None if place.channel else False
        written = self._parts.writing.write(member, place, text, mention=mention, card=card or None, files=by_name(files))
        self._uploads.forget(body.get("files") or ())

        async def _deliver() -> None:
            if place.member:
                await self._parts.changes.open_chat(member)
            await self._parts.writing.deliver(written)

        self._parts.in_background(_deliver())
        return {"message": message_view(self._world, written.message, member)}

    async def press(self, body: Json) -> Json:
        """Press a button that opens no form."""
        answer = await self._parts.pressing.press(
            self._find.member(body), self._find.message(body), part_of(body, "action"), part_of(body, "inputs")
        )
        return answer_view(answer)

    async def open_form(self, body: Json) -> Json:
        """Press a button that opens a form."""
        member, message = self._find.member(body), self._find.message_or_none(body)
        return form_view(await self._parts.pressing.open_form(member, message, part_of(body, "action"), part_of(body, "inputs")))

    async def submit_form(self, body: Json) -> Json:
        """Press a button in a form."""
        member, message = self._find.member(body), self._find.message_or_none(body)
        return form_view(
            await self._parts.pressing.submit_form(member, message, part_of(body, "action"), part_of(body, "inputs"))
        )

    async def typeahead(self, body: Json) -> Json:
        """Type into a list that the bot fills."""
        member, message = self._find.member(body), self._find.message_or_none(body)
        dataset, query = str(body.get("dataset", "")), str(body.get("query", ""))
        return {"choices": await self._parts.pressing.typeahead(member, message, dataset, query)}

    async def edit(self, body: Json) -> Json:
        """Change one's own message."""
        member, text = self._find.member(body), str(body.get("text", "")).strip()
        written = self._parts.writing.edit(member, self._find.message(body), text, mention=None)
        self._parts.in_background(self._parts.writing.deliver(written))
        return {"message": message_view(self._world, written.message, member)}

    async def delete(self, body: Json) -> Json:
        """Delete one's own message."""
        written = self._parts.writing.delete(self._find.member(body), self._find.message(body))
        self._parts.in_background(self._parts.writing.deliver(written))
        return {"deleted": True}

    async def install(self, body: Json) -> Json:
        """Add Canopy to the team."""
        delivered = await self._parts.changes.install(self._find.member(body), self._world.channel(HOME_CHANNEL))
        return {"installed": all(one.accepted for one in delivered)}

    # ---- bad days

    async def faults(self, _request: web.Request) -> web.StreamResponse:
        """Say what goes wrong at the moment."""
        return json_answer(faults_view(self._parts.service.faults, self._parts.graph.faults))

    async def set_faults(self, body: Json) -> Json:
        """Let things go wrong."""
        set_faults(self._parts.service.faults, self._parts.graph.faults, body)
        return faults_view(self._parts.service.faults, self._parts.graph.faults)


async def _push(socket: web.WebSocketResponse, waiting: asyncio.Queue[Json]) -> None:
    while True:
        told = await waiting.get()
        try:
            await socket.send_str(as_json(told).decode())
        except ConnectionError:
            return
