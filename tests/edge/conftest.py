"""What the edge tests share: a session, key servers and doors, all on loopback and all stopped."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.support.edge_door import OpenDoor
from tests.support.edge_keys import KeyServer, SigningKey


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
async def key_server() -> AsyncIterator[KeyServer]:
    server = await KeyServer().start()
    server.keys = [SigningKey(1)]
    yield server
    await server.stop()


@pytest.fixture
async def closed_door(session: aiohttp.ClientSession, key_server: KeyServer) -> AsyncIterator[OpenDoor]:
    """A door that the test opens with rules of its own."""
    door = OpenDoor(session, key_server)
    yield door
    await door.close()


@pytest.fixture
async def door(closed_door: OpenDoor) -> OpenDoor:
    await closed_door.open()
    return closed_door
