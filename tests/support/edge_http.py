"""Small servers on free ports, and a client that speaks HTTP byte by byte."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Self

from aiohttp import web


async def until(true: Callable[[], bool], within: float = 5.0) -> None:
    """Wait until something is so; raises `TimeoutError`."""
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110  what is waited for happens in another task, often inside a library
            await asyncio.sleep(0.005)


class Hosted:
    """One aiohttp application on a free loopback port."""

    def __init__(self) -> None:
        self.base = ""
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self, app: web.Application, *, tls: ssl.SSLContext | None = None) -> Self:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        self.port = site.port
        self.base = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


class Wire:
    """A raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def send(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)

    async def answer(self, within: float = 5.0) -> tuple[int, dict[str, str], bytes]:
        """Read one answer: status, headers (lower case), body."""
        async with asyncio.timeout(within):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = head.split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(lines[0].split()[1]), headers, body

    async def closed(self, within: float) -> float:
        """Wait until the other side closes; return after how many seconds."""
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(within):
            with contextlib.suppress(ConnectionError):
                while await self.reader.read(65536):
                    pass
        return asyncio.get_running_loop().time() - began

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()
