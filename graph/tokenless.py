"""Calling the hosts that files are sent to and fetched from: no token, no redirect, no host that is not on the list."""

from __future__ import annotations

import asyncio
import string
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from community.shared_files import Trouble
from graph.faces import LibraryTrouble
from graph.quiet import Quiet
from graph.troubles import codes_in, refused
from graph.trust import AGENT, trusted

_PRINTABLE: Final = string.digits + string.ascii_letters + string.punctuation
_CONNECT_WITHIN: Final = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said."""

    status: int
    headers: Mapping[str, str]
    json: Any
    """What it said in JSON; None where it was none."""

    def refusal(self) -> LibraryTrouble:
        """What it means where it is no success."""
        return refused(self.status, codes_in(self.json), self.headers)


class Tokenless:
    """Calls addresses that are their own permission. `allows` is the list of hosts; `time_out` in seconds, between bytes.

    Nothing is called while `quiet` says so: these are hosts of the same tenant.
    """

    def __init__(
        self, allows: Callable[[str], bool], ca_file: Path | None = None, *, quiet: Quiet, time_out: float = 60.0
    ) -> None:
        self.quiet = quiet
        self._allows = allows
        self._ca_file = ca_file
        self._limits = aiohttp.ClientTimeout(total=None, connect=min(_CONNECT_WITHIN, time_out), sock_read=time_out)
        self._session: aiohttp.ClientSession | None = None
        self._opening = asyncio.Lock()

    def allows(self, address: str) -> bool:
        """Whether an address lies on a listed host."""
        return address.isprintable() and self._allows(quote(address, safe=_PRINTABLE))

    async def call(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Call, and read the answer. Raises `ELSEWHERE` off the list, `UNCLEAR` when there was no answer."""
        async with self.opened(method, address, headers, body) as response:
            said = await response.read()
            return Answer(response.status, dict(response.headers), _json(said))

    @asynccontextmanager
    async def opened(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Call, and have the answer while it arrives. Raises like `call`."""
        url = self._checked(address)
        self.quiet.check()
        session = await self._open()
        try:
            async with session.request(
                method,
                url,
                data=None if body is None else BytesIO(body),
                headers=headers,
                allow_redirects=False,
            ) as response:
                yield response
        except aiohttp.InvalidURL:
            raise LibraryTrouble(Trouble.ELSEWHERE) from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            raise LibraryTrouble(Trouble.UNCLEAR) from None

    async def close(self) -> None:
        """Let connections go."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _checked(self, address: str) -> URL:
        if not self.allows(address):
            raise LibraryTrouble(Trouble.ELSEWHERE)
        try:
            return URL(quote(address, safe=_PRINTABLE), encoded=True)
        except ValueError:
            raise LibraryTrouble(Trouble.ELSEWHERE) from None

    async def _open(self) -> aiohttp.ClientSession:
        async with self._opening:
            if self._session is None:
                trust = await asyncio.to_thread(trusted, self._ca_file)
                self._session = aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=trust),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=self._limits,
                    headers={"User-Agent": AGENT, "Accept-Encoding": "identity"},
                    auto_decompress=False,
                    trust_env=False,
                )
                # Otherwise aiohttp sends a PUT again by itself when the connection is lost: the bytes may have arrived.
                self._session._retry_connection = False
            return self._session


def _json(said: bytes) -> Any:
    try:
        return orjson.loads(said) if said else None
    except orjson.JSONDecodeError:
        return None
