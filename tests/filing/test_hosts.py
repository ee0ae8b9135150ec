"""Where the token goes, and where nothing goes at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from azure.core.credentials import AccessToken

from bot.service_hosts import ServiceHosts
from community.shared_files import Degree, MeetingPlace, Shelf, Trouble
from graph.faces import STEP, Library, LibraryTrouble, UploadSession
from graph.opening import LibraryOptions, open_library
from sandbox.graph import GraphStandIn
from tests.filing.conftest import Tokens
from tests.support.edge_service import Service, drop

SECRET = "CANARY-token-for-graph"
SHELF = Shelf(drive="b!drive", folder="01FOLDER", address="https://northbrook.sharepoint.example/sites/a/Shared%20Documents/MCA")


class Known:
    """A credential with a token that is recognised wherever it turns up."""

    async def get_token(self, *_: str, **__: Any) -> AccessToken:
        return AccessToken(SECRET, 4_000_000_000)

    async def close(self) -> None:
        """There is nothing to close."""


async def known() -> Known:
    return Known()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A Graph that answers as it is told."""
    started = await Service().start()
    yield started
    await started.stop()


@pytest.fixture
async def other() -> AsyncIterator[Service]:
    """Any other place: no request that comes here may bring the token."""
    started = await Service().start()
    yield started
    await started.stop()
    assert all(SECRET not in f"{request.headers} {request.path} {request.body!r}" for request in started.requests)


@pytest.fixture
async def calls(service: Service, other: Service) -> AsyncIterator[Library]:
    """A library that calls `service` for Graph, and may call `other` for files."""
    options = LibraryOptions(
        mode="graph", file_hosts=ServiceHosts([other.url]).allows_address, credential=known, graph_url=service.url, time_out=5
    )
    opened = await open_library(options)
    yield opened
    await opened.close()


async def test_every_call_to_graph_says_who_calls_and_repeats_nothing(calls: Library, service: Service) -> None:
    """The token goes to Graph, with a name that an administrator knows; the SDK's own retries are off."""
    service.replies.append(web.Response(status=503))
    with pytest.raises(LibraryTrouble):
        await calls.at(SHELF, "a.docx")
    [request] = service.requests
    assert request.bearer == f"Bearer {SECRET}"
    assert request.headers["User-Agent"].startswith("NONISV|Canopy|Canopy/")
    assert "Retry-Attempt" not in request.headers
    assert request.path.startswith("/v1.0/drives/b%21drive/items/01FOLDER:/a.docx:?$select=")


async def test_a_link_to_another_host_is_neither_called_nor_kept(calls: Library, service: Service, other: Service) -> None:
    """A next page that lies elsewhere is a fault: no token, and no request."""
    for link in (f"{other.url}/v1.0/drives/x/root/delta", f"{service.url}/elsewhere", "http://127.0.0.1/x", "//x"):
        service.usual = {"value": [], "@odata.nextLink": link}
        with pytest.raises(LibraryTrouble) as caught:
            await calls.changes(SHELF, "")
        assert caught.value.trouble is Trouble.FAULT
        asked_afresh = await changes_from(calls, service, link)
        assert asked_afresh
    assert other.requests == []


async def changes_from(calls: Library, service: Service, link: str) -> bool:
    service.usual = {"value": [], "@odata.deltaLink": f"{service.url}/v1.0/drives/x/root/delta(token='2')"}
    return (await calls.changes(SHELF, link)).afresh


async def test_a_resync_that_points_elsewhere_is_not_followed(calls: Library, service: Service, other: Service) -> None:
    """410 with an address of another host begins at the beginning here."""
    service.replies.append(
        web.json_response({"error": {"code": "resyncRequired"}}, status=410, headers={"Location": f"{other.url}/x"})
    )
    page = await calls.changes(SHELF, f"{service.url}/v1.0/drives/x/root/delta(token='1')")
    assert (page.link, page.more, page.afresh) == ("", True, True)
    assert other.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_graph_cannot_send_the_token_on(calls: Library, service: Service, other: Service, status: int) -> None:
    """A redirect is not followed, for a read or for a write."""
    tries: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: calls.at(SHELF, "a.docx"),
        lambda: calls.put(SHELF, "a.docx", b"PK"),
    )
    for call in tries:
        service.replies.append(web.Response(status=status, headers={"Location": f"{other.url}/x"}))
        with pytest.raises(LibraryTrouble) as caught:
            await call()
        assert (caught.value.trouble, caught.value.status) == (Trouble.FAULT, status)
    assert other.requests == []


async def test_an_upload_goes_without_the_token(calls: Library, service: Service, other: Service) -> None:
    """The session's address is its own permission: bytes and questions go there bare."""
    service.usual = {"uploadUrl": f"{other.url}/up?tempauth=x", "expirationDateTime": "2030-01-01T00:00:00Z"}
    session = await calls.begin_upload(SHELF, "film.mp4", STEP + 1)
    other.replies += [
        web.json_response({"nextExpectedRanges": [f"{STEP}-{STEP}"]}, status=202),
        web.json_response({"nextExpectedRanges": ["26-"]}),
    ]
    assert (await calls.put_piece(session, b"x" * STEP, 0, STEP + 1)).next_byte == STEP
    assert (await calls.progress(session)).next_byte == 26
    assert [request.method for request in other.requests] == ["PUT", "GET"]
    for request in other.requests:
        assert {name.lower() for name in request.headers}.isdisjoint({"authorization", "cookie"})
        assert request.path == "/up?tempauth=x"
    assert other.requests[0].headers["Content-Length"] == str(STEP)
    assert "tempauth" not in str(session.until)


BAD = [
    "https://evil.example/up", "http://evil.example/up", "https://contoso.sharepoint.com.evil.example/up", "https://127.0.0.1/up",
    "http://169.254.169.254/latest/meta-data", "http://localhost:{graph}/up", "file:///etc/passwd", "http://127.0.0.1:{graph}/up",
    "http://127.0.0.1:{other}@127.0.0.1:{graph}/up", "http://127.0.0.1:{other}#@127.0.0.1:{graph}/", "x", "http://127.0.0.1:{other}\n/x",
]  # fmt: skip


@pytest.mark.parametrize("written", BAD)
async def test_nothing_goes_to_a_host_that_is_not_listed(
    calls: Library, service: Service, other: Service, tmp_path: Path, written: str
) -> None:
    """Upload sessions and downloads alike; the addresses come out of answers and request bodies."""
    ports = {"graph": service.url.rpartition(":")[2], "other": other.url.rpartition(":")[2]}
    address = written.format(**ports)
    service.usual = {"uploadUrl": address, "expirationDateTime": "2030-01-01T00:00:00Z"}
    session = UploadSession(address, datetime(2030, 1, 1, tzinfo=UTC))
    into = tmp_path / "spool"
    for call in (
        lambda: calls.begin_upload(SHELF, "a.pdf", 3),
        lambda: calls.progress(session),
        lambda: calls.put_piece(session, b"abc", 0, 3),
        lambda: calls.download(address, into, most=100),
    ):
        with pytest.raises(LibraryTrouble) as caught:
            await call()
        assert caught.value.trouble is Trouble.ELSEWHERE
    assert other.requests == []
    assert len(service.requests) == 1
    assert not into.exists()


# ---- downloads


async def test_a_download_is_streamed_without_a_token(calls: Library, other: Service, tmp_path: Path) -> None:
    """The bytes go to disk as they come, and their number is told."""
    content = bytes(range(256)) * 20_000
    other.replies.append(web.Response(body=content))
    size = await calls.download(f"{other.url}/download/ü x?tempauth=CANARY%2B", tmp_path / "spool", most=len(content))
    assert (size, (tmp_path / "spool").read_bytes()) == (len(content), content)
    assert other.requests[0].path == "/download/%C3%BC%20x?tempauth=CANARY%2B"
    assert other.requests[0].bearer == ""


async def chunked(request: web.Request) -> web.StreamResponse:
    """Send without saying how much."""
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(100):
        await response.write(b"x" * 1_000)
    await response.write_eof()
    return response


async def short(request: web.Request) -> web.StreamResponse:
    """Say more than is sent, and hang up."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"x" * 10)
    assert request.transport is not None
    request.transport.close()
    return response


async def zipped(request: web.Request) -> web.StreamResponse:
    """Send something that grows when it is unpacked."""
    return web.Response(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        (web.Response(body=b"x" * 101), Trouble.TOO_BIG), (chunked, Trouble.TOO_BIG), (short, Trouble.UNCLEAR),
        (drop, Trouble.UNCLEAR), (zipped, Trouble.FAULT),
        (web.Response(status=401), Trouble.EXPIRED), (web.Response(status=403), Trouble.EXPIRED),
        (web.Response(status=404), Trouble.EXPIRED), (web.Response(status=410), Trouble.EXPIRED),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), Trouble.ELSEWHERE),
        (web.Response(status=429, headers={"Retry-After": "3"}), Trouble.BUSY), (web.Response(status=500), Trouble.UNCLEAR),
        (web.Response(status=204), Trouble.FAULT), (web.Response(status=206, body=b"x"), Trouble.FAULT),
    ],
)  # fmt: skip
async def test_a_download_that_does_not_come_leaves_nothing(
    calls: Library, other: Service, tmp_path: Path, reply: Any, trouble: Trouble
) -> None:
    """Too big, run out, cut off, sent on, packed: each is told apart, and no half of a file stays."""
    other.replies.append(reply)
    with pytest.raises(LibraryTrouble) as caught:
        await calls.download(f"{other.url}/download/x", tmp_path / "spool", most=100 if trouble is Trouble.TOO_BIG else 10_000)
    assert caught.value.trouble is trouble
    assert len(other.requests) == 1
    assert not (tmp_path / "spool").exists()


# ---- odd answers


@pytest.mark.parametrize("body", [b"<html>proxy</html>", b"[]", b"7", b'"x"', b"", b"{}", b'{"id": 7, "parentReference": []}'])
async def test_an_answer_that_cannot_be_read_is_no_item(calls: Library, service: Service, body: bytes) -> None:
    """A proxy's page is a fault when reading; after a write it is unclear whether it was done."""
    service.replies += [web.Response(body=body), web.Response(body=body, status=201)]
    with pytest.raises(LibraryTrouble) as caught:
        await calls.item("b!drive", "01X")
    assert caught.value.trouble is Trouble.FAULT
    with pytest.raises(LibraryTrouble) as caught:
        await calls.put(SHELF, "a.docx", b"PK")
    assert caught.value.trouble is Trouble.UNCLEAR


async def test_an_error_page_keeps_its_status(calls: Library, service: Service) -> None:
    """A gateway answers HTML: its status is what counts."""
    service.replies.append(web.Response(status=502, body=b"<html>", content_type="text/html"))
    with pytest.raises(LibraryTrouble) as caught:
        await calls.at(SHELF, "a.docx")
    assert (caught.value.trouble, caught.value.status) == (Trouble.UNCLEAR, 502)


async def test_another_message_than_the_one_asked_for_is_a_fault(calls: Library, service: Service, where: MeetingPlace) -> None:
    """The files are those of the very message; attachments that are odd are none."""
    service.usual = {"id": "2", "attachments": [{"id": "x", "contentType": "reference", "contentUrl": "https://a/b"}]}
    with pytest.raises(LibraryTrouble) as caught:
        await calls.attached(where, "1", "1")
    assert caught.value.trouble is Trouble.FAULT

    odd = [None, 7, {}, {"contentType": "reference"}, {"contentType": "messageReference", "id": "x", "contentUrl": "https://a/b"}]
    service.usual = {"id": "1", "attachments": [*odd, {"id": "g", "contentType": "reference", "contentUrl": "https://a/b.pdf?x"}]}
    [file] = await calls.attached(where, "1", "1")
    assert (file.id, file.name) == ("g", "b.pdf")
    assert "/channels/19%3A" in service.requests[-1].path
    assert "%40thread.tacv2" in service.requests[-1].path


async def test_a_look_at_nothing_readable_is_a_catalogue(calls: Library, service: Service, where: MeetingPlace) -> None:
    """A folder without a drive is no place for files."""
    service.usual = {"id": "1"}
    state = await calls.look(where)
    assert (state.degree, state.problem) == (Degree.CATALOGUE, Trouble.NO_FILES_TAB)


async def test_no_bearer_ever_reaches_the_files_host(graph: GraphStandIn, library: Library, shelf: Shelf, tokens: Tokens) -> None:
    """All of filing, seen from the other side: Graph gets a token each time, the host of the bytes never."""
    await library.put(shelf, "a.docx", b"PK")
    session = await library.begin_upload(shelf, "b.pdf", 3)
    await library.put_piece(session, b"abc", 0, 3)
    await library.changes(shelf, "")
    assert {(exchange.host, exchange.bearer) for exchange in graph.log} == {("graph", True), ("files", False)}
    assert tokens.opened == 1
