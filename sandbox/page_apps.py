"""What the page does beside talking: commands of the compose box and of messages, files that are offered, the clock."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from sandbox.answers import Composed
from sandbox.backstage import Backstage
from sandbox.page_finding import PageFinder
from sandbox.page_guard import Handler, Write, part_of
from sandbox.page_view import answer_view, form_view, found_view
from sandbox.service import json_answer
from sandbox.world import Json


class PageApps:
    """Serves `/api/compose/...`, `/api/message/...`, `/api/query`, `/api/file` and `/api/clock`."""

    def __init__(self, parts: Backstage, find: PageFinder) -> None:
        self._parts = parts
        self._find = find
        self._world = parts.world

    def reads(self) -> dict[str, Handler]:
        """What is asked with GET."""
        return {"/api/clock": self.clock}

    def writes(self) -> dict[str, Write]:
        """What is asked with POST."""
        return {
            "compose/open": self.compose,
            "compose/submit": self.submit_composed,
            "message/open": self.open_on_message,
            "message/submit": self.submit_on_message,
            "query": self.query,
            "file": self.answer_file,
            "clock": self.move_clock,
        }

    async def compose(self, body: Json) -> Json:
        """Choose a command beside the compose box of a place."""
        member = self._find.member(body)
        place = self._find.place(body, member)
        return form_view(await self._parts.composing.open(member, str(body.get("command", "")), place))

    async def submit_composed(self, body: Json) -> Json:
        """Press a button in the form that a command opened."""
        member = self._find.member(body)
        composed = Composed(str(body.get("command", "")), self._find.place(body, member))
        return form_view(await self._parts.composing.submit(member, composed, part_of(body, "action"), part_of(body, "inputs")))

    async def open_on_message(self, body: Json) -> Json:
        """Choose a command in the menu of a message."""
        member, message = self._find.member(body), self._find.message(body)
        return form_view(await self._parts.composing.open_on(member, str(body.get("command", "")), message))

    async def submit_on_message(self, body: Json) -> Json:
        """Press a button in the form that a command of a message opened."""
        member, message = self._find.member(body), self._find.message(body)
        composed = Composed(str(body.get("command", "")), self._world.place_of(message), message)
        return form_view(await self._parts.composing.submit(member, composed, part_of(body, "action"), part_of(body, "inputs")))

    async def query(self, body: Json) -> Json:
        """Look something up beside the compose box."""
        member = self._find.member(body)
        found = await self._parts.composing.search(
            member,
            str(body.get("command", "")),
            self._find.place(body, member),
            str(body.get("words", "")).strip(),
            skip=int(body.get("skip") or 0),
            parameter=str(body.get("parameter") or "words"),
        )
        return found_view(found)

    async def answer_file(self, body: Json) -> Json:
        """Take an offered file, or do not want it."""
        member, message = self._find.member(body), self._find.message(body)
        return answer_view(await self._parts.offering.answer(member, message, accept=body.get("accept") is True))

    async def clock(self, _request: web.Request) -> web.StreamResponse:
        """Say what time it is here."""
        return json_answer(self._parts.clock.view())

    async def move_clock(self, body: Json) -> Json:
        """Move the clock by so many `seconds`, or `to` a moment (ISO 8601 with an offset)."""
        if "to" in body:
            await self._parts.clock.move_to(_moment(str(body["to"])))
        else:
            await self._parts.clock.move(float(body.get("seconds") or 0))
        return self._parts.clock.view()


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError("Say the time with its offset from UTC.")
    return moment
