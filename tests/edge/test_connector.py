"""The connector's calls: what is sent, to whom the token goes, and what each kind of failure means."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import formatdate
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.bot_token import TokenUnavailable
from bot.connector import Connector
from bot.connector_types import Channel, ConnectorError, Opened, Refused, RosterMember, Sent, Team, Unclear, Unsent
from bot.outbound import open_session
from bot.service_hosts import TEAMS_HOSTS, ServiceHosts
from tests.support.edge_service import Service, drop

THREAD = "19:mca@thread.tacv2;messageid=1764000000000"
QUOTED = "19%3Amca%40thread.tacv2%3Bmessageid%3D1764000000000"
TENANT = "5e1b0d3a-0000-4000-8000-0000000071e4"
BOT = "28:7a1f4c52"


class Token:
    """Hands out numbered tokens."""

    def __init__(self) -> None:
        self.number = 1
        self.unavailable = False

    async def bearer(self) -> str:
        if self.unavailable:
            raise TokenUnavailable("check MicrosoftAppPassword")
        return f"token-{self.number}"

    def drop(self, token: str) -> None:
        assert token == f"token-{self.number}"
        self.number += 1


class Line:
    """A connector and the service at the other end."""

    def __init__(self, service: Service, session: aiohttp.ClientSession) -> None:
        self.service = service
        self.session = session
        self.token = Token()
        self.url = service.url + "/emea/"
        self.connector = self.connect()

    def connect(self, *hosts: str, time_out: float = 5.0) -> Connector:
        listed = ServiceHosts([self.service.url, *hosts])
        return Connector(self.session, self.token, listed, bot_id=BOT, time_out=time_out)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    service = await Service().start()
    async with open_session() as session:
        yield Line(service, session)
    await service.stop()


async def test_a_message_is_posted(line: Line) -> None:
    """Posting sends the activity as JSON, with the token, to the quoted conversation, and returns its id."""
    sent = await line.connector.post(line.url, THREAD, {"type": "message", "text": "Grüße 🙂"})

    request = line.service.requests[0]
    assert sent == Sent("1764000000009")
    assert (request.method, request.path) == ("POST", f"/emea/v3/conversations/{QUOTED}/activities")
    assert request.json == {"type": "message", "text": "Grüße 🙂"}
    assert request.bearer == "Bearer token-1"
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"


Call = Callable[[Connector, str], Awaitable[Any]]
CALLS: list[tuple[Call, str, str, Any, Any, Any]] = [
    (
        lambda c, url: c.post(url, "a:1", {"type": "message"}, reply_to="176/4"),
        "POST", "/emea/v3/conversations/a%3A1/activities/176%2F4", {"type": "message"}, {"id": "9"}, Sent("9"),
    ),
    (
        lambda c, url: c.start_thread(url, "19:mca@thread.tacv2", TENANT, {"type": "message"}),
        "POST", "/emea/v3/conversations",
        {"isGroup": True, "bot": {"id": BOT}, "tenantId": TENANT, "activity": {"type": "message"},
         "channelData": {"channel": {"id": "19:mca@thread.tacv2"}, "tenant": {"id": TENANT}}},
        {"id": "19:x;messageid=5", "activityId": "5"}, Opened("19:x;messageid=5", "5"),
    ),
    (
        lambda c, url: c.open_chat(url, "29:amara", TENANT),
        "POST", "/emea/v3/conversations",
        {"isGroup": False, "bot": {"id": BOT}, "tenantId": TENANT, "members": [{"id": "29:amara"}],
         "channelData": {"tenant": {"id": TENANT}}},
        {"id": "a:1"}, Opened("a:1", ""),
    ),
    (
        lambda c, url: c.update(url, THREAD, "5", {"type": "message"}),
        "PUT", f"/emea/v3/conversations/{QUOTED}/activities/5", {"type": "message"}, {"id": "5"}, None,
    ),
    (lambda c, url: c.delete(url, THREAD, "5"), "DELETE", f"/emea/v3/conversations/{QUOTED}/activities/5", None, {}, None),
    (
        lambda c, url: c.member(url, "a:1", "29:ben"),
        "GET", "/emea/v3/conversations/a%3A1/members/29%3Aben", None,
        {"id": "29:ben", "objectId": "o", "name": "Ben", "givenName": "B", "surname": "C", "email": "b@x.example",
         "userPrincipalName": "b@y.example", "tenantId": TENANT, "userRole": "guest", "new": 1},
        RosterMember("29:ben", "o", "Ben", "B", "C", "b@x.example", "b@y.example", TENANT, "guest"),
    ),
    (
        lambda c, url: c.team(url, "19:team@thread.tacv2"),
        "GET", "/emea/v3/teams/19%3Ateam%40thread.tacv2", None,
        {"id": "19:team@thread.tacv2", "name": "Practice", "aadGroupId": "g"}, Team("19:team@thread.tacv2", "Practice", "g"),
    ),
    (
        lambda c, url: c.channels(url, "19:team@thread.tacv2"),
        "GET", "/emea/v3/teams/19%3Ateam%40thread.tacv2/conversations", None,
        {"conversations": [{"id": "19:team@thread.tacv2", "name": None}, {"id": "19:mca@thread.tacv2", "name": "MCA"}]},
        (Channel("19:team@thread.tacv2", ""), Channel("19:mca@thread.tacv2", "MCA")),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "method", "path", "body", "answer", "result"), CALLS)
async def test_each_call_is_what_the_service_expects(
    line: Line, call: Call, method: str, path: str, body: Any, answer: Any, result: Any
) -> None:
    """Every call has the method, path and body of the Bot Connector's API, and reads what it answers."""
    line.service.usual = answer

    assert await call(line.connector, line.url) == result

    request = line.service.requests[0]
    assert (request.method, request.path) == (method, path)
    assert (request.json if request.body else None) == body
    assert request.bearer == "Bearer token-1"


async def test_the_roster_comes_in_pages(line: Line) -> None:
    """A page names the next one; the last names none; entries without an id are left out."""
    people = [{"id": f"29:{n}", "aadObjectId": f"o{n}", "name": f"Person {n}"} for n in range(3)]
    line.service.replies.extend(
        [
            web.json_response({"members": people[:2], "continuationToken": "next/page=="}),
            web.json_response({"members": [people[2], {"name": "nobody"}, None]}),
        ]
    )

    first = await line.connector.members_page(line.url, THREAD, size=2)
    last = await line.connector.members_page(line.url, THREAD, continuation=first.continuation, size=2)

    assert [member.name for member in first.members + last.members] == ["Person 0", "Person 1", "Person 2"]
    assert (first.continuation, last.continuation) == ("next/page==", None)
    assert line.service.requests[0].path.endswith("/pagedmembers?pageSize=2")
    assert line.service.requests[1].path.endswith("/pagedmembers?pageSize=2&continuationToken=next%2Fpage%3D%3D")
    assert not first.members[0].guest


async def test_one_connection_serves_call_after_call(line: Line) -> None:
    """A hundred posts are one connection."""
    for _ in range(100):
        await line.connector.post(line.url, THREAD, {})

    assert len({request.connection for request in line.service.requests}) == 1


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "https://127.0.0.1:{port}/", "http://localhost:{port}/", "https://smba.trafficmanager.net.evil/",
     "http://127.0.0.1:{port}@evil.example/", "http://evil.example/", "http://127.0.0.1:{port}/?x=1"],
)  # fmt: skip
async def test_nothing_goes_to_a_host_off_the_list(line: Line, url: str) -> None:
    """A service URL off the allow-list is never called: no connection, no token."""
    with pytest.raises(Unsent, match="allow-list"):
        await line.connector.post(url.format(port=line.service.hosted.port), THREAD, {})

    assert line.service.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(line: Line, status: int) -> None:
    """A redirect is a refusal: the token never travels to where it points, on the list or off it."""
    trap = await Service().start()
    line.connector = line.connect(trap.url)
    line.service.replies.append(web.Response(status=status, headers={"Location": f"{trap.url}/elsewhere"}))

    with pytest.raises(Refused) as caught:
        await line.connector.post(line.url, THREAD, {})

    assert caught.value.status == status
    assert trap.requests == []
    await trap.stop()


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [(400, {}, None), (403, {}, None), (404, {}, None), (412, {"Retry-After": "2"}, 2.0), (413, {}, None),
     (429, {"Retry-After": "7"}, 7.0), (429, {"Retry-After": "0.5"}, 0.5), (429, {"Retry-After": "-3"}, 0.0),
     (429, {"Retry-After": "soon"}, None), (429, {"Retry-After": "inf"}, None), (429, {}, None)],
)  # fmt: skip
async def test_a_refusal_says_why_and_when(line: Line, status: int, headers: dict[str, str], wait: float | None) -> None:
    """A 4xx is a refusal with its status, code and message, and when to come back: nothing was done."""
    error = {"error": {"code": "BadSyntax", "message": "m" * 500}}
    line.service.replies.append(web.json_response(error, status=status, headers=headers))

    with pytest.raises(Refused) as caught:
        await line.connector.post(line.url, THREAD, {})

    refused = caught.value
    assert (refused.status, refused.code, refused.retry_after) == (status, "BadSyntax", wait)
    assert len(refused.message) == 300
    assert "mmm" not in str(refused)


async def test_retry_after_may_be_a_date(line: Line) -> None:
    """`Retry-After` as an HTTP date is read as seconds from now."""
    when = formatdate(time.time() + 30, usegmt=True)
    line.service.replies.append(web.json_response({}, status=429, headers={"Retry-After": when}))

    with pytest.raises(Refused) as caught:
        await line.connector.post(line.url, THREAD, {})

    assert caught.value.retry_after is not None
    assert 27 < caught.value.retry_after <= 31


@pytest.mark.parametrize("body", [b"<html><h1>Forbidden</h1></html>", b"", b"[]", b'"x"', b'{"error":"x"}', b"\xff"])
async def test_an_html_error_keeps_its_status(line: Line, body: bytes) -> None:
    """A proxy's page instead of JSON does not hide what happened."""
    line.service.replies.append(web.Response(status=403, body=body, content_type="text/html"))

    with pytest.raises(Refused) as caught:
        await line.connector.post(line.url, THREAD, {})

    assert (caught.value.status, caught.value.code) == (403, "Unknown")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_failing_service_may_have_done_it(line: Line, status: int) -> None:
    """After a 5xx (or a gateway's time-out) nobody knows whether the message was posted."""
    line.service.replies.append(web.Response(status=status, text="<html>", headers={"Retry-After": "3"}))

    with pytest.raises(Unclear) as caught:
        await line.connector.post(line.url, THREAD, {})

    assert (caught.value.status, caught.value.retry_after) == (status, 3.0)
    assert len(line.service.requests) == 1  # it was not sent again


async def test_a_dropped_answer_may_have_done_it(line: Line) -> None:
    """A connection that ends without an answer is unclear, also a kept-alive one; nothing is sent twice."""
    line.service.replies.append(drop)
    with pytest.raises(Unclear):
        await line.connector.post(line.url, THREAD, {})

    await line.connector.post(line.url, THREAD, {})
    line.service.replies.append(drop)
    with pytest.raises(Unclear):
        await line.connector.post(line.url, THREAD, {})

    assert len(line.service.requests) == 3


async def test_an_answer_that_breaks_off_may_have_done_it(line: Line) -> None:
    """Half an answer is no answer."""

    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"id"')
        assert request.transport is not None
        request.transport.close()
        return response

    line.service.replies.append(half)

    with pytest.raises(Unclear):
        await line.connector.post(line.url, THREAD, {})


async def test_a_late_answer_may_have_done_it(line: Line) -> None:
    """After the time-out nobody knows."""

    async def late(_: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.Response()

    line.service.replies.append(late)

    with pytest.raises(Unclear, match="in time"):
        await line.connect(time_out=0.1).post(line.url, THREAD, {})


@pytest.mark.parametrize("answer", [{}, {"id": ""}, {"id": 7}, [], "x"])
async def test_an_answer_without_an_id_is_unclear(line: Line, answer: Any) -> None:
    """A post that succeeded without saying what it made cannot be edited later, so it is not counted as sent."""
    line.service.usual = answer

    with pytest.raises(Unclear):
        await line.connector.post(line.url, THREAD, {})


async def test_no_connection_means_not_sent(line: Line) -> None:
    """When no connection was made, nothing was posted: it may be sent again."""
    port = line.service.hosted.port
    await line.service.stop()

    with pytest.raises(Unsent):
        await line.connector.post(f"http://127.0.0.1:{port}/", THREAD, {})


async def test_no_trust_means_not_sent(line: Line) -> None:
    """A service whose certificate is not trusted never gets the token."""
    connector = Connector(line.session, line.token, ServiceHosts([f"https://127.0.0.1:{line.service.hosted.port}"]))

    with pytest.raises(Unsent):
        await connector.post(f"https://127.0.0.1:{line.service.hosted.port}/", THREAD, {})
    assert line.service.requests == []


async def test_no_token_means_not_sent(line: Line) -> None:
    """Without a token nothing is sent, and the message says which setting to look at."""
    line.token.unavailable = True

    with pytest.raises(Unsent, match="MicrosoftAppPassword"):
        await line.connector.post(line.url, THREAD, {})
    assert line.service.requests == []


async def test_a_token_that_is_not_accepted_is_replaced_once(line: Line) -> None:
    """After a 401 a new token is fetched and the call repeated, once."""
    line.service.replies.append(web.Response(status=401))
    await line.connector.post(line.url, THREAD, {})
    assert [request.bearer for request in line.service.requests] == ["Bearer token-1", "Bearer token-2"]

    line.service.replies.extend([web.Response(status=401), web.Response(status=401)])
    with pytest.raises(Refused) as caught:
        await line.connector.post(line.url, THREAD, {})
    assert caught.value.status == 401
    assert len(line.service.requests) == 4


async def test_the_playground_gets_no_token(line: Line) -> None:
    """Without an identity the calls carry no token, and a 401 is final."""
    connector = Connector(line.session, None, ServiceHosts([line.service.url]))
    line.service.replies.append(web.Response(status=401))

    with pytest.raises(Refused):
        await connector.post(line.url, THREAD, {})
    assert [request.bearer for request in line.service.requests] == [""]


@pytest.mark.parametrize("wrong", ["", ".", ".."])
async def test_an_impossible_id_is_not_sent(line: Line, wrong: str) -> None:
    """An id that would change the path is never put into one."""
    with pytest.raises(Unsent):
        await line.connector.update(line.url, THREAD, wrong, {})
    assert line.service.requests == []


async def test_hostile_ids_stay_ids(line: Line) -> None:
    """Whatever an id contains, it is one quoted part of the path."""
    await line.connector.delete(line.url, "a/../../x?y#z %2f\r\nHost: evil", "é")

    assert line.service.requests[0].path == (
        "/emea/v3/conversations/a%2F..%2F..%2Fx%3Fy%23z%20%252f%0D%0AHost%3A%20evil/activities/%C3%A9"
    )


async def test_every_failure_is_a_connector_error(line: Line) -> None:
    """Callers need to know three outcomes, and one name for all of them."""
    assert all(issubclass(kind, ConnectorError) for kind in (Unsent, Refused, Unclear))
    assert not ServiceHosts(TEAMS_HOSTS).allows(line.url)
