"""The HTTP server: the door, what operators look at, limits and a graceful end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from bot.connections import Lobby, answered
from bot.door import Door
from bot.pages import pages

Readiness = Callable[[], Awaitable[dict[str, bool]]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PATIENCE = 15.0
_IDLE = 300.0  # longer than the proxies in front of us keep theirs
_LINGER = 1.0  # how long the rest of a refused body is read and dropped, so that the answer arrives
_READY_WITHIN = 2.0


class _NoContent(logging.Filter):
    """Keeps what a peer sent out of the log: aiohttp's own messages quote broken headers, tokens included."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.levelname
        record.msg, record.args, record.exc_info, record.exc_text = f"a request could not be read: {kind}", None, None, None
        return True


def application(door: Door, readiness: Readiness, registry: CollectorRegistry) -> web.Application:
    """Return the application: `/api/messages`, `/healthz`, `/readyz`, `/metrics`, and the pages for people.

    `readiness` says of each thing we cannot do without whether it is there, such as `{"database": True}`.
    """
    app = web.Application()
    app.on_response_prepare.append(_say_no_versions)

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_READY_WITHIN):
                parts = await readiness()
        except Exception:  # being unable to say is an answer too
            parts = {"known": False}
        ready = all(parts.values())
        body = orjson.dumps({"ready": ready, **parts})
        return web.Response(status=200 if ready else 503, body=body, content_type="application/json")

    async def show_metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_route("*", "/api/messages", _attended(door.handle))
    own = {"/healthz": healthz, "/readyz": readyz, "/metrics": show_metrics}
    for path, handler in (own | pages()).items():
        app.router.add_get(path, _attended(handler))
    return app


async def _say_no_versions(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "Canopy"


def _attended(handler: Handler) -> Handler:
    """Tell the connection when its request is dealt with."""

    async def attend(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            answered(request)

    return attend


class Server:
    """A running server; `port` is the one it listens on."""

    def __init__(self, runner: web.AppRunner, listener: asyncio.Server, lobby: Lobby) -> None:
        self._runner = runner
        self._listener = listener
        self._lobby = lobby
        self.port: int = listener.sockets[0].getsockname()[1]

    async def stop(self, grace: float = 20.0) -> None:
        """Accept nothing more, finish what is being handled, end within `grace` seconds."""
        self._listener.close()
        await asyncio.sleep(0)  # what has just been accepted starts first
        server = self._runner.server
        if server is not None:
            server.pre_shutdown()
            await server.shutdown(max(grace - 1.0, 0.0) / 2)  # waits up to twice this long, then cancels
        await self._lobby.stop()
        await self._runner.cleanup()


async def serve(app: web.Application, host: str, port: int, *, patience: float = _PATIENCE) -> Server:
    """Serve `app`; port 0 takes a free one. Headers or bodies that take longer than `patience` seconds are cut off."""
    quiet = logging.getLogger("canopy.http")
    if not any(isinstance(one, _NoContent) for one in quiet.filters):
        quiet.addFilter(_NoContent())
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=quiet,
        auto_decompress=False,  # compressed bodies are refused, not unpacked
        keepalive_timeout=_IDLE,
        lingering_time=_LINGER,
    )
    await runner.setup()
    if runner.server is None:
        raise RuntimeError("the server was not set up")
    lobby = Lobby(runner.server, patience)
    listener = await asyncio.get_running_loop().create_server(lobby, host, port, backlog=512)
    lobby.start()
    return Server(runner, listener, lobby)
