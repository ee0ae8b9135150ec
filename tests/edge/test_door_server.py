"""The server around the door: patience, health, metrics, and a graceful end."""

import asyncio
import inspect
from typing import Any

import aiohttp
import orjson
import pytest

from bot.bearer import Claims
from bot.invoke_answers import InvokeAnswer
from bot.web import serve
from tests.support.edge_door import OpenDoor, activity, invoke
from tests.support.edge_http import Wire

PATIENCE = 0.6


def _head(door: OpenDoor, length: int) -> str:
    return (
        "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {door.key.token()}\r\nContent-Length: {length}\r\n\r\n"
    )


@pytest.fixture
async def impatient(closed_door: OpenDoor) -> OpenDoor:
    await closed_door.open(patience=PATIENCE)
    return closed_door


@pytest.mark.parametrize("sent", ["", "P", "POST /api/messages HTTP/1.1\r\nHost: x\r\n", "GET /healthz HTTP/1.1\r\nX: "])
async def test_headers_that_do_not_come_end_the_connection(impatient: OpenDoor, sent: str) -> None:
    """A connection that sends nothing, or half a header, is closed in time."""
    wire = await Wire.open(impatient.server.port)
    wire.send(sent)

    assert 0.2 < await wire.closed(within=3) <= PATIENCE + 0.1
    await wire.close()


def test_patience_is_fifteen_seconds() -> None:
    """Unless told otherwise, headers and body have fifteen seconds."""
    assert inspect.signature(serve).parameters["patience"].default == 15.0


async def test_dripping_headers_end_the_connection(impatient: OpenDoor) -> None:
    """Sending a byte now and then does not buy time."""
    wire = await Wire.open(impatient.server.port)
    closed = asyncio.create_task(wire.closed(within=3))
    for letter in "POST /api/messages HTTP/1.1\r\nX-Slow: 1234567890":
        if closed.done():
            break
        wire.send(letter)
        await asyncio.sleep(0.05)

    assert await closed <= PATIENCE + 0.1
    await wire.close()


async def test_a_body_that_does_not_come_ends_the_connection(impatient: OpenDoor) -> None:
    """Good headers and a good token do not make us wait for a body for ever, dripping or not."""
    wire = await Wire.open(impatient.server.port)
    wire.send(_head(impatient, 500) + "{")
    closed = asyncio.create_task(wire.closed(within=3))
    while not closed.done():
        wire.send(" ")
        await asyncio.sleep(0.05)

    assert 0.2 < await closed <= PATIENCE + 0.1
    assert impatient.counted("canopy_requests_in_flight") == 0
    await wire.close()


async def test_a_refused_body_is_not_waited_for(impatient: OpenDoor) -> None:
    """A stranger's body is not read: the answer comes at once and the connection closes."""
    wire = await Wire.open(impatient.server.port)
    wire.send("POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")

    assert (await wire.answer())[0] == 401
    assert await wire.closed(within=3) < 2
    await wire.close()


async def test_idle_connections_are_kept_between_calls(impatient: OpenDoor) -> None:
    """A connection that has brought a call may rest longer than that, and bring another; then the clock runs again."""
    body = orjson.dumps(activity())
    wire = await Wire.open(impatient.server.port)
    for _ in range(2):
        wire.send(_head(impatient, len(body)).encode() + body)
        assert (await wire.answer())[0] == 200
        await asyncio.sleep(PATIENCE * 2)
    wire.send("POST /api")

    assert await wire.closed(within=3) <= PATIENCE + 0.1
    await wire.close()


async def test_a_slow_turn_is_not_cut_off(impatient: OpenDoor) -> None:
    """Patience is for what the caller owes us, not for our own work."""

    async def slow(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        await asyncio.sleep(PATIENCE * 2)
        return None

    impatient.turn = slow
    assert (await impatient.knock()).status == 200


async def test_health_needs_nothing(door: OpenDoor) -> None:
    """The health check says that the process lives, whatever it depends on."""
    door.ready = {"database": False}

    answer = await door.look("/healthz")
    assert (answer.status, answer.body) == (200, b"ok\n")
    assert (answer.headers["Server"], (await door.look("/nowhere")).headers["Server"]) == ("Canopy", "Canopy")


async def test_readiness_names_what_is_missing(door: OpenDoor) -> None:
    """Ready means that everything needed is there; what is not is named."""
    assert (await door.look("/readyz")).status == 200

    door.ready = {"database": True, "keys": False}
    answer = await door.look("/readyz")
    assert (answer.status, answer.json) == (503, {"ready": False, "database": True, "keys": False})


async def test_not_knowing_is_not_ready(door: OpenDoor) -> None:
    """When it cannot be found out, the answer is 503 rather than a crash."""
    door.ready = {}

    assert (await door.look("/readyz")).status == 503


async def test_metrics_are_prometheus(door: OpenDoor) -> None:
    """The metrics page is Prometheus text with our own counters and times."""
    await door.knock()
    answer = await door.look("/metrics")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert b'canopy_turn_seconds_count{kind="event"} 1.0' in answer.body


@pytest.mark.parametrize(
    "path", ["/api", "/api/messages/", "/api/messages/x", "/favicon.ico", "/..%2fetc/passwd", "/privacy/../app.py"]
)
async def test_nothing_else_is_here(door: OpenDoor, path: str) -> None:
    """Any other path is 404."""
    assert (await door.look(path)).status == 404


async def test_a_graceful_end_finishes_what_was_accepted(door: OpenDoor) -> None:
    """At the end twenty calls in hand are all answered, and nothing new is accepted."""
    release, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def turn(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        begun.release()
        await release.wait()
        return InvokeAnswer({"done": True})

    door.turn = turn
    calls = [asyncio.create_task(door.knock(invoke())) for _ in range(20)]
    for _ in calls:
        await begun.acquire()
    idle = await Wire.open(door.server.port)
    ending = asyncio.create_task(door.server.stop(grace=5))
    await asyncio.sleep(0.05)

    with pytest.raises(OSError):
        await Wire.open(door.server.port)
    assert await idle.closed(within=2) < 1
    await idle.close()
    assert not ending.done()
    release.set()
    assert [(await call).json for call in calls] == [{"done": True}] * 20
    await ending


async def test_the_end_comes_in_time_even_if_a_turn_hangs(door: OpenDoor) -> None:
    """A turn that never ends is given up when the grace is over."""
    begun = asyncio.Event()

    async def hang(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        begun.set()
        await asyncio.sleep(3600)
        return None

    door.turn = hang
    call = asyncio.create_task(door.knock())
    await begun.wait()
    began = asyncio.get_running_loop().time()
    await door.server.stop(grace=2)

    assert asyncio.get_running_loop().time() - began < 2.5
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call
