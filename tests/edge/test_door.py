"""The door's order of checks and what it says to whom, over real HTTP with real tokens."""

import asyncio
import logging
import time
from typing import Any

import aiohttp
import orjson
import pytest

from bot.bearer import Claims
from bot.invoke_answers import InvokeAnswer
from tests.support.edge_door import OpenDoor, activity, invoke
from tests.support.edge_http import Wire
from tests.support.edge_keys import APP_ID, SERVICE_URL, TENANT, SigningKey


async def test_a_message_with_a_good_token_comes_in(door: OpenDoor) -> None:
    """A call from Teams reaches the turn as it was sent, and is answered with an empty 200."""
    seen: list[Claims] = []

    async def turn(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        seen.append(claims)
        return None

    door.turn = turn
    answer = await door.knock()

    assert (answer.status, answer.body) == (200, b"")
    assert door.came_in == [activity()]
    assert seen == [Claims(APP_ID, SERVICE_URL, frozenset({"msteams"}))]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods_are_told_what_is_possible(door: OpenDoor, method: str) -> None:
    """Anything but POST is 405 and says so, token or not."""
    answer = await door.knock(method=method)

    assert (answer.status, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON", "APPLICATION/json ; charset=UTF-8",
                                          'application/json;charset="utf-8"', "application/json; odata=verbose"])  # fmt: skip
async def test_json_is_json_however_it_is_spelt(door: OpenDoor, content_type: str) -> None:
    """The content type is read without regard to case, and may name UTF-8."""
    assert (await door.knock(headers={"Content-Type": content_type})).status == 200


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/json; charset=utf-16",
                                          "application/jsonp", "multipart/form-data; boundary=x"])  # fmt: skip
async def test_other_content_types_are_refused(door: OpenDoor, content_type: str) -> None:
    """What is not JSON in UTF-8 is 415, before the token is looked at."""
    assert (await door.knock(headers={"Content-Type": content_type, "Authorization": ""})).status == 415


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "identity, gzip"])
async def test_compressed_bodies_are_refused(door: OpenDoor, encoding: str) -> None:
    """Nothing is unpacked at the door: a compressed body is 415."""
    assert (await door.knock(headers={"Content-Encoding": encoding})).status == 415


async def test_identity_is_no_compression(door: OpenDoor) -> None:
    """A body that says it is not compressed is welcome."""
    assert (await door.knock(headers={"Content-Encoding": "identity"})).status == 200


async def test_a_body_may_have_256_kb_and_not_a_byte_more(door: OpenDoor) -> None:
    """The limit is exact; over it is 413 whatever the token."""
    padding = 256 * 1024 - len(orjson.dumps(activity(text="")))
    exact = orjson.dumps(activity(text="x" * padding))

    assert (await door.knock(body=exact)).status == 200
    assert (await door.knock(body=exact + b" ")).status == 413
    assert (await door.knock(body=exact + b" ", headers={"Authorization": ""})).status == 413


async def test_a_chunked_body_is_measured_while_it_comes(door: OpenDoor) -> None:
    """Without a length the body is cut off at 256 KB: 413 with a good token, 401 unread without one."""

    async def chunks() -> Any:
        for _ in range(40):
            yield b" " * 8192

    assert (await door.knock(body=chunks())).status == 413
    assert (await door.knock(body=chunks(), headers={"Authorization": "Bearer x.y.z"})).status == 401
    assert (await door.knock(body=_in_pieces(orjson.dumps(activity())))).status == 200


async def _in_pieces(body: bytes) -> Any:
    for start in range(0, len(body), 100):
        yield body[start : start + 100]


async def test_the_checks_come_in_order(door: OpenDoor) -> None:
    """Method, content type, size, token, JSON, trust, shape: the first that fails answers."""
    everything_wrong: dict[str, Any] = {"headers": {"Content-Type": "text/plain", "Authorization": ""}}
    huge, junk = b"{" * 300_000, b"{not json"
    elsewhere = activity(channelId="webchat", id=None)

    assert (await door.knock(method="PUT", body=huge, **everything_wrong)).status == 405
    assert (await door.knock(body=huge, **everything_wrong)).status == 415
    assert (await door.knock(body=huge, headers={"Authorization": ""})).status == 413
    assert (await door.knock(body=junk, headers={"Authorization": ""})).status == 401
    assert (await door.knock(body=junk)).status == 400
    assert (await door.knock(elsewhere)).status == 403
    assert (await door.knock(activity(id=None))).status == 400
    assert door.came_in == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"text"', b"7", b"{", b"{}x", b'{"a":NaN}', b'{"a":Infinity}', b'{"a":1e400}', b'{"a":-1e999}',
        b'{"a":"\\ud800"}', b'{"a":"\xff"}', b"\xef\xbb\xbf{}", b'{"a":' + b"9" * 5000 + b"}", b"[" * 100_000, b"{'a':1}",
        b'{"a":' * 2000 + b"1" + b"}" * 2000, "{}".encode("utf-16"),
    ],
)  # fmt: skip
async def test_what_is_not_json_is_refused(door: OpenDoor, body: bytes) -> None:
    """Broken, endless or impossible JSON with a good token is 400, never a 5xx."""
    answer = await door.knock(body=body)

    assert (answer.status, answer.json["error"]["code"]) == (400, "json")


@pytest.mark.parametrize("platform", ["webchat", "emulator", "directline", "msteams ", "MSTEAMS", "", None, 7, ["msteams"]])
async def test_only_teams_comes_in(door: OpenDoor, platform: object) -> None:
    """A call from any other platform, or from none, is 403."""
    assert (await door.knock(activity(channelId=platform))).status == 403


@pytest.mark.parametrize(
    "service_url",
    [
        None, "", 7, {}, "https://smba.trafficmanager.net/amer/", "https://smba.trafficmanager.net/emea",
        "https://evil.example/", "http://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net.evil/emea/",
        "https://smba.trafficmanager.net@evil.example/emea/",
    ],
)  # fmt: skip
async def test_the_service_url_is_the_one_in_the_token(door: OpenDoor, service_url: object) -> None:
    """A serviceUrl that is missing, elsewhere, or not exactly the token's is 403."""
    assert (await door.knock(activity(serviceUrl=service_url))).status == 403


@pytest.mark.parametrize("claim", [None, "", 7, "https://smba.trafficmanager.net/EMEA/"])
async def test_a_token_without_the_service_url_does_not_do(door: OpenDoor, claim: object) -> None:
    """The serviceUrl must be vouched for by the token."""
    assert (await door.knock(token=door.key.token(serviceurl=claim))).status == 403


async def test_a_signed_service_url_off_the_list_does_not_do(door: OpenDoor) -> None:
    """Even a signed serviceUrl must be on the allow-list."""
    elsewhere = "https://bot.example/"

    assert (await door.knock(activity(serviceUrl=elsewhere), token=door.key.token(serviceurl=elsewhere))).status == 403


@pytest.mark.parametrize("endorsements", [[], ["webchat"], ["msteams2", "skype"]])
async def test_the_key_must_be_endorsed_for_teams(door: OpenDoor, endorsements: list[str]) -> None:
    """A token signed with a key that may not speak for Teams is 403, also when the key names no platform at all."""
    other = SigningKey(2, endorsements=endorsements)
    door.key_server.keys.append(other)

    assert (await door.knock(token=other.token())).status == 403


@pytest.mark.parametrize(
    "extra",
    [None, [], "x", {}, {"tenant": None}, {"tenant": {}}, {"tenant": {"id": 7}}, {"tenant": {"id": ""}},
     {"tenant": {"id": "ffffffff-0000-4000-8000-000000000000"}}, {"tenant": TENANT}],
)  # fmt: skip
async def test_only_allowed_tenants_come_in(door: OpenDoor, extra: object) -> None:
    """The tenant of the channel must be named and allowed; anything else is 403."""
    assert (await door.knock(activity(channelData=extra))).status == 403


async def test_no_tenant_listed_means_nobody(closed_door: OpenDoor) -> None:
    """An empty list of tenants lets nobody in, also not somebody without a tenant."""
    await closed_door.open(tenants=frozenset({""}))

    assert (await closed_door.knock()).status == 403
    assert (await closed_door.knock(activity(channelData={"tenant": {"id": ""}}))).status == 403


async def test_a_guest_in_an_allowed_team_comes_in(door: OpenDoor) -> None:
    """What counts is the team's tenant, not where the person is from; and ids are the same in capitals."""
    guest = {"id": "29:guest", "aadObjectId": "00000000-0000-4000-8000-00000000000f", "tenantId": "another"}

    assert (await door.knock(activity(**{"from": guest, "channelData": {"tenant": {"id": TENANT.upper()}}}))).status == 200


@pytest.mark.parametrize("field", ["type", "id", "conversation", "from"])
@pytest.mark.parametrize("value", [None, 7, "", [], True, {"id": 5}, {"id": ""}, {"id": "x" * 600}, {"id": "a\x00b"}])
async def test_the_ids_a_turn_needs_must_be_there(door: OpenDoor, field: str, value: object) -> None:
    """A missing, empty, endless or odd type or id is 400."""
    answer = await door.knock(activity(**{field: value}))

    assert (answer.status, answer.json["error"]["code"]) == (400, "shape")
    assert door.came_in == []


@pytest.mark.parametrize("kind", ["typing", "event", "messageReaction", "installationUpdate", "agentLifecycle", "x" * 64])
async def test_types_nobody_has_heard_of_are_let_in(door: OpenDoor, kind: str) -> None:
    """An unknown type from Teams is for the turn to ignore: 200."""
    odd = activity(type=kind, entities={"not": "a list"}, timestamp="soon", recipient=[], text=["a"], channelId="msteams")

    assert (await door.knock(odd)).status == 200
    assert len(door.came_in) == 1


async def test_duplicate_keys_take_the_last(door: OpenDoor) -> None:
    """JSON that names a field twice is read one way everywhere: the last one counts, for the checks and for the turn."""
    twice = orjson.dumps(activity())[:-1] + b',"channelId":"webchat"}'

    assert (await door.knock(body=twice)).status == 403


async def test_junk_without_a_token_is_refused_at_once(door: OpenDoor) -> None:
    """A megabyte from a stranger costs nothing: refused within 50 ms, and the health check does not notice."""
    await door.look("/healthz")
    junk = b'{"entities":[' + b"{}," * 350_000
    head = "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    slowest_health = 0.0

    for framing in (f"Content-Length: {len(junk)}", "Transfer-Encoding: chunked"):
        wire = await Wire.open(door.server.port)
        began = time.perf_counter()
        wire.send(f"{head}{framing}\r\n\r\n")
        wire.send(junk if "Length" in framing else f"{len(junk):x}\r\n".encode() + junk + b"\r\n0\r\n\r\n")
        status, _, _ = await wire.answer()
        took = time.perf_counter() - began
        before = time.perf_counter()
        assert (await door.look("/healthz")).status == 200
        slowest_health = max(slowest_health, time.perf_counter() - before)
        await wire.close()
        assert status == (413 if "Length" in framing else 401)
        assert took < 5  # measured: 2 ms; reading it as JSON in a queue of such calls is what this would catch

    assert slowest_health < 5


async def test_refusals_do_not_keep_the_connection(door: OpenDoor) -> None:
    """Who shows no valid token is not kept; who does may send the next call on the same connection."""
    assert (await door.knock(headers={"Authorization": ""})).headers["Connection"] == "close"
    assert "Connection" not in (await door.knock(body=b"{")).headers
    assert "Connection" not in (await door.knock()).headers


async def test_every_answer_is_counted(door: OpenDoor) -> None:
    """Operators see how many calls were let in or turned away, and why."""
    await door.knock()
    await door.knock(headers={"Authorization": ""})
    await door.knock(activity(channelData={}))
    await door.knock(invoke())
    await door.knock(invoke("ask/" + "secret" * 5))

    assert door.counted('canopy_requests_total{reason="ok",status="200"}') == 3
    assert door.counted('canopy_requests_total{reason="no-token",status="401"}') == 1
    assert door.counted('canopy_requests_total{reason="tenant",status="403"}') == 1
    assert door.counted('canopy_invokes_total{name="other",outcome="nothing-to-say"}') == 1
    assert door.counted('canopy_invokes_total{name="adaptiveCard/action",outcome="nothing-to-say"}') == 1
    assert door.counted("canopy_requests_in_flight") == 0
    assert b"secret" not in (await door.look("/metrics")).body
    assert b"29:amara" not in (await door.look("/metrics")).body


async def test_nothing_confidential_is_ever_logged(door: OpenDoor, caplog: pytest.LogCaptureFixture) -> None:
    """No token and no text gets into a log at any level: let in, turned away, failed, late or unreadable."""
    caplog.set_level(logging.DEBUG)
    text, token = "CANARY-what-a-member-wrote", door.key.token(note="CANARY-claim")

    async def fail(payload: dict[str, Any], _: Claims) -> InvokeAnswer | None:
        raise KeyError(payload["text"], payload.get("value", token))

    await door.knock(activity(text=text), token=token)
    await door.knock(activity(text=text, channelId=text), token=token)
    await door.knock(activity(text=text), token=token + "x")
    await door.knock(body=orjson.dumps({"text": text})[:-1], token=token)
    door.turn = fail
    await door.knock(activity(text=text), token=token)
    answer = await door.knock(invoke(text, text=text), token=token)
    wire = await Wire.open(door.server.port)
    wire.send(f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\x00\r\n\r\n")
    assert (await wire.answer())[0] == 400
    await wire.close()

    assert "an event failed: reference" in caplog.text
    assert "KeyError at" in caplog.text
    assert "a request could not be read" in caplog.text
    assert "CANARY" not in caplog.text
    assert token not in caplog.text
    assert token.rpartition(".")[2] not in caplog.text
    assert answer.status == 200


async def test_it_takes_many_at_once(door: OpenDoor) -> None:
    """Fifty calls at a time are fifty turns."""
    answers = await asyncio.gather(*(door.knock(activity(id=f"{number}")) for number in range(50)))

    assert {answer.status for answer in answers} == {200}
    assert {payload["id"] for payload in door.came_in} == {f"{number}" for number in range(50)}


async def test_a_connection_serves_one_call_after_another(door: OpenDoor) -> None:
    """A caller that keeps its connection may send call after call, also ahead of the answers."""
    body = orjson.dumps(activity())
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {door.key.token()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    wire = await Wire.open(door.server.port)
    wire.send((head.encode() + body) * 3)

    assert [(await wire.answer())[0] for _ in range(3)] == [200, 200, 200]
    await wire.close()


async def test_a_broken_body_is_refused(door: OpenDoor) -> None:
    """A chunked body that breaks off or is badly framed is 400."""
    head = "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    wire = await Wire.open(door.server.port)
    wire.send(f"{head}Authorization: Bearer {door.key.token()}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")

    assert (await wire.answer())[0] == 400
    await wire.close()
    async with aiohttp.ClientSession() as another, another.get(f"{door.base}/healthz") as response:
        assert response.status == 200
