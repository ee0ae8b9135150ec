"""Stand-ins for the services Canopy calls: a connector that answers as told, and a login service on https."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson
import trustme
from aiohttp import web

from tests.support.edge_http import Hosted


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived; `path` is the raw one, with its query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: object

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def bearer(self) -> str:
        return self.headers.get("Authorization", "")


Reply = web.Response | Callable[[web.Request], Any]


class Service:
    """Records every request; answers with the next of `replies`, or with `usual`."""

    def __init__(self, usual: Any = None) -> None:
        self.requests: list[Recorded] = []
        self.replies: deque[Reply] = deque()
        self.usual = {"id": "1764000000009"} if usual is None else usual
        self.hosted = Hosted()

    @property
    def url(self) -> str:
        return self.hosted.base

    async def start(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", r"/{path:[\s\S]*}", self._answer)
        await self.hosted.start(app)
        return self

    async def stop(self) -> None:
        await self.hosted.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append(Recorded(request.method, request.raw_path, dict(request.headers), body, id(request.transport)))
        reply = self.replies.popleft() if self.replies else web.json_response(self.usual)
        if isinstance(reply, web.Response):
            return reply
        answer: web.StreamResponse = await reply(request)
        return answer


async def drop(request: web.Request) -> web.Response:
    """Close the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class Login:
    """A login service on https, as Entra's token endpoint; its certificate is from an authority made up here."""

    def __init__(self, folder: Path) -> None:
        self.ca_file = folder / "ca.pem"
        self.forms: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.life = 3600
        self.delay = 0.0
        self.refusal: tuple[int, Any] | None = None
        self.hosted = Hosted()
        self._authority = trustme.CA()
        self._authority.cert_pem.write_to_path(str(self.ca_file))

    @property
    def url(self) -> str:
        return self.hosted.base

    async def start(self) -> Self:
        import ssl

        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert("127.0.0.1").configure_cert(context)
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        await self.hosted.start(app, tls=context)
        return self

    async def stop(self) -> None:
        await self.hosted.stop()

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.paths.append(request.path)
        self.forms.append({name: str(value) for name, value in form.items()})
        await asyncio.sleep(self.delay)
        if self.refusal is not None:
            return web.json_response(self.refusal[1], status=self.refusal[0])
        token = f"CANARY-bot-token-{len(self.forms)}"
        return web.json_response({"token_type": "Bearer", "expires_in": self.life, "access_token": token})
