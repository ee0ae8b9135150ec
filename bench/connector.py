"""The one service that all bots in the bench talk to: connector, published keys and login page, as lean as it can be.

`python -m bench.connector` prints one line of JSON that says where everything is, and serves until SIGTERM.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import web

from bench.town import ROOMS, Card, number_in, roster
from sandbox.limits import Limits
from sandbox.people import APP_ID, TENANT
from sandbox.tokens import ISSUER, TOKEN_SECONDS, Signer, ca_file, server_context

SERVICE_PATH = "/uk/"
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Counts:
    """What the bots did since the service began."""

    posted: int = 0
    edited: int = 0
    rosters: int = 0
    refused: int = 0
    """Answered 429: in the big rooms, while the limits of Teams are enforced there."""
    tokens: int = 0
    """Requests to the login page, discovery included."""
    connections: int = 0
    login_connections: int = 0


@dataclass
class Edits:
    """The edits of one card in a big room: how many, when the last came (monotonic seconds), and what it says now."""

    count: int
    at: float
    card: dict[str, Any]


@dataclass
class Connector:
    """Answers everything at once, or after `latency` seconds. Keeps the first `wanted` cards that are posted to be pressed.

    While `limited`, a big room takes no more than Teams does. What is edited in a big room is kept, by message.
    """

    counts: Counts = field(default_factory=Counts)
    latency: float = 0.0
    wanted: int = 0
    limited: bool = False
    cards: list[Card] = field(default_factory=list)
    edits: dict[str, Edits] = field(default_factory=dict)
    limits: dict[int, Limits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._signer = Signer(APP_ID)
        self._access = self._signer.for_connector("https://api.botframework.com", TENANT)
        self._ids = itertools.count(round(time.time() * 1000))

    # ---- what the bots ask

    async def service(self, request: web.BaseRequest) -> web.Response:
        """The connector and the published keys."""
        if "/.well-known/" in request.path:
            return self._published(request)
        body = await request.read()
        if self.latency:
            await asyncio.sleep(self.latency)
        parts = [unquote(part) for part in request.rel_url.raw_path.split("/") if part]
        parts = parts[parts.index("v3") + 1 :]
        if request.method != "GET" and len(parts) > 1 and (wait := self._wait(parts[1])):
            self.counts.refused += 1
            return _json({"error": {"code": "Throttled", "message": "Too Many Requests"}}, 429, {"Retry-After": str(wait)})
        match (request.method, *parts):
            case ("POST", "conversations", conversation, "activities", *_):
                return self._posted(conversation, body)
            case ("PUT", "conversations", conversation, "activities", message):
                return self._edited(conversation, message, body)
            case ("POST", "conversations"):
                return self._opened(orjson.loads(body))
            case ("GET", "conversations", conversation, "pagedmembers"):
                self.counts.rosters += 1
                return _json({"members": roster(number_in(conversation))})
            case _:
                return _json({"error": {"code": "NotFound", "message": "There is no such thing."}}, 404)

    def _wait(self, conversation: str) -> int:
        """How many seconds a big room wants to be left alone; 0 to be spoken to now."""
        number = number_in(conversation)
        if not self.limited or number not in ROOMS:
            return 0
        limits = self.limits.setdefault(number, Limits())
        limits.enforced = True
        return limits.retry_after(conversation.partition(";")[0])

    def _edited(self, conversation: str, message: str, body: bytes) -> web.Response:
        self.counts.edited += 1
        if number_in(conversation) in ROOMS:
            count = self.edits[message].count if message in self.edits else 0
            self.edits[message] = Edits(count + 1, time.monotonic(), orjson.loads(body)["attachments"][0]["content"])
        return _json({"id": message})

    def _posted(self, conversation: str, body: bytes) -> web.Response:
        message = str(next(self._ids))
        if len(self.cards) < self.wanted and any(verb in body for verb in _PRESSED):
            self.cards.append(_card_in(conversation, message, orjson.loads(body)))
        self.counts.posted += 1
        return _json({"id": message}, 201)

    def _opened(self, wish: dict[str, Any]) -> web.Response:
        """A chat, which needs no first message, or a thread."""
        message = str(next(self._ids))
        if wish.get("isGroup"):
            self.counts.posted += 1
            return _json({"id": f"{wish['channelData']['channel']['id']};messageid={message}", "activityId": message}, 201)
        return _json({"id": f"a:{wish['members'][0]['id'][3:]}", "activityId": None}, 201)

    def _published(self, request: web.BaseRequest) -> web.Response:
        if request.path.endswith("/keys"):
            return _json(self._signer.jwks())
        keys = f"http://{request.host}/v1/.well-known/keys"
        return _json({"issuer": ISSUER, "jwks_uri": keys, "id_token_signing_alg_values_supported": ["RS256"]})

    async def login(self, request: web.BaseRequest) -> web.Response:
        """The login page: where it is, and tokens."""
        self.counts.tokens += 1
        await request.read()
        if self.latency:
            await asyncio.sleep(self.latency)
        base = f"https://{request.host}/{TENANT}"
        if request.method == "GET":
            return _json({"issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token"})
        return _json({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": self._access})

    # ---- what the bench asks

    async def backstage(self, request: web.BaseRequest) -> web.Response:
        """Counts, cards and switches; what is in the query is set."""
        if "latency_ms" in request.query:
            self.latency = float(request.query["latency_ms"]) / 1000
        if "wanted" in request.query:
            self.wanted = int(request.query["wanted"])
            self.cards.clear()
        if "limited" in request.query:
            self.limited = request.query["limited"] == "1"
        if request.path == "/edits":
            found = self.edits.get(request.query["message"])
            return _json(asdict(found) if found else None)
        if request.path == "/cards":
            return _json([asdict(card) for card in self.cards])
        return _json(asdict(self.counts))

    def bearer(self, service_url: str) -> str:
        """The token that comes with every activity for a bot."""
        return self._signer.for_bot(service_url)

    async def listen(self, handler: Handler, *, count: str = "", tls: ssl.SSLContext | None = None) -> int:
        """Serve on a free port and return it; connections are added to the count of that name."""
        server = web.Server(handler, access_log=None)

        def welcome() -> asyncio.Protocol:
            if count:
                setattr(self.counts, count, getattr(self.counts, count) + 1)
            return server()

        listener = await asyncio.get_running_loop().create_server(welcome, "127.0.0.1", 0, ssl=tls, backlog=512)
        port: int = listener.sockets[0].getsockname()[1]
        return port


_PRESSED = (b'"ask.same"', b'"poll.vote"', b'"poll.ballot"')


def _card_in(conversation: str, message: str, activity: dict[str, Any]) -> Card:
    actions = activity["attachments"][0]["content"]["actions"]
    data = next(action["data"] for action in actions if f'"{action["data"]["verb"]}"'.encode() in _PRESSED)
    return Card(conversation, message, str(data.get("ask") or data["poll"]), data["verb"])


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, headers=headers, content_type="application/json")


async def serve() -> None:
    """Say where everything is, then serve until SIGTERM."""
    connector = Connector()
    base = f"http://127.0.0.1:{await connector.listen(connector.service, count='connections')}"
    login = await connector.listen(connector.login, count="login_connections", tls=server_context())
    backstage = await connector.listen(connector.backstage)
    service_url = f"{base}{SERVICE_PATH}"
    told = {
        "service_url": service_url,
        "metadata_url": f"{base}/v1/.well-known/openidconfiguration",
        "login_url": f"https://127.0.0.1:{login}",
        "backstage_url": f"http://127.0.0.1:{backstage}",
        "ca_file": str(ca_file()),
        "bearer": connector.bearer(service_url),
    }
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.buffer.flush()
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await stopping.wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve())
