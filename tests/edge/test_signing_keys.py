"""Microsoft's signing keys: fetched once for everybody, kept when the endpoint is away, new ones found in time."""

import asyncio
import time

import aiohttp
import pytest

from bot.signing_keys import NoKeysYet, SigningKeys
from tests.support.edge_door import OpenDoor
from tests.support.edge_http import until
from tests.support.edge_keys import KeyServer, SigningKey


async def test_a_rotated_key_works_within_a_minute(door: OpenDoor) -> None:
    """A key published a moment ago opens the door at the next look, which is at most a minute away."""
    assert (await door.knock()).status == 200
    fresh = SigningKey(2)
    door.key_server.keys = [SigningKey(1), fresh]

    door.monotonic += 60
    assert (await door.knock(token=fresh.token())).status == 200
    assert door.key_server.fetches == 2


async def test_fifty_forged_key_ids_cost_one_look(door: OpenDoor) -> None:
    """However many unknown key ids are tried, Microsoft is asked once a minute."""
    assert (await door.knock()).status == 200
    door.monotonic += 61

    async def forged(number: int) -> int:
        return (await door.knock(token=SigningKey(9).token(headers={"kid": f"forged-{number}"}))).status

    assert set(await asyncio.gather(*(forged(number) for number in range(50)))) == {401}
    assert {await forged(number) for number in range(50, 60)} == {401}
    assert door.key_server.fetches == 2


async def test_other_algorithms_cost_no_look(door: OpenDoor) -> None:
    """A token that could never be accepted does not make us ask."""
    await door.knock()
    door.monotonic += 61
    await door.knock(token=SigningKey(9).token(headers={"kid": "new"}, algorithm="RS512"))

    assert door.key_server.fetches == 1


async def test_without_any_key_the_door_is_not_ready(door: OpenDoor) -> None:
    """With the key endpoint down from the start the answer is 503 and when to come back; when it is up, it works."""
    door.key_server.down = True

    answer = await door.knock()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert not door.keys.known

    door.key_server.down = False
    assert (await door.knock()).status == 503  # asked a moment ago
    door.monotonic += 5
    assert (await door.knock()).status == 200
    assert door.keys.known


async def test_keys_outlive_their_endpoint(door: OpenDoor) -> None:
    """When the endpoint goes down later, known keys go on opening the door, and unknown ones do not."""
    assert (await door.knock()).status == 200
    door.key_server.down = True
    door.monotonic += 86_400

    assert (await door.knock(token=SigningKey(2).token())).status == 401
    assert (await door.knock(token=SigningKey(1).token(n=2))).status == 200


async def test_an_empty_list_replaces_nothing(door: OpenDoor) -> None:
    """A key list without a usable key is a fault of the endpoint, not a withdrawal of all keys."""
    await door.knock()
    door.monotonic += 61
    door.key_server.document = {"keys": [{"kty": "EC"}, None, {"kty": "RSA", "kid": "x", "n": "!", "e": "AQAB"}]}

    assert (await door.knock(token=SigningKey(2).token())).status == 401
    assert (await door.knock(token=SigningKey(1).token(n=2))).status == 200


@pytest.mark.parametrize("document", [[], {"keys": None}, {"keys": {}}, {"keys": [7]}, "x", {"nothing": 1}])
async def test_a_senseless_document_is_survived(door: OpenDoor, document: object) -> None:
    """Whatever the endpoint serves, the answer is 503 and not a crash."""
    door.key_server.document = document

    assert (await door.knock()).status == 503


async def test_a_short_key_is_no_key(door: OpenDoor) -> None:
    """A key under 2,048 bits is not accepted, whoever publishes it."""
    short = SigningKey(3, bits=1024)
    door.key_server.keys = [SigningKey(1), short]

    assert await door.keys.find(short.kid) is None
    assert await door.keys.find("key-1") is not None


async def test_a_slow_endpoint_stops_nobody_else(closed_door: OpenDoor) -> None:
    """While the keys are being fetched the server answers others, and the fetch ends after its time-out."""
    door = closed_door
    door.keys = SigningKeys(door.session, door.key_server.url, time_out=2.0)
    door.key_server.delay = 10.0
    await door.open()

    waiting = asyncio.create_task(door.knock())
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    assert (await door.look("/healthz")).status == 200
    assert time.perf_counter() - began < 1.5
    assert (await waiting).status == 503


async def test_many_who_wait_share_one_fetch(door: OpenDoor) -> None:
    """At a cold start twenty calls wait for one fetch; one that goes away does not stop it for the others."""
    door.key_server.delay = 0.1
    impatient = asyncio.create_task(door.keys.find("key-1"))
    others = [asyncio.create_task(door.keys.find("key-1")) for _ in range(20)]
    await asyncio.sleep(0.02)
    impatient.cancel()

    assert all(key is not None and key.kid == "key-1" for key in await asyncio.gather(*others))
    assert door.key_server.fetches == 1


async def test_keys_are_fetched_before_the_first_call_and_again_later(
    session: aiohttp.ClientSession, key_server: KeyServer
) -> None:
    """Started, they come in the background and are renewed; a failure in between is tried again and loses nothing."""
    keys = SigningKeys(session, key_server.url, refresh_every=0.05)
    keys.start()
    await until(lambda: key_server.fetches >= 3)
    key_server.down = True
    await asyncio.sleep(0.1)

    assert keys.known
    await keys.stop()
    with pytest.raises(NoKeysYet):
        await SigningKeys(session, "http://127.0.0.1:9/none").find("key-1")


async def test_keys_come_over_https_or_from_where_the_metadata_is(door: OpenDoor) -> None:
    """A metadata document cannot send us to plain http elsewhere, whatever is served there."""
    door.key_server.jwks_uri = door.key_server.keys_url.replace("127.0.0.1", "localhost")

    assert (await door.knock()).status == 503
