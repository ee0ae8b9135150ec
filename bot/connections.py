"""Connections with patience: who opens one and then sends nothing, or byte by byte, is let go."""

import asyncio
from collections.abc import Callable

from aiohttp import web

_LOOK_EVERY = 0.5


class PatientConnection(asyncio.Protocol):
    """Stands between the transport and aiohttp's own protocol, and knows since when the peer owes us something.

    A peer owes a whole request (headers and body) from its first byte on, and a first byte from the moment it
    connects. Between requests it owes nothing: idle connections are aiohttp's to keep.
    """

    def __init__(self, inner: asyncio.Protocol, lobby: "Lobby") -> None:
        self._inner = inner
        self._lobby = lobby
        self._transport: asyncio.BaseTransport | None = None
        self._handling = False
        self.owing_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        self._transport = transport
        self.owing_since = self._lobby.now()
        self._lobby.connections.add(self)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Start the clock again when these are the first bytes of another request."""
        if self.owing_since is None and not self._handling:
            self.owing_since = self._lobby.now()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass it on."""
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._lobby.connections.discard(self)
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass it on."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass it on."""
        self._inner.resume_writing()

    def begin(self) -> None:
        """The request has arrived whole: the peer owes nothing, we owe an answer."""
        self._handling = True
        self.owing_since = None

    def end(self) -> None:
        """The answer is made."""
        self._handling = False
        self.owing_since = None

    def let_go(self) -> None:
        """Close at once; what was half received is dropped."""
        if isinstance(self._transport, asyncio.Transport):
            self._transport.abort()


class Lobby:
    """All open connections; `patience` (seconds) is how long a peer may take over one request."""

    def __init__(self, make_inner: Callable[[], asyncio.Protocol], patience: float) -> None:
        self._make_inner = make_inner
        self._patience = patience
        self._watch: asyncio.Task[None] | None = None
        self.now = asyncio.get_running_loop().time
        self.connections: set[PatientConnection] = set()

    def __call__(self) -> PatientConnection:
        """Make the protocol of one new connection."""
        return PatientConnection(self._make_inner(), self)

    def start(self) -> None:
        """Begin to watch."""
        self._watch = asyncio.create_task(self._look_around(), name="slow connections")

    async def stop(self) -> None:
        """End the watch."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)

    async def _look_around(self) -> None:
        step = min(_LOOK_EVERY, self._patience / 4)
        while True:
            await asyncio.sleep(step)
            too_long_ago = self.now() + step - self._patience  # let go before the limit, not after it
            for connection in list(self.connections):
                if connection.owing_since is not None and connection.owing_since <= too_long_ago:
                    connection.let_go()


def all_received(request: web.Request) -> None:
    """Say that nothing more of this request is waited for."""
    connection = _connection_of(request)
    if connection is not None:
        connection.begin()


def answered(request: web.Request) -> None:
    """Say that the handler of this request is done."""
    connection = _connection_of(request)
    if connection is not None:
        connection.end()


def _connection_of(request: web.Request) -> PatientConnection | None:
    protocol = request.transport.get_protocol() if request.transport is not None else None
    return protocol if isinstance(protocol, PatientConnection) else None
