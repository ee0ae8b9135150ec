"""The two listeners: http for everything, and https, which login libraries insist on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

from sandbox.tokens import server_context

AddRoutes = Callable[[web.Application], None]
MOST_BODY = 64 * 1024 * 1024


class Server:
    """Serves one application on 127.0.0.1, http and https alike."""

    def __init__(self) -> None:
        self.http_url = ""
        self.https_url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, add_routes: Sequence[AddRoutes], *, port: int, https_port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError when a port is taken."""
        app = web.Application(client_max_size=MOST_BODY)
        for add in add_routes:
            add(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
            await web.TCPSite(self._runner, "127.0.0.1", https_port, ssl_context=server_context()).start()
        except OSError:
            await self.stop()
            raise
        http, https = (address[1] for address in self._runner.addresses)
        self.http_url, self.https_url = f"http://127.0.0.1:{http}", f"https://127.0.0.1:{https}"

    async def stop(self) -> None:
        """Close both listeners and every connection; safe to call twice."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
