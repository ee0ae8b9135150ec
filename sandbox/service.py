"""The pretend service behind every endpoint: its state, its moods, and how a request is taken."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from sandbox.faults import Fault, Faults
from sandbox.limits import Limits
from sandbox.live import Ledger, Recorded
from sandbox.people import APP_ID, APP_PASSWORD
from sandbox.tokens import Signer
from sandbox.world import Json, World

Handler = Callable[[web.Request], Awaitable[web.Response]]
RECORDED = web.RequestKey("recorded", Recorded)


class Trouble(Exception):
    """A request that the service refuses."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def answer(self) -> web.Response:
        """Return the refusal as the connector writes it."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return json_answer({"error": {"code": self.code, "message": self.message}}, self.status, headers)


def as_json(body: Any) -> bytes:
    """Return JSON in UTF-8; what UTF-8 cannot say, such as half a surrogate pair, is escaped."""
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body).encode()


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return a JSON response."""
    return web.Response(body=as_json(body), status=status, headers=headers, content_type="application/json")


@dataclass
class Service:
    """Everything that is there once, however many listeners there are.

    `openid_down` and `login_down` make those endpoints answer 503. `roster_page` caps a page of the roster
    below what the bot asks.
    """

    world: World
    app_id: str = APP_ID
    password: str = APP_PASSWORD
    service_url: str = ""
    signer: Signer = field(default_factory=lambda: Signer(APP_ID))
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)
    ledger: Ledger = field(default_factory=Ledger)
    openid_down: bool = False
    login_down: bool = False
    roster_page: int | None = None
    token_requests: int = 0
    trusted: list[tuple[bytes, str, str]] = field(default_factory=list)
    _good_tokens: dict[str, float] = field(default_factory=dict)

    def forget_tokens(self) -> None:
        """Ask every access token to be proved again."""
        self._good_tokens.clear()

    def check_bearer(self, header: str) -> None:
        """Let a request with one of our access tokens pass. Raises Trouble 401."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Trouble(401, "Unauthorized", "Authorization has been denied for this request.")
        if self._good_tokens.get(token, 0.0) > time.time():
            return
        try:
            self._good_tokens[token] = self.signer.check_connector_token(token)
        except Exception as reason:
            raise Trouble(401, "Unauthorized", f"Authorization has been denied for this request: {reason}") from None

    def endpoint(self, area: str, prefix: str, work: Handler) -> Handler:
        """Return a handler that records the request, meets the faults and turns a Trouble into its answer."""

        async def _handle(request: web.Request) -> web.Response:
            path = request.path.removeprefix(prefix)
            record = Recorded(request.method, path, 0, time.monotonic(), area)
            request[RECORDED] = record
            fault = self.faults.strike(area, request.method, path)
            if area == "connector" and self.faults.delay:
                await asyncio.sleep(self.faults.delay)
            response = None if fault and not fault.after_work else await _worked(work, request)
            if fault and (response is None or response.status < 300):
                response = _failed(request, fault)
            record.status = 0 if fault and not fault.status else (response or _EMPTY).status
            self.ledger.requests.append(record)
            self.ledger.stir()
            return response or web.Response()

        return _handle


_EMPTY = web.Response(status=500)


async def _worked(work: Handler, request: web.Request) -> web.Response:
    try:
        return await work(request)
    except Trouble as trouble:
        return trouble.answer()


def _failed(request: web.Request, fault: Fault) -> web.Response:
    if not fault.status:
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)
    return Trouble(fault.status, "ServiceError", "A fault that was asked for.", retry_after=fault.retry_after).answer()


async def read_json(request: web.Request) -> Json:
    """Return the JSON object in the body, and record it. Raises Trouble 400."""
    try:
        body = orjson.loads(await request.read())
    except json.JSONDecodeError:
        raise Trouble(400, "BadSyntax", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Trouble(400, "BadSyntax", "The body is not a JSON object.")
    request[RECORDED].body = body
    return body
