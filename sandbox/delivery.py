"""The way from Teams to the bot."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from sandbox.service import Service
from sandbox.world import Json

SECONDS = 15.0
HELD_SECONDS = 60.0


@dataclass(frozen=True)
class Delivered:
    """What the bot answered: `status` 0 means nobody was there, 504 that no answer came in time; `ms` is how long it took."""

    status: int
    body: Any
    ms: float

    @property
    def accepted(self) -> bool:
        """Whether the bot took it."""
        return 200 <= self.status < 300


class Delivery:
    """Posts activities to the bot, with a token, over one session."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.bot_url = "http://127.0.0.1:3978/api/messages"
        self.seconds = SECONDS
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Event()
        self._free.set()

    def hold(self) -> None:
        """Let whatever is to be delivered wait, for at most a minute, until `let_go`."""
        self._free.clear()

    def let_go(self) -> None:
        """Deliver again."""
        self._free.set()

    def open(self) -> None:
        """Make the session."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(self, activity: Json | bytes, token: str | None = None) -> Delivered:
        """Post an activity, or any bytes: with a good token unless one is given; "" sends none.

        Raises RuntimeError before `start`.
        """
        if self._session is None:
            raise RuntimeError("Teams is not running: await teams.start()")
        if not self._free.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._free.wait(), HELD_SECONDS)
        if isinstance(activity, dict):
            self._service.ledger.sent.append(activity)
            self._service.ledger.stir()
        bearer = self._service.signer.for_bot(self._service.service_url) if token is None else token
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
        }
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        began = time.perf_counter()
        status, body = await self._exchange(self._session, _body(activity), headers)
        return Delivered(status, body, (time.perf_counter() - began) * 1000)

    async def _exchange(self, session: aiohttp.ClientSession, data: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        try:
            timeout = aiohttp.ClientTimeout(total=self.seconds)
            async with session.post(self.bot_url, data=data, headers=headers, timeout=timeout, allow_redirects=False) as response:
                return response.status, _read(await response.read())
        except TimeoutError:
            return 504, None
        except aiohttp.ClientError as reason:
            return 0, str(reason)


def _body(activity: Json | bytes) -> bytes:
    if isinstance(activity, bytes):
        return activity
    try:
        return json.dumps(activity, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(activity).encode()


def _read(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw.decode("utf-8", "replace")
