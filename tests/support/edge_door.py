"""A door that is open on a free port, with real tokens and a turn that the test decides."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from prometheus_client import CollectorRegistry, generate_latest

from bot.bearer import Bearer, BearerRules, Claims
from bot.door import Door, DoorRules
from bot.invoke_answers import Apologies, InvokeAnswer
from bot.metrics import Metrics
from bot.service_hosts import TEAMS_HOSTS, ServiceHosts
from bot.signing_keys import SigningKeys
from bot.web import Server, application, serve
from tests.support.edge_keys import APP_ID, SERVICE_URL, TENANT, KeyServer, SigningKey

Turn = Callable[[dict[str, Any], Claims], Awaitable[InvokeAnswer | None]]


def activity(**changes: Any) -> dict[str, Any]:
    """A channel message as Teams sends it."""
    return {
        "type": "message",
        "id": "1764000000001",
        "timestamp": "2026-02-03T10:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:amara", "name": "Amara", "aadObjectId": "00000000-0000-4000-8000-000000000001"},
        "recipient": {"id": f"28:{APP_ID}", "name": "Canopy"},
        "conversation": {
            "id": "19:mca@thread.tacv2;messageid=1764000000000",
            "isGroup": True,
            "conversationType": "channel",
            "tenantId": TENANT,
        },
        "channelData": {
            "teamsChannelId": "19:mca@thread.tacv2",
            "teamsTeamId": "19:team@thread.tacv2",
            "channel": {"id": "19:mca@thread.tacv2"},
            "team": {"id": "19:team@thread.tacv2", "name": "Adult Safeguarding Practice"},
            "tenant": {"id": TENANT},
        },
        "text": "<at>Canopy</at> who has done a best interests meeting by video?",
        "entities": [
            {"type": "mention", "text": "<at>Canopy</at>", "mentioned": {"id": f"28:{APP_ID}", "name": "Canopy"}},
            {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"},
        ],
    } | changes  # fmt: skip


def invoke(name: str = "adaptiveCard/action", value: Any = None, **changes: Any) -> dict[str, Any]:
    """A button press as Teams sends it."""
    press = {"action": {"type": "Action.Execute", "verb": "ask.same", "data": {"verb": "ask.same"}}, "trigger": "manual"}
    return activity(type="invoke", name=name, value=press if value is None else value, id=f"f:{uuid.uuid4()}", **changes)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class OpenDoor:
    """The real door, server and token check; `turn` is what happens behind it."""

    def __init__(self, session: aiohttp.ClientSession, key_server: KeyServer) -> None:
        self.session = session
        self.key_server = key_server
        self.key = SigningKey(1)
        self.came_in: list[dict[str, Any]] = []
        self.turn: Turn | None = None
        self.registry = CollectorRegistry()
        self.ready: dict[str, bool] = {"database": True, "keys": True}
        self.monotonic = 1000.0
        self.keys = SigningKeys(session, key_server.url, monotonic=lambda: self.monotonic)
        self.server: Server

    async def open(self, *, patience: float = 15.0, apologies: Apologies | None = None, **rules: Any) -> None:
        given: dict[str, Any] = {"hosts": ServiceHosts(TEAMS_HOSTS), "tenants": frozenset({TENANT}), "app_id": APP_ID} | rules
        bearer = Bearer(BearerRules(str(given["app_id"])), self.keys)
        door = Door(DoorRules(**given), bearer, self.receive, metrics=Metrics(self.registry), apologies=apologies)
        self.server = await serve(application(door, self._readiness, self.registry), "127.0.0.1", 0, patience=patience)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def receive(self, payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        self.came_in.append(payload)
        return await self.turn(payload, claims) if self.turn else None

    async def _readiness(self) -> dict[str, bool]:
        if not self.ready:
            raise ConnectionError("nobody can tell")
        return self.ready

    async def knock(
        self,
        payload: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        method: str = "POST",
        body: Any = None,
    ) -> Answer:
        """Send one call: a good message with a good token, but for what the test changes."""
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.key.token()}"}
        data = body if body is not None else orjson.dumps(activity() if payload is None else payload)
        given = {name: value for name, value in (sent | (headers or {})).items() if value}
        async with self.session.request(
            method, f"{self.base}/api/messages", data=data, headers=given, skip_auto_headers=["Content-Type"]
        ) as response:
            return Answer(response.status, dict(response.headers), await response.read())

    async def look(self, path: str) -> Answer:
        async with self.session.get(self.base + path) as response:
            return Answer(response.status, dict(response.headers), await response.read())

    def counted(self, sample: str) -> float:
        """The value of a metric, written as Prometheus shows it, such as `canopy_requests_total{...}`."""
        for line in generate_latest(self.registry).decode().splitlines():
            if line.startswith(sample + " "):
                return float(line.rpartition(" ")[2])
        return 0.0

    async def close(self) -> None:
        await self.keys.stop()
        await self.server.stop(grace=2.0)
        await asyncio.sleep(0)
