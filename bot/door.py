"""The front door: who may come in, decided before anything they brought is opened."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.bearer import Bearer, Claims, TokenRefused
from bot.connections import all_received
from bot.faults import new_reference, outline
from bot.invoke_answers import Apologies, InvokeAnswer
from bot.metrics import KNOWN_INVOKES, Metrics
from bot.playground import is_at_home
from bot.screening import DoorRules, NotLetIn, check_shape, check_trust
from bot.signing_keys import NoKeysYet

__all__ = ["Door", "DoorRules", "Receive"]

_log = logging.getLogger("canopy.door")

Receive = Callable[[dict[str, Any], Claims], Awaitable[InvokeAnswer | None]]
_CHARSETS = frozenset({"", "utf-8", "utf8", "us-ascii"})


class Door:
    """Handles `POST /api/messages`.

    `receive(payload, claims)` runs the turn for a call that passed every check; what it returns answers an invoke.
    Nothing it does or raises becomes a 5xx: Teams would send the same call again. `apologies` words the answers to
    invokes that failed or took longer than `rules.invoke_seconds`.
    """

    def __init__(
        self,
        rules: DoorRules,
        bearer: Bearer,
        receive: Receive,
        *,
        metrics: Metrics | None = None,
        apologies: Apologies | None = None,
    ) -> None:
        self._rules = rules
        self._bearer = bearer
        self._receive = receive
        self._metrics = metrics or Metrics(CollectorRegistry())
        self._apologies = apologies or Apologies()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call. The order of the checks is part of the promise: cheap ones first, the body last."""
        with self._metrics.in_flight.track_inprogress():
            return await self._handle(request)

    async def _handle(self, request: web.Request) -> web.Response:
        claims: Claims | None = None
        try:
            self._check_head(request)
            claims = await self._who(request)
            payload = _parsed(await self._body(request))
            check_trust(payload, claims, self._rules)
            check_shape(payload)
        except NotLetIn as refusal:
            return self._turn_away(refusal, known=claims is not None)
        finally:
            all_received(request)
        answer = await self._turn(payload, claims)
        self._metrics.request(answer.status, "ok")
        return answer

    def _check_head(self, request: web.Request) -> None:
        if request.method != "POST":
            raise NotLetIn(405, "method", "Activities are posted.")
        if not _is_json(request.headers.get("Content-Type", "")):
            raise NotLetIn(415, "content-type", "An activity is application/json in UTF-8.")
        if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise NotLetIn(415, "content-encoding", "An activity is sent uncompressed.")
        if (request.content_length or 0) > self._rules.body_limit:
            raise NotLetIn(413, "size", "That is more than an activity holds.")

    async def _who(self, request: web.Request) -> Claims:
        if self._rules.playground:
            if is_at_home(request):
                return Claims("", "", frozenset(), anonymous=True)
            raise NotLetIn(401, "playground", "The playground is on this machine only.")
        headers = request.headers.getall("Authorization", [])
        try:
            if len(headers) != 1:
                raise TokenRefused("no-token")
            return await self._bearer.verify(headers[0])
        except TokenRefused as refused:
            raise NotLetIn(401, refused.reason, "A token of the Bot Connector is needed.") from None
        except NoKeysYet:
            raise NotLetIn(503, "no-keys", "The signing keys are not known yet. Please try again.") from None

    async def _body(self, request: web.Request) -> bytes:
        body = bytearray()
        try:
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > self._rules.body_limit:
                    raise NotLetIn(413, "size", "That is more than an activity holds.")
        except (web.RequestPayloadError, ConnectionError):
            raise NotLetIn(400, "body", "The body did not arrive whole.") from None
        return bytes(body)

    async def _turn(self, payload: dict[str, Any], claims: Claims) -> web.Response:
        began = time.perf_counter()
        kind, turn = ("invoke", self._invoke) if payload["type"] == "invoke" else ("event", self._event)
        try:
            return await turn(payload, claims)
        finally:
            self._metrics.turn(kind, time.perf_counter() - began)

    async def _event(self, payload: dict[str, Any], claims: Claims) -> web.Response:
        try:
            await self._receive(payload, claims)
        except Exception as fault:  # the sender can do nothing about it, and would only send it again
            self._metrics.fault("event")
            _log.error("an event failed: reference %s, %s", new_reference(), outline(fault))
        return web.Response()

    async def _invoke(self, payload: dict[str, Any], claims: Claims) -> web.Response:
        name = payload.get("name")
        try:
            async with asyncio.timeout(self._rules.invoke_seconds) as deadline:
                answer = await self._receive(payload, claims)
            response, outcome = _written(answer), "nothing-to-say" if answer is None else "answered"
        except Exception as fault:
            if deadline.expired():
                response, outcome = _written(self._apologies.when_late(payload)), "late"
                _log.warning("an invoke took too long: %s", _known(name))
            else:
                reference = new_reference()
                response, outcome = _written(self._apologies.for_fault(payload, reference)), "fault"
                self._metrics.fault("invoke")
                _log.error("an invoke failed: %s, reference %s, %s", _known(name), reference, outline(fault))
        self._metrics.invoke(name, outcome)
        return response

    def _turn_away(self, refusal: NotLetIn, *, known: bool) -> web.Response:
        """Say no. Who has not shown a valid token does not keep the connection either."""
        self._metrics.request(refusal.status, refusal.reason)
        level = logging.WARNING if known else logging.DEBUG  # anybody can knock; a log is not theirs to fill
        _log.log(level, "turned away: %s, %s", refusal.status, refusal.reason)
        code = "unauthorized" if refusal.status == 401 else refusal.reason
        body = orjson.dumps({"error": {"code": code, "message": refusal.sentence}})
        response = web.Response(status=refusal.status, body=body, content_type="application/json")
        if refusal.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        elif refusal.status == 405:
            response.headers["Allow"] = "POST"
        elif refusal.status == 503:
            response.headers["Retry-After"] = "5"
        if not known or refusal.status == 413:
            response.force_close()
        return response


def _written(answer: InvokeAnswer | None) -> web.Response:
    if answer is None or answer.body is None:
        return web.Response(status=answer.status if answer else 200)
    return web.Response(status=answer.status, body=orjson.dumps(answer.body), content_type="application/json")


def _known(name: object) -> str:
    return name if isinstance(name, str) and name in KNOWN_INVOKES else "an unknown one"


def _is_json(content_type: str) -> bool:
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() != "application/json":
        return False
    named = (part.partition("=") for part in parameters.split(";"))
    return all(value.strip(' "') in _CHARSETS for name, _, value in named if name.strip() == "charset")


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        payload = None
    if not isinstance(payload, dict):
        raise NotLetIn(400, "json", "The body is not a JSON object.")
    return payload
