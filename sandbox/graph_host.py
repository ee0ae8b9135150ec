"""How a request to the pretend Graph is taken: recorded, struck by faults, counted, checked and answered."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web

from sandbox.graph_drive import Refused
from sandbox.graph_faults import CODES, GraphFault
from sandbox.graph_items import Json
from sandbox.graph_state import Asked, Exchange, GraphState
from sandbox.service import json_answer

Read = Callable[[str, str], tuple[str, dict[str, str]]]
Check = Callable[[Exchange, dict[str, str], str], None]
Work = Callable[[Asked], Awaitable[web.Response]]
MOST_BODY = 300 * 1024 * 1024


class Host:
    """One listener on 127.0.0.1: `read` says which operation a request means, `check` whether it may, `works` does it."""

    def __init__(self, name: str, state: GraphState, read: Read, check: Check, works: dict[str, Work]) -> None:
        self.name = name
        self.url = ""
        self._state = state
        self._read = read
        self._check = check
        self._works = works
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except OSError:
            await self.stop()
            raise
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the listener and every connection; safe to call twice."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.Request) -> web.Response:
        path = request.raw_path.partition("?")[0]
        operation, parts = self._read(request.method, path)
        exchange = _begin(self.name, request, path, operation)
        fault = self._state.faults.strike(self.name, operation, request.path)
        if fault and fault.delay and not fault.after_work:
            await asyncio.sleep(fault.delay)
        response: web.Response | None = None
        if fault is None or fault.after_work or not (fault.status or fault.drop):
            response = await self._worked(request, exchange, parts)
            if fault and fault.after_work:
                await asyncio.sleep(fault.delay)
        response = self._struck(request, fault, response)
        return self._end(exchange, request, response)

    async def _worked(self, request: web.Request, exchange: Exchange, parts: dict[str, str]) -> web.Response:
        body = await request.read()
        exchange.body_size = len(body)
        if exchange.headers.get("content-type", "").startswith("application/json"):
            exchange.body = _parsed(body)
        try:
            self._check(exchange, parts, request.headers.get("Authorization", ""))
            work = self._works.get(exchange.operation)
            if work is None:
                raise Refused(400, "BadRequest", "Resource not found for the segment.")
            return await work(Asked(parts, exchange.query, exchange.headers, body))
        except Refused as reason:
            return _refusal(reason)

    def _struck(self, request: web.Request, fault: GraphFault | None, response: web.Response | None) -> web.Response | None:
        """Return the answer as the fault leaves it; None when there is to be none."""
        if fault is None or not (fault.status or fault.drop) or (response is not None and response.status >= 400):
            return response
        if fault.drop:
            if request.transport is not None:
                request.transport.close()
            return None
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        code = fault.code or CODES.get(fault.status, "generalException")
        return _refusal(Refused(fault.status, code, "A fault that was asked for.", headers=headers))

    def _end(self, exchange: Exchange, request: web.Request, response: web.Response | None) -> web.Response:
        self._state.log.append(exchange)
        if response is not None:
            response.headers["request-id"] = str(uuid.uuid4())
            response.headers["Cache-Control"] = "no-store"
            exchange.status = response.status
            exchange.answer_headers = {name.lower(): value for name, value in response.headers.items()}
            if response.content_type == "application/json" and isinstance(response.body, bytes):
                exchange.answer = _parsed(response.body)
        self._state.service.ledger.stir()
        return response or web.Response(status=500)


def _begin(host: str, request: web.Request, path: str, operation: str) -> Exchange:
    headers = {name.lower(): value for name, value in request.headers.items()}
    bearer = headers.pop("authorization", "")
    return Exchange(host, request.method, path, dict(request.query), headers, bool(bearer), time.monotonic(), operation)


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _refusal(reason: Refused) -> web.Response:
    date = datetime.now(UTC).isoformat(timespec="seconds").removesuffix("+00:00")
    inner: Json = {"date": date, "request-id": str(uuid.uuid4()), "client-request-id": str(uuid.uuid4())}
    if reason.inner:
        inner = {"code": reason.inner} | inner
    body = {"error": {"code": reason.code, "message": reason.message, "innerError": inner}}
    return json_answer(body, reason.status, reason.headers)
