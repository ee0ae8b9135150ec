"""Where a file may be put, with what, and what is made of the answer. The address comes from a request body: nobody's word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.connector_types import Unclear, Unsent
from bot.outbound import open_session
from bot.service_hosts import ServiceHosts
from bot.uploads import FILE_HOSTS, Uploader
from dialogs.turn import Uploaded
from tests.support.edge_service import Service, drop

CONTENT = b"PK\x03\x04 made-up bytes" * 100
SIGNED = "uploadSession?guid='5f0c'&overwrite=True&dc=0&tempauth=v1.CANARY-eyJ0eXAi.%2B%2F~-_=="


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session that the house calls out with."""
    opened = open_session()
    yield opened
    await opened.close()


@pytest.fixture
async def drive() -> AsyncIterator[Service]:
    """A place that takes files."""
    service = await Service().start()
    yield service
    await service.stop()


@pytest.fixture
async def trap() -> AsyncIterator[Service]:
    """A place that nothing may be sent to."""
    service = await Service().start()
    yield service
    assert service.requests == []
    await service.stop()


def uploader_to(session: aiohttp.ClientSession, drive: Service, **options: Any) -> Uploader:
    return Uploader(session, ServiceHosts([drive.url]), **options)


async def test_a_file_is_put_whole_and_without_a_token(session: aiohttp.ClientSession, drive: Service) -> None:
    """One request says how much there is and what part this is; the address is the permission, and no token goes along."""
    came = await uploader_to(session, drive).put(f"{drive.url}/personal/ben/{SIGNED}", CONTENT)

    [request] = drive.requests
    assert came is Uploaded.DONE
    assert (request.method, request.body) == ("PUT", CONTENT)
    assert request.path == f"/personal/ben/{SIGNED}"
    assert request.headers["Content-Length"] == str(len(CONTENT))
    assert request.headers["Content-Range"] == f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert {name.lower() for name in request.headers}.isdisjoint({"authorization", "cookie", "transfer-encoding", "expect"})


async def test_letters_that_an_address_cannot_hold_are_written_otherwise(session: aiohttp.ClientSession, drive: Service) -> None:
    """A space or an accent in the name of a folder is sent as the service expects it, and nothing else is changed."""
    came = await uploader_to(session, drive).put(f"{drive.url}/personal/zoë/My files/up?sig=%2b%2F+=", CONTENT)

    assert came is Uploaded.DONE
    assert drive.requests[0].path == "/personal/zo%C3%AB/My%20files/up?sig=%2b%2F+="


@pytest.mark.parametrize(
    "address",
    [
        "https://contoso-my.sharepoint.com/personal/ben_contoso_com/_api/v2.0/drive/items/01ABC/" + SIGNED,
        "https://contoso.sharepoint.com/_api/v2.0/drives/b!xyz/items/01ABC/" + SIGNED,
        "https://contoso-my.sharepoint.us/personal/up?x=1", "https://contoso.sharepoint-mil.us/up?x=1",
        "https://contoso-my.sharepoint.cn/up?x=1", "https://CONTOSO-MY.SharePoint.com:443/up?x=(1)!*;,@:$&'[]",
        "https://contoso-my.sharepoint.com?up=1", "https://contoso-my.sharepoint.com",
    ],
)  # fmt: skip
def test_sharepoint_and_onedrive_are_allowed_in_every_cloud(address: str) -> None:
    """The addresses that Teams really names are on the list."""
    assert ServiceHosts(FILE_HOSTS).allows_address(address)


EVIL = [
    "", "x", "http://contoso.sharepoint.com/up", "ftp://contoso.sharepoint.com/up", "//contoso.sharepoint.com/up",
    "https://sharepoint.com/up", "https://evilsharepoint.com/up", "https://contoso.sharepoint.com.evil.example/up",
    "https://contoso.sharepoint.com@evil.example/up", "https://contoso.sharepoint.com:x@evil.example/up",
    "https://evil.example/contoso.sharepoint.com/up", "https://evil.example?contoso.sharepoint.com",
    "https://evil.example#.sharepoint.com", "https://evil.example\\.sharepoint.com/up", "https://contoso.sharepoint.com\\@evil.example/",
    "https://contoso.sharepoint.com:8443/up", "https://contoso.sharepoint.com/up#part", "https://contoso.sharepoint.com/a\\b",
    "https://contoso.sharepoint.com./up", "https://.sharepoint.com/up", "https://contoso。sharepoint。com/up",
    "https://ſ.ſharepoint.com/up", "https://contoso.sharepoint.com/up\n", "\thttps://contoso.sharepoint.com/up",
    "https://contoso.sharepoint.com/\x00", "https://contoso.sharepoint.com/" + "a" * 20_000,
    "https://169.254.169.254/metadata/identity", "http://169.254.169.254/latest/meta-data", "https://127.0.0.1/", "https://[::1]/",
    "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://[::ffff:169.254.169.254]/", "https://localhost/",
    "http://metadata.google.internal/", "file:///etc/passwd", "data:text/plain,x", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("address", EVIL)
async def test_nothing_goes_anywhere_else(session: aiohttp.ClientSession, address: str) -> None:
    """Look-alikes, other ports and schemes, user names, addresses of machines: nothing is sent."""
    assert await Uploader(session, ServiceHosts(FILE_HOSTS)).put(address, CONTENT) is Uploaded.ELSEWHERE


@pytest.mark.parametrize(
    "written",
    [
        "http://127.0.0.1:{trap}/up", "http://localhost:{trap}/up", "http://127.0.0.1:{drive}@127.0.0.1:{trap}/up",
        "http://127.0.0.1:{drive}:x@127.0.0.1:{trap}/up", "http://127.1:{trap}/up", "http://[::1]:{trap}/up", "http://0.0.0.0:{trap}/",
        "http://127.0.0.1:{trap}#@127.0.0.1:{drive}/up", "http://127.0.0.1:{trap}\\@127.0.0.1:{drive}/up", "http://127.0.0.1:{drive}0/",
        "https://127.0.0.1:{trap}/", "http://localhost:{drive}/up", "https://127.0.0.1:{drive}/up",
    ],
)  # fmt: skip
async def test_only_the_very_loopback_address_that_is_listed_is_reached(
    session: aiohttp.ClientSession, drive: Service, trap: Service, written: str
) -> None:
    """One address on this machine is listed; whatever is made to look like it reaches neither it nor its neighbour."""
    ports = {"trap": trap.url.rpartition(":")[2], "drive": drive.url.rpartition(":")[2]}
    assert await uploader_to(session, drive).put(written.format(**ports), CONTENT) is Uploaded.ELSEWHERE
    assert drive.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(session: aiohttp.ClientSession, drive: Service, trap: Service, status: int) -> None:
    """An allowed place cannot send the file on to another."""
    drive.replies.append(web.Response(status=status, headers={"Location": f"{trap.url}/up"}))

    assert await uploader_to(session, drive).put(f"{drive.url}/up", CONTENT) is Uploaded.FAILED
    assert len(drive.requests) == 1


@pytest.mark.parametrize(
    ("status", "came"),
    [
        (200, Uploaded.DONE), (201, Uploaded.DONE), (401, Uploaded.OVER), (403, Uploaded.OVER), (404, Uploaded.OVER),
        (409, Uploaded.OVER), (410, Uploaded.OVER), (416, Uploaded.OVER), (413, Uploaded.FULL), (507, Uploaded.FULL),
        (400, Uploaded.FAILED), (405, Uploaded.FAILED), (204, Uploaded.FAILED),
    ],
)  # fmt: skip
async def test_every_answer_has_a_meaning(session: aiohttp.ClientSession, drive: Service, status: int, came: Uploaded) -> None:
    """Taken, run out, full, or not taken: each is told apart, so that the member hears what to do."""
    drive.replies.append(web.Response(status=status, body=b"x" * 100_000 if status not in {204} else None))

    assert await uploader_to(session, drive).put(f"{drive.url}/up", CONTENT) is came


@pytest.mark.parametrize("status", [202, 408, 423, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again_when_the_service_says(
    session: aiohttp.ClientSession, drive: Service, status: int
) -> None:
    """A busy or failing service is asked again, after as long as it says but not for ever."""
    drive.replies.append(web.Response(status=status, headers={"Retry-After": "7"}))
    drive.replies.append(web.Response(status=status, headers={"Retry-After": "86400"}))
    pauses = []
    for _ in range(2):
        with pytest.raises(Unclear) as fault:
            await uploader_to(session, drive).put(f"{drive.url}/up", CONTENT)
        pauses.append(fault.value.retry_after)

    assert pauses == [7.0, 60.0]


async def silence(_request: web.Request) -> web.Response:
    """Say nothing for longer than anybody waits."""
    await asyncio.sleep(3)
    return web.Response()


@pytest.mark.parametrize("reply", [drop, silence])
async def test_no_answer_is_not_taken_for_an_answer(
    session: aiohttp.ClientSession, drive: Service, reply: Callable[[web.Request], Any]
) -> None:
    """A connection that breaks, or says nothing, leaves it open whether the file arrived."""
    drive.replies += [reply, reply]  # a broken connection is tried once more at once: the same bytes again do no harm
    with pytest.raises(Unclear):
        await uploader_to(session, drive, time_out=0.3).put(f"{drive.url}/up", CONTENT)


async def test_a_place_that_is_not_there_got_nothing(session: aiohttp.ClientSession, drive: Service) -> None:
    """Where nobody listens, nothing was sent for certain."""
    await drive.stop()
    with pytest.raises(Unsent):
        await uploader_to(session, drive).put(f"{drive.url}/up", CONTENT)


async def test_the_address_is_in_no_log_and_no_error(
    session: aiohttp.ClientSession, drive: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever has the address can write to somebody's OneDrive: it stands in no log at any level, and in no error."""
    caplog.set_level(logging.DEBUG)
    uploader, address = uploader_to(session, drive), f"{drive.url}/up?tempauth=CANARY"
    said = []
    away = web.Response(status=302, headers={"Location": address})
    drive.replies += [web.Response(status=503), drop, drop, web.Response(status=404), away]
    for _ in range(4):
        try:
            said.append(str(await uploader.put(address, CONTENT)))
        except Unclear as fault:
            said.append(str(fault))
    await drive.stop()
    with pytest.raises(Unsent) as gone:
        await uploader.put(address, CONTENT)

    assert len(said) == 4
    assert "CANARY" not in f"{said} {gone.value} {caplog.text}"
