"""A tiny bot that says what it hears, to try the sandbox without Canopy: `python -m sandbox --app "python -m sandbox.echo"`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.teams import Teams
from sandbox.world import Json

SCOPE = "https://api.botframework.com/.default"

Script = Callable[[Json], tuple[int, Any]]


def nothing(_activity: Json) -> tuple[int, Any]:
    """Take everything and say nothing."""
    return 200, None


class EchoBot:
    """Answers every activity as its `script` says (status, body), and asks the connector what it is told to.

    `got` is what it received, in order; `bearers` the tokens that came with it. With `echo` it repeats messages in their thread.
    """

    def __init__(self, settings: dict[str, str], script: Script = nothing, *, echo: bool = False) -> None:
        self.script = script
        self.got: list[Json] = []
        self.bearers: list[str] = []
        self._settings = settings
        self._echo = echo
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._token = ""

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and return the URL for activities."""
        app = web.Application()
        app.router.add_post("/api/messages", self._take)
        app.router.add_get("/readyz", self._ready)
        self._session = aiohttp.ClientSession()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/messages"

    async def stop(self) -> None:
        """Stop listening and close the session."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _ready(self, _request: web.Request) -> web.Response:
        return web.Response(text=f"ready, {float(self._settings.get('CANOPY_CLOCK_OFFSET', '0')):g} s ahead")

    async def _take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.bearers.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        self.got.append(activity)
        if self._echo and activity["type"] == "message":
            where = f"v3/conversations/{activity['conversation']['id']}/activities"
            await self.ask(
                "POST", activity["serviceUrl"] + where, {"type": "message", "text": f"I heard: {activity.get('text', '')}"}
            )
        status, body = self.script(activity)
        return web.Response(status=status) if body is None else web.json_response(body, status=status)

    async def log_in(self, **form: str) -> tuple[int, Json]:
        """Ask for an access token with the client secret, or with this form, and return the status and the answer."""
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self._settings["MicrosoftAppId"],
            "client_secret": self._settings["MicrosoftAppPassword"],
            "scope": SCOPE,
        }
        url = (
            f"{self._settings['CANOPY_LOGIN_URL']}/{form.pop('tenant', self._settings['MicrosoftAppTenantId'])}/oauth2/v2.0/token"
        )
        context = await asyncio.to_thread(ssl.create_default_context, cafile=self._settings["CANOPY_CA_FILE"])
        async with self._open_session.post(url, data={**wanted, **form}, ssl=context) as response:
            return response.status, await response.json()

    async def ask(self, method: str, url: str, body: Any = None, *, token: str | None = None) -> tuple[int, Any, dict[str, str]]:
        """Ask the connector, with an access token unless one is given, and return status, body and headers.

        Raises aiohttp.ClientError when the connection breaks.
        """
        if token is None and not self._token:
            self._token = (await self.log_in())[1]["access_token"]
        headers = {"Authorization": f"Bearer {self._token if token is None else token}"}
        data = body if isinstance(body, bytes) else None
        async with self._open_session.request(method, url, data=data, json=None if data else body, headers=headers) as response:
            raw = await response.read()
            return response.status, await response.json() if raw else None, dict(response.headers)

    @property
    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the bot was not started")
        return self._session


@contextlib.asynccontextmanager
async def teams_with_echo(script: Script = nothing, *, echo: bool = False) -> AsyncIterator[tuple[Teams, EchoBot]]:
    """Start a Teams and a tiny bot that it delivers to, and stop both."""
    async with Teams() as teams:
        bot = EchoBot(teams.settings(), script, echo=echo)
        try:
            teams.bot_url = await bot.start()
            yield teams, bot
        finally:
            await bot.stop()


async def serve() -> None:
    """Listen on the PORT of the environment until cancelled."""
    bot = EchoBot(dict(os.environ), echo=True)
    try:
        await bot.start(int(os.environ["PORT"]))
        await asyncio.Event().wait()
    finally:
        await bot.stop()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
