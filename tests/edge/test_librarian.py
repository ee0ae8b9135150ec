"""The librarian: every document that was acknowledged is in the library, once, with its bytes, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from sandbox.graph_consent import Grant
from tests.support.filing_players import (
    begun,
    check_once,
    documents,
    docx,
    files_it,
    has_filed,
    ours,
    pdf,
    said,
    sends,
    shelf,
    spooled,
    time_goes_by,
)
from tests.support.library_players import noticed, wakes
from tests.support.stage import Stage, eventually, set_stage

LARGE = 23_000_000
"""Five pieces, the last one shorter."""
DELTA = "item_delta item_deltaToken root_delta root_deltaToken"
THEIRS = b"%PDF-1.4 a colleague's own"


@pytest.fixture
async def alone() -> AsyncIterator[Stage]:
    """The house on SQLite: for what does not depend on the database."""
    async with set_stage("") as stage:
        yield stage


async def test_a_file_that_was_sent_is_stored_once(stage: Stage) -> None:
    """A file sent in 1:1 is in the channel's folder with its bytes, its card says so, and nothing is left on the way."""
    await stage.opens()
    await has_filed(stage.person("Ben"), "Briefing.pdf", pdf("briefing"))

    check_once(stage, {"Briefing": pdf("briefing")})
    assert documents(stage) == [("filed", "Briefing.pdf")]
    assert "Filed" in said(stage)
    assert spooled(stage) == []


async def test_a_press_is_answered_before_anything_is_filed(alone: Stage) -> None:
    """However slow Microsoft is, the press is answered at once; the card follows."""
    await alone.opens()
    alone.teams.graph.faults.add("item_upload", delay=1.0)
    answer = await files_it(alone.person("Ben"), "Briefing.pdf", pdf("briefing"))

    assert answer.ms < 900
    assert documents(alone)[0][0] == "filing"
    await alone.settles()
    check_once(alone, {"Briefing": pdf("briefing")})


async def test_a_large_file_goes_in_pieces(alone: Stage) -> None:
    """A file too large for one call is sent piece by piece, and is there whole."""
    await alone.opens()
    content = pdf("recording", size=LARGE)
    await has_filed(alone.person("Ben"), "Recording.pdf", content)

    check_once(alone, {"Recording": content})
    assert len(alone.teams.graph.asked("session_put")) == 5


async def test_nobodys_file_is_touched(stage: Stage) -> None:
    """A name that somebody has stays theirs; ours gets the next one."""
    await stage.opens()
    tab = stage.teams.graph.drive()
    for name in ("Guide.pdf", "GUIDE 2.pdf"):
        tab.put(name, THEIRS)
    await has_filed(stage.person("Ben"), "Guide.pdf", pdf("guide"))

    assert shelf(stage) == {"Guide.pdf": THEIRS, "GUIDE 2.pdf": THEIRS, "Guide 3.pdf": pdf("guide")}
    check_once(stage, {"Guide": pdf("guide")})


async def test_two_files_of_one_name_are_both_kept(alone: Stage) -> None:
    """Two members send different files of the same name at the same moment: both are there, each with its own bytes."""
    await alone.opens()
    ben, efe = alone.people("Ben", "Efe")
    alone.teams.graph.faults.add("item_upload", delay=0.3, times=2)
    await files_it(ben, "Guide.docx", docx("Ben's"))
    await files_it(efe, "Guide.docx", docx("Efe's"))
    await alone.settles()

    assert sorted(documents(alone)) == [("filed", "Guide 2.docx"), ("filed", "Guide.docx")]
    assert sorted(shelf(alone).values()) == sorted([docx("Ben's"), docx("Efe's")])


async def test_the_same_content_is_not_stored_twice(stage: Stage) -> None:
    """The same bytes under another name are recognised: the library has them already."""
    await stage.opens()
    await has_filed(stage.person("Ben"), "Briefing.pdf", pdf("briefing"))
    await has_filed(stage.person("Efe"), "Copy of it.pdf", pdf("briefing"))

    assert shelf(stage) == {"Briefing.pdf": pdf("briefing")}
    assert [state for state, _ in documents(stage)].count("filed") == 1


ON_THE_WAY: dict[str, dict[str, Any]] = {
    "before the work, 500": {"status": 500},
    "before the work, 502": {"status": 502},
    "before the work, 503": {"status": 503},
    "before the work, 504": {"status": 504},
    "the answer was lost, 500": {"status": 500, "after_work": True},
    "the answer was lost, 503": {"status": 503, "after_work": True},
    "the answer was lost, 504": {"status": 504, "after_work": True},
    "the line was cut before": {"drop": True},
    "the line was cut after": {"drop": True, "after_work": True},
    "the name was taken, says a proxy": {"status": 409},
    "it was changed, says a proxy": {"status": 412},
    "it is locked": {"status": 423},
    "again and again": {"status": 503, "times": 3},
    "lost again and again": {"status": 504, "after_work": True, "times": 3},
}


@pytest.mark.parametrize("content", [pdf("briefing"), docx("briefing")], ids=["bytes kept", "bytes changed on storing"])
@pytest.mark.parametrize("fault", ON_THE_WAY.values(), ids=ON_THE_WAY)
async def test_look_then_decide(alone: Stage, fault: dict[str, Any], content: bytes) -> None:
    """Whatever is said of a small file, and whether or not the work was done: it is there once, with its bytes."""
    await alone.opens()
    alone.teams.graph.drive().put("Note.pdf", THEIRS)
    alone.teams.graph.faults.add("item_upload", **fault)
    name = "Briefing.pdf" if content.startswith(b"%PDF") else "Briefing.docx"
    await has_filed(alone.person("Ben"), name, content)
    if documents(alone)[-1][0] != "filed":
        await time_goes_by(alone, "filed")

    check_once(alone, {"Briefing": content})
    assert shelf(alone)["Note.pdf"] == THEIRS


PIECES: dict[str, dict[str, Any]] = {
    **{name: fault for name, fault in ON_THE_WAY.items() if "proxy" not in name and "locked" not in name},
    "the first of them, twice": {"status": 500, "times": 2},
    "every piece is lost once": {"drop": True, "after_work": True, "times": 3},
}


@pytest.mark.parametrize("fault", PIECES.values(), ids=PIECES)
async def test_a_piece_that_went_wrong_is_looked_at(alone: Stage, fault: dict[str, Any]) -> None:
    """Whatever is said of a piece of a large file: the upload goes on from where it is, and the file is there once."""
    await alone.opens()
    alone.teams.graph.faults.add("session_put", **fault)
    content = pdf("recording", size=LARGE)
    await has_filed(alone.person("Ben"), "Recording.pdf", content)
    if documents(alone)[-1][0] != "filed":
        await time_goes_by(alone, "filed")

    check_once(alone, {"Recording": content})


async def test_the_last_piece_was_taken_and_nobody_heard(alone: Stage) -> None:
    """The answer to the very last piece is lost and the session is over: the file is recognised by who put it there and when."""
    await alone.opens()
    alone.teams.graph.faults.add("session_put", status=504, after_work=True, times=None)
    await files_it(alone.person("Ben"), "Recording.pdf", pdf("recording", size=LARGE))
    await begun(alone, "session_put", 5)
    alone.teams.graph.faults.clear()
    await alone.settles()
    if documents(alone)[-1][0] != "filed":
        await time_goes_by(alone, "filed")

    check_once(alone, {"Recording": pdf("recording", size=LARGE)})


async def test_a_session_that_has_run_out_is_begun_again(alone: Stage) -> None:
    """An upload session that is over before the file is there: another one is begun, and the file is there once."""
    await alone.opens()
    alone.teams.graph.faults.add("session_put", status=404, times=1)
    alone.teams.graph.state.session_seconds = 0.0
    content = pdf("recording", size=LARGE)
    await files_it(alone.person("Ben"), "Recording.pdf", content)
    await begun(alone, "item_createUploadSession", 2)
    alone.teams.graph.state.session_seconds = 86_400.0
    await alone.settles()
    if documents(alone)[-1][0] != "filed":
        await time_goes_by(alone, "filed")

    check_once(alone, {"Recording": content})


async def test_busy_means_the_whole_tenant_waits(alone: Stage) -> None:
    """After a 429 nothing at all is asked of the tenant for as long as it says; then everything is filed.

    A call for the other file may have crossed the refusal on its way; the next one of that file does not go out.
    """
    await alone.opens()
    await has_filed(alone.person("Ben"), "First.pdf", pdf("first"))
    alone.teams.graph.faults.add("item_upload", status=429, retry_after=1)
    before = len(alone.teams.graph.log)
    await files_it(alone.person("Ben"), "Second.pdf", pdf("second"))
    await files_it(alone.person("Efe"), "Third.pdf", pdf("third"))
    await eventually(lambda: any(exchange.status == 429 for exchange in alone.teams.graph.log))
    [refused] = [exchange for exchange in alone.teams.graph.log if exchange.status == 429]
    await asyncio.sleep(1.2)
    await alone.moves(seconds=2)

    later = [exchange.at - refused.at for exchange in alone.teams.graph.log[before:] if exchange.at > refused.at]
    crossed = [after for after in later if after < 0.9]
    assert len(crossed) <= 1
    assert len(later) > len(crossed)
    check_once(alone, {"First": pdf("first"), "Second": pdf("second"), "Third": pdf("third")})


async def test_what_is_not_allowed_is_said_and_can_be_tried_again(alone: Stage) -> None:
    """Without the grant the card says why not; once it is given, trying again files the document."""
    await alone.opens()
    alone.teams.graph.grant = Grant.CATALOGUE
    ben = alone.person("Ben")
    await has_filed(ben, "Briefing.pdf", pdf("briefing"))

    assert documents(alone)[0][0] == "not_filed"
    assert ours(alone) == []
    alone.teams.graph.grant = Grant.FILES
    await alone.moves(minutes=2)
    await ben.presses(ben.told(), "Try again")
    check_once(alone, {"Briefing": pdf("briefing")})


async def test_a_full_library_is_said(alone: Stage) -> None:
    """No room: the card says so, nothing is half there, and trying again works once there is room."""
    await alone.opens()
    alone.teams.graph.faults.add("item_upload", status=507)
    ben = alone.person("Ben")
    await has_filed(ben, "Briefing.pdf", pdf("briefing"))

    assert documents(alone)[0][0] == "not_filed"
    assert "room" in ben.sees(ben.told())
    await ben.presses(ben.told(), "Try again")
    check_once(alone, {"Briefing": pdf("briefing")})


async def test_a_message_that_graph_does_not_know_yet_is_waited_for(alone: Stage) -> None:
    """Graph lags behind Teams: the message is asked for again, with patience, and never the root in its place."""
    await alone.opens()
    alone.teams.graph.faults.add("message_get", status=404, times=3)
    ben = alone.person("Ben")
    message = await alone.teams.say("Ben", "Look at this", files={"Briefing.pdf": pdf("briefing")}, mention=False)
    form = await alone.teams.message_action("Ben", "saveToLibrary", message)
    await ben.sends(form, "File it")
    await time_goes_by(alone, "filed")

    assert documents(alone) == [("filed", "Briefing.pdf")]
    assert ours(alone) == []
    assert alone.teams.graph.asked("item_upload") == []


async def test_what_is_shared_in_the_channel_is_described_where_it_is(stage: Stage) -> None:
    """A file of a post lies in the channel's folder already: it is found, its columns are filled in, nothing is uploaded."""
    await stage.opens()
    stage.teams.graph.grant = Grant.COLUMNS
    ben = stage.person("Ben")
    message = await stage.teams.say("Ben", "Look at this", files={"Briefing.pdf": pdf("briefing")}, mention=False)
    form = await stage.teams.message_action("Ben", "saveToLibrary", message)
    await ben.sends(form, "File it", kind="guidance", good_for="Ward rounds")
    await stage.settles()

    item = stage.teams.graph.drive().named("Briefing.pdf")
    assert documents(stage) == [("filed", "Briefing.pdf")]
    assert (item.fields["CanopyKind"], item.fields["CanopyGoodFor"]) == ("Guidance", "Ward rounds")
    assert (item.sent, stage.teams.graph.asked("item_upload")) == (pdf("briefing"), [])


@pytest.mark.parametrize("status", [403, 412, 423, 500])
async def test_columns_are_nice_to_have(alone: Stage, status: int) -> None:
    """A document is filed even where its columns cannot be filled in: the catalogue knows what they would say."""
    await alone.opens()
    alone.teams.graph.grant = Grant.COLUMNS
    alone.teams.graph.faults.add("item_fieldsPatch listItem_fieldsPatch", status=status, times=None)
    await has_filed(alone.person("Ben"), "Briefing.pdf", pdf("briefing"))
    if documents(alone)[-1][0] != "filed":
        await time_goes_by(alone, "filed")

    check_once(alone, {"Briefing": pdf("briefing")})


async def test_the_database_may_go_away_in_between(alone: Stage) -> None:
    """The database is gone while a file is stored: nothing is forgotten, nothing is stored twice."""
    await alone.opens()
    alone.teams.graph.faults.add("item_upload", delay=0.6)
    await files_it(alone.person("Ben"), "Briefing.pdf", pdf("briefing"))
    await begun(alone, "item_upload")
    alone.change("ALTER TABLE filings RENAME TO filings_away")
    await asyncio.sleep(1.5)
    alone.change("ALTER TABLE filings_away RENAME TO filings")
    await eventually(lambda: documents(alone)[0][0] == "filed", seconds=10)
    await alone.settles()

    check_once(alone, {"Briefing": pdf("briefing")})


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x", "https://files.example/x", "file:///etc/passwd", "https://a.sharepoint.com@evil.example/"]
)
async def test_an_address_from_elsewhere_is_never_called(alone: Stage, address: str) -> None:
    """The address of a file comes from a request body: one that is not on the list of hosts is refused before it is called."""
    await alone.opens()
    ben = alone.person("Ben")
    offer, button = await sends(ben, "Briefing.pdf", pdf("briefing"))
    [file] = button["data"]["files"]
    forged = {**button, "data": {**button["data"], "files": [{**file, "download": address}]}}
    await alone.teams.press(ben.member, offer, forged)
    await alone.settles()

    assert documents(alone)[0][0] in {"not_filed", "taken_out"}
    assert (ours(alone), spooled(alone), alone.teams.graph.asked("download")) == ([], [], [])


async def test_teams_is_asked_once_which_group_a_team_is(alone: Stage) -> None:
    """The team's group stays the same for good: once it is known, nobody is asked again."""
    await alone.opens()

    def asked() -> int:
        return sum(record.method == "GET" and record.path.startswith("/v3/teams/") for record in alone.teams.requests)

    await has_filed(alone.person("Ben"), "First.pdf", pdf("First"))
    once = asked()
    await has_filed(alone.person("Ben"), "Second.pdf", pdf("Second"))

    assert once >= 1
    assert asked() == once


def next_following(stage: Stage) -> timedelta:
    """How long it is until changes are followed again. While they are being followed it is less than six minutes."""
    [(at,)] = stage.rows("SELECT changes_at FROM libraries")
    return timedelta(milliseconds=(at or 0) - stage.now.timestamp() * 1000)


async def test_changes_are_followed_every_ten_minutes(alone: Stage) -> None:
    """What people do by hand in the folder is asked for every ten minutes, from where it was followed to; a 410 begins anew."""
    await alone.opens()
    await has_filed(alone.person("Ben"), "Briefing.pdf", pdf("briefing"))

    def followed() -> int:
        return sum("delta" in exchange.operation for exchange in alone.teams.graph.log)

    async def done_again(before: int) -> None:
        await eventually(lambda: followed() > before and next_following(alone) > timedelta(minutes=9))

    await done_again(0)
    first = followed()
    await alone.moves(minutes=5)
    assert followed() == first
    await alone.moves(minutes=6)
    await done_again(first)
    alone.teams.graph.faults.add(DELTA, status=410)
    await alone.moves(minutes=11)
    await eventually(lambda: any(exchange.status == 410 for exchange in alone.teams.graph.log))
    await alone.settles()
    assert documents(alone) == [("filed", "Briefing.pdf")]


async def test_the_way_through_files_that_have_moved_is_not_kept(alone: Stage) -> None:
    """The channel's files come to lie elsewhere while changes are being read: what was read belongs to no shelf any more."""
    await wakes(alone)  # who files before anything is known of the library has it looked at twice, and the second time later
    await has_filed(alone.person("Ben"), "Briefing.pdf", pdf("briefing"))
    await noticed(alone)
    [(state, link)] = alone.rows("SELECT state, link FROM libraries")
    moved = str(state).replace(orjson.loads(state)["shelf"]["folder"], "01ELSEWHERE")
    alone.teams.graph.drive().put("By hand.pdf", b"%PDF-1.4 by hand")

    slow = alone.teams.graph.faults.add(DELTA, delay=0.6)
    alone.time.offset += timedelta(minutes=11)
    await eventually(lambda: slow.times == 0)
    alone.change("UPDATE libraries SET state = :moved", moved=moved)
    await asyncio.sleep(0.9)

    assert alone.rows("SELECT state, link FROM libraries") == [(moved, link)]
    assert documents(alone) == [("filed", "Briefing.pdf")]
