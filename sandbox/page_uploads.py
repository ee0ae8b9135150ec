"""Files on their way from the browser: brought first, then sent with a message or put into a library."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from aiohttp import web

from sandbox.graph_items import numbered
from sandbox.page_finding import PageFinder
from sandbox.people import Member
from sandbox.service import json_answer

MOST_WAITING = 256 * 1024 * 1024
_TOO_BIG = "This file is bigger than the sandbox takes from the page: at most 64 MB."


class Brought(NamedTuple):
    """A file that a member's page has brought."""

    owner: str
    name: str
    content: bytes


class PageUploads:
    """Keeps what was brought until it is used. The oldest go when there is too much."""

    def __init__(self, find: PageFinder) -> None:
        self._find = find
        self._waiting: dict[str, Brought] = {}

    async def attach(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file called `name`, and say by which id it is sent."""
        member, name = self._find.member(request.query), request.query.get("name", "").strip()
        if request.content_type != "application/octet-stream":
            return json_answer({"error": "Send application/octet-stream."}, 415)
        if not name:
            return json_answer({"error": "The file has no name."}, 400)
        try:
            content = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return json_answer({"error": _TOO_BIG}, 413)
        upload = secrets.token_urlsafe(16)
        self._waiting[upload] = Brought(member.key, name, content)
        self._make_room(upload)
        return json_answer({"id": upload, "name": name, "size": len(content)})

    def _make_room(self, newest: str) -> None:
        for upload in list(self._waiting):
            if upload != newest and sum(len(brought.content) for brought in self._waiting.values()) > MOST_WAITING:
                del self._waiting[upload]

    def read(self, member: Member, uploads: object) -> list[Brought]:
        """Return what a member has brought, by ids. Raises LookupError for an id that is not theirs or not there any more."""
        if not isinstance(uploads, list):
            return []
        found = [self._waiting.get(str(upload)) for upload in uploads]
        mine = [brought for brought in found if brought is not None and brought.owner == member.key]
        if len(mine) < len(found):
            raise LookupError("A file was not kept until now. Attach it again.")
        return mine

    def forget(self, uploads: Iterable[object]) -> None:
        """Let go of what was used."""
        for upload in uploads:
            self._waiting.pop(str(upload), None)


def by_name(files: Iterable[Brought]) -> dict[str, bytes]:
    """Return files by name; the second of two with one name gets a number."""
    named: dict[str, bytes] = {}
    for brought in files:
        names = (numbered(brought.name, number) if number else brought.name for number in itertools.count())
        named[next(name for name in names if name not in named)] = brought.content
    return named
