"""What is made of a service that fails: before the work, after the work, in the middle, or by saying nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from community.shared_files import Shelf, Trouble
from graph.faces import STEP, Library, LibraryTrouble
from graph.opening import LibraryOptions, open_library
from graph.troubles import codes_in, retry_seconds, trouble_of
from sandbox.graph import GraphStandIn
from sandbox.people import APP_ID
from tests.filing.conftest import Tokens

DOCX = b"PK\x03\x04 made-up document"
LOST: list[dict[str, Any]] = [
    {"status": 500}, {"status": 502}, {"status": 503}, {"status": 504}, {"status": 412}, {"drop": True},
]  # fmt: skip


@pytest.mark.parametrize("fault", LOST, ids=str)
async def test_a_file_whose_answer_was_lost_is_found_by_looking(
    graph: GraphStandIn, library: Library, shelf: Shelf, fault: dict[str, Any]
) -> None:
    """The bytes arrived and the answer did not: the call says that it is unclear, once, and looking shows that it is ours."""
    graph.faults.add("item_upload", after_work=True, **fault)
    with pytest.raises(LibraryTrouble) as caught:
        await library.put(shelf, "a.docx", DOCX)

    assert caught.value.trouble is Trouble.UNCLEAR
    assert len(graph.asked("item_upload")) == 1
    there = await library.at(shelf, "a.docx")
    assert there is not None
    assert there.created_by_app == APP_ID
    with pytest.raises(LibraryTrouble) as caught:
        await library.put(shelf, "a.docx", DOCX)
    assert caught.value.trouble is Trouble.NAME_TAKEN
    assert [item.sent for item in graph.drive().files()] == [DOCX]


@pytest.mark.parametrize("fault", LOST, ids=str)
async def test_a_file_that_never_arrived_is_sent_again(
    graph: GraphStandIn, library: Library, shelf: Shelf, fault: dict[str, Any]
) -> None:
    """The same words when nothing was done: looking shows that nothing is there, and the next try stores it."""
    graph.faults.add("item_upload", **fault)
    with pytest.raises(LibraryTrouble) as caught:
        await library.put(shelf, "a.docx", DOCX)
    assert caught.value.trouble is Trouble.UNCLEAR
    assert await library.at(shelf, "a.docx") is None
    assert (await library.put(shelf, "a.docx", DOCX)).name == "a.docx"


@pytest.mark.parametrize("after_work", [True, False])
async def test_a_service_that_takes_too_long_is_unclear(
    graph: GraphStandIn, options: LibraryOptions, shelf: Shelf, after_work: bool
) -> None:
    """Whoever waits in vain knows nothing."""
    hasty = await open_library(options.__class__(**{**_fields(options), "time_out": 0.3}))
    graph.faults.add("item_upload", delay=1.0, after_work=after_work)
    with pytest.raises(LibraryTrouble) as caught:
        await hasty.put(shelf, "a.docx", DOCX)
    assert caught.value.trouble is Trouble.UNCLEAR
    await hasty.close()


def _fields(options: LibraryOptions) -> dict[str, Any]:
    return {name: getattr(options, name) for name in LibraryOptions.__dataclass_fields__}


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.FAULT), (401, Trouble.NOT_ALLOWED), (403, Trouble.NOT_ALLOWED), (404, Trouble.NO_FILES_TAB),
        (409, Trouble.NAME_TAKEN), (423, Trouble.LOCKED), (429, Trouble.BUSY), (507, Trouble.FULL), (413, Trouble.TOO_BIG),
    ],
)  # fmt: skip
async def test_every_refusal_of_a_new_file_has_a_meaning(
    graph: GraphStandIn, library: Library, shelf: Shelf, status: int, trouble: Trouble
) -> None:
    """By status and code; the request's number is kept, and nothing that a member wrote is in the exception."""
    for operation, call in (
        ("item_upload", lambda: library.put(shelf, "secret name.docx", DOCX)),
        ("item_createUploadSession", lambda: library.begin_upload(shelf, "secret name.docx", 5)),
    ):
        graph.faults.add(operation, status, times=2, retry_after=0)
        with pytest.raises(LibraryTrouble) as caught:
            await call()
        graph.faults.clear()
        assert (caught.value.trouble, caught.value.status) == (trouble, status)
        assert caught.value.request_id == graph.log[-1].answer_headers["request-id"]
        assert "secret" not in str(caught.value)
    assert graph.drive().files() == []


async def test_a_library_without_room_says_so_before_any_byte(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """507 when the session is opened, because the size is told."""
    graph.drive().drive.room = 1_000
    with pytest.raises(LibraryTrouble) as caught:
        await library.begin_upload(shelf, "film.mp4", 1_001)
    assert caught.value.trouble is Trouble.FULL
    assert graph.asked("item_createUploadSession")[0].body["item"]["fileSize"] == 1_001


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", [7, "7.5", "Fri, 29 Nov 2126 10:00:00 GMT"])
async def test_how_long_to_wait_is_told(
    graph: GraphStandIn, library: Library, shelf: Shelf, status: int, wait: int | str
) -> None:
    """Nothing is tried again by itself, and nothing else of the tenant is asked meanwhile, not even over another address."""
    graph.faults.add("item_get", status, retry_after=wait)
    with pytest.raises(LibraryTrouble) as caught:
        await library.at(shelf, "a.docx")
    assert caught.value.trouble is Trouble.BUSY
    assert caught.value.retry_after is not None
    assert len(graph.asked("item_get")) == 2  # one was the look
    before = len(graph.log)
    for call in (library.at(shelf, "b.docx"), library.download(f"{graph.files_url}/download", Path("nowhere"), most=10)):
        with pytest.raises(LibraryTrouble) as held:
            await call
        assert (held.value.trouble, held.value.status) == (Trouble.BUSY, 0)
        assert 0 < (held.value.retry_after or 0) <= caught.value.retry_after
    assert len(graph.log) == before


async def test_a_lost_connection_is_tried_again_only_when_reading(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """A read may be repeated; whatever changes something is sent once."""
    graph.faults.add("item_get", drop=True)
    assert await library.at(shelf, "a.docx") is None

    graph.faults.add("item_get", drop=True, times=2)
    with pytest.raises(LibraryTrouble) as caught:
        await library.at(shelf, "a.docx")
    assert caught.value.trouble is Trouble.UNCLEAR

    item = await library.put(shelf, "a.docx", DOCX)
    for operation, call in (
        ("item_fieldsPatch", lambda: library.describe(item, {"CanopyKind": "x"})),
        ("item_checkin", lambda: library.check_in(item, "")),
        ("item_createUploadSession", lambda: library.begin_upload(shelf, "b.docx", 5)),
    ):
        graph.faults.add(operation, drop=True)
        with pytest.raises(LibraryTrouble) as caught:
            await call()
        assert caught.value.trouble is Trouble.UNCLEAR
        assert len(graph.asked(operation)) == 1


async def test_a_token_that_is_not_accepted_is_replaced_once(
    graph: GraphStandIn, library: Library, tokens: Tokens, shelf: Shelf
) -> None:
    """401 means that nothing was done: with a fresh token it is done, and a second 401 is a refusal."""
    opened = tokens.opened
    tokens.spoilt = 1
    assert (await library.put(shelf, "a.docx", DOCX)).name == "a.docx"
    assert tokens.opened == opened + 1

    tokens.spoilt = 2
    with pytest.raises(LibraryTrouble) as caught:
        await library.put(shelf, "b.docx", DOCX)
    assert (caught.value.trouble, caught.value.status) == (Trouble.NOT_ALLOWED, 401)
    assert set(tokens.scopes) == {(f"{graph.url}/.default",)}


async def test_office_files_that_change_while_they_are_stored_are_ours_all_the_same(
    graph: GraphStandIn, library: Library, shelf: Shelf
) -> None:
    """SharePoint writes into Office files: the stored size is not the one that was sent, and that is no trouble."""
    item = await library.put(shelf, "a.docx", DOCX)
    assert item.size != len(DOCX)
    assert item.created_by_app == APP_ID
    assert graph.drive().named("a.docx").sent == DOCX


# ---- upload sessions


@pytest.mark.parametrize("fault", [*LOST, {"status": 423}, {"status": 429, "retry_after": 2}], ids=str)
@pytest.mark.parametrize("after_work", [True, False])
async def test_an_upload_goes_on_where_it_was(
    graph: GraphStandIn, library: Library, shelf: Shelf, fault: dict[str, Any], after_work: bool
) -> None:
    """After any answer that is no clear yes the session is asked how far it is, and every byte is there once."""
    content = b"a" * STEP + b"b" * STEP + b"c"
    session = await library.begin_upload(shelf, "film.mp4", len(content))
    await library.put_piece(session, content[:STEP], 0, len(content))
    graph.faults.add("session_put", after_work=after_work, **fault)
    with pytest.raises(LibraryTrouble) as caught:
        await library.put_piece(session, content[STEP : 2 * STEP], STEP, len(content))
    assert caught.value.trouble in {Trouble.UNCLEAR, Trouble.LOCKED, Trouble.BUSY}

    progress = await library.put_piece(session, content[STEP : 2 * STEP], STEP, len(content))
    assert progress.next_byte == 2 * STEP
    assert (await library.put_piece(session, content[2 * STEP :], 2 * STEP, len(content))).item is not None
    assert [item.sent for item in graph.drive().files()] == [content]
    sent = [exchange.headers["content-range"] for exchange in graph.asked("session_put")]
    assert sent.count(f"bytes {STEP}-{2 * STEP - 1}/{len(content)}") == (1 if after_work else 2)


@pytest.mark.parametrize("fault", LOST, ids=str)
async def test_a_last_piece_whose_answer_was_lost_is_found_by_looking(
    graph: GraphStandIn, library: Library, shelf: Shelf, fault: dict[str, Any]
) -> None:
    """The session is over because the file is there: `EXPIRED`, then looking."""
    session = await library.begin_upload(shelf, "a.pdf", 3)
    graph.faults.add("session_put", after_work=True, **fault)
    with pytest.raises(LibraryTrouble) as caught:
        await library.put_piece(session, b"abc", 0, 3)
    assert caught.value.trouble is Trouble.UNCLEAR
    with pytest.raises(LibraryTrouble) as caught:
        await library.put_piece(session, b"abc", 0, 3)
    assert caught.value.trouble is Trouble.EXPIRED

    there = await library.at(shelf, "a.pdf")
    assert there is not None
    assert there.created_by_app == APP_ID
    assert [item.sent for item in graph.drive().files()] == [b"abc"]


async def test_an_upload_goes_on_after_a_restart(
    graph: GraphStandIn, library: Library, shelf: Shelf, options: LibraryOptions
) -> None:
    """Nothing is remembered but the session's address: what is next is asked before anything is sent."""
    content = b"a" * STEP + b"b"
    session = await library.begin_upload(shelf, "film.mp4", len(content))
    await library.put_piece(session, content[:STEP], 0, len(content))
    again = await open_library(options)

    told = await again.put_piece(session, content[:STEP], 0, len(content))
    assert (told.next_byte, told.item) == (STEP, None)
    done = await again.put_piece(session, content[STEP:], STEP, len(content))

    assert done.item is not None
    assert len(graph.asked("session_put")) == 2
    assert [item.sent for item in graph.drive().files()] == [content]
    await again.close()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_session_that_is_over_says_so(graph: GraphStandIn, library: Library, shelf: Shelf, status: int) -> None:
    """Whichever way its host says it: another session is begun, under the same name, and stores the file."""
    session = await library.begin_upload(shelf, "a.pdf", 3)
    graph.faults.add("session_put", status)
    with pytest.raises(LibraryTrouble) as caught:
        await library.put_piece(session, b"abc", 0, 3)
    assert caught.value.trouble is Trouble.EXPIRED

    graph.sessions.expire()
    with pytest.raises(LibraryTrouble) as caught:
        await library.progress(session)
    assert caught.value.trouble is Trouble.EXPIRED
    fresh = await library.begin_upload(shelf, "a.pdf", 3)
    assert (await library.put_piece(fresh, b"abc", 0, 3)).item is not None


async def test_a_host_that_says_it_has_a_piece_is_asked_how_far_it_is(
    graph: GraphStandIn, library: Library, shelf: Shelf
) -> None:
    """416: what it has is believed. A host that refuses the piece it asks for is not asked for ever."""
    content = b"a" * STEP + b"b"
    session = await library.begin_upload(shelf, "film.mp4", len(content))
    graph.faults.add("session_put", 416, after_work=True)
    assert (await library.put_piece(session, content[:STEP], 0, len(content))).next_byte == STEP

    graph.faults.add("session_put", 416)
    with pytest.raises(LibraryTrouble) as caught:
        await library.put_piece(session, content[STEP:], STEP, len(content))
    assert (caught.value.trouble, caught.value.status) == (Trouble.FAULT, 416)
    assert len(graph.asked("session_put")) == 2


# ---- what answers mean


def test_codes_go_before_statuses() -> None:
    """The inner code of an error says more than the status around it."""
    assert trouble_of(403, ("accessDenied", "quotaLimitReached")) is Trouble.FULL
    assert trouble_of(400, ("invalidRequest", "nameAlreadyExists")) is Trouble.NAME_TAKEN
    assert trouble_of(400, ("activityLimitReached",)) is Trouble.BUSY
    assert trouble_of(418, ("teapot",)) is Trouble.FAULT
    assert trouble_of(503, waits=True) is Trouble.BUSY
    assert trouble_of(503) is Trouble.UNCLEAR
    assert trouble_of(599) is Trouble.UNCLEAR


def test_codes_are_found_however_deep() -> None:
    """Graph nests errors, and spells the inner one in two ways."""
    error = {"error": {"code": "a", "innererror": {"code": "b", "innerError": {"date": "x", "code": "c"}}}}
    assert codes_in(error) == ("a", "b", "c")
    odd: list[Any] = [None, [], "x", {"error": "x"}, {"error": {"code": 7}}, {}]
    assert [codes_in(one) for one in odd] == [()] * len(odd)


@pytest.mark.parametrize(
    ("said", "at", "seconds"),
    [
        ("7", "", 7), ("1.5", "", 1.5), ("-3", "", 0), ("999999999", "", 86_400), ("", "", None), ("soon", "", None),
        ("nan", "", None), ("inf", "", None), ("Sun, 29 Nov 2026 10:00:30 GMT", "Sun, 29 Nov 2026 10:00:00 GMT", 30),
        ("Sun, 29 Nov 2026 10:00:00 GMT", "Sun, 29 Nov 2026 10:00:30 GMT", 0), ("Sun, 29 Nov 2026 10:00:30 GMT", "", None),
    ],
)  # fmt: skip
def test_a_wait_is_read_in_both_forms(said: str, at: str, seconds: float | None) -> None:
    """Seconds, or a date, which counts from the answer's own date."""
    assert retry_seconds(said, at) == seconds
