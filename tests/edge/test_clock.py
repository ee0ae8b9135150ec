"""What is due is done once: beside others, across restarts and lost databases, and whatever goes wrong with some of it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.clock import PAUSES
from bot.house import open_house
from community.refusals import Refusal
from dialogs.catalogue import CATALOGUE
from dialogs.events import Due
from dialogs.turn import At, NotAt, Post, Reply, Turn
from sandbox.teams import Teams
from tests.support.databases import Postgres
from tests.support.edge_house import all_said, database_away
from tests.support.rhythm_players import bell_hung, plan_ringing, put_due, rung
from tests.support.stage import Stage, eventually, rules_for, set_stage

PENDING = "SELECT count(*) FROM due WHERE NOT failed"
SECRET = "what nobody else may read"


@pytest.fixture(autouse=True)
def bell() -> Iterator[None]:
    with bell_hung():
        yield


@pytest.fixture
def work() -> Iterator[Callable[[str, Callable[[Due, Turn], Reply]], None]]:
    """Teach Canopy to do something when it is due, for one test."""
    known = dict(CATALOGUE.dues)

    def teach(what: str, handle: Callable[[Due, Turn], Reply]) -> None:
        CATALOGUE.dues[what] = handle

    yield teach
    CATALOGUE.dues.clear()
    CATALOGUE.dues.update(known)


Teach = Callable[[str, Callable[[Due, Turn], Reply]], None]


async def _metrics(stage: Stage) -> str:
    url = str(stage.teams.bot_url).replace("/api/messages", "/metrics")
    async with ClientSession() as session, session.get(url) as answer:
        return await answer.text()


async def _counted(stage: Stage, what: str) -> dict[str, float]:
    """How often each thing came of what was due."""
    found = re.findall(rf'^canopy_due_total{{outcome="(\w+)",what="{what}"}} ([\d.]+)$', await _metrics(stage), re.MULTILINE)
    return {outcome: float(times) for outcome, times in found}


async def _late(stage: Stage) -> float:
    """Of how many things it was counted how late they were done."""
    [counted] = re.findall(r"^canopy_due_late_seconds_count ([\d.]+)$", await _metrics(stage), re.MULTILINE)
    return float(counted)


async def test_what_is_due_is_done_in_order_and_counted(stage: Stage) -> None:
    """What is due longest is done first, with the time it was due; how often and how late is counted."""
    await stage.opens()
    before = await _late(stage)
    for number in (2, 1, 3):
        put_due(stage, "bell.launch", f"{number}", stage.now + timedelta(hours=number), f"ding {number}")

    await stage.moves(hours=2.5)
    assert rung(stage) == ["ding 1", "ding 2"]
    await stage.moves(hours=1)

    assert rung(stage) == ["ding 1", "ding 2", "ding 3"]
    assert await _counted(stage, "bell.launch") == {"done": 3}
    assert await _late(stage) == before + 3


async def test_due_work_is_done_by_canopy_where_the_community_meets(stage: Stage, work: Teach) -> None:
    """Whoever does what is due is Canopy itself, in the community's channel, and it is told when that was to be."""
    await stage.opens()
    seen: list[tuple[Due, Turn]] = []

    def look(due: Due, turn: Turn) -> Reply:
        seen.append((due, turn))
        return Reply()

    work("look", look)
    at = stage.now + timedelta(minutes=1)
    put_due(stage, "look", "around", at, "carefully")

    await stage.moves(minutes=2)

    [(due, turn)] = seen
    assert (due.what, due.about, due.detail) == ("look", "around", "carefully")
    assert abs(due.at - at) < timedelta(milliseconds=1)
    assert turn.now - due.at >= timedelta(seconds=59)
    assert due.person.id == turn.member.id == "canopy"
    assert not turn.member.facilitates
    assert turn.place.conversation == turn.community.home
    assert turn.ballots is not None


async def test_work_may_put_down_more_work_for_the_same_thing(stage: Stage, work: Teach) -> None:
    """Work that puts itself down again is done again; one step may call the next; what is taken off the clock is not done."""
    await stage.opens()

    def count(due: Due, turn: Turn) -> Reply:
        so_far = int(due.detail)
        more = At(turn.now, "count", due.about, f"{so_far + 1}") if so_far < 4 else NotAt("bell.launch", "never")
        return Reply(then=(Post(f"bell:ding {so_far}"), more))

    work("count", count)
    put_due(stage, "bell.launch", "never", stage.now + timedelta(hours=1), "ding never")
    put_due(stage, "count", "sheep", stage.now, "0")
    await stage.settles()
    await stage.moves(hours=2)

    assert rung(stage) == [f"ding {number}" for number in range(5)]


async def test_what_fails_keeps_nothing_back(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Work that fails leaves nothing half done, is tried again less and less often, then given up; the rest goes on meanwhile."""
    await stage.opens()
    put_due(stage, "bell.launch", "bad", stage.now, "broken")
    put_due(stage, "bell.launch", "good", stage.now, "ding")
    await stage.settles()
    assert rung(stage) == ["ding"]

    for tries, pause in enumerate(PAUSES, start=1):
        assert stage.rows("SELECT about, tries, failed FROM due") == [("bad", tries, False)]
        await stage.moves(seconds=pause.total_seconds() + 1)

    assert stage.rows("SELECT about, tries, failed FROM due") == [("bad", len(PAUSES) + 1, True)]
    assert await _counted(stage, "bell.launch") == {"done": 1, "put_off": len(PAUSES), "failed": 1}
    said = [record.getMessage() for record in caplog.records if record.name == "canopy.clock"]
    assert len(said) == len(PAUSES) + 1
    assert "RuntimeError at" in said[0]
    assert "the rope broke" not in caplog.text
    stage.faults_expected = len(PAUSES) + 1


async def test_what_fails_leaves_nothing_behind(stage: Stage, work: Teach) -> None:
    """Whatever work wrote before it failed is gone; and when it succeeds at last, it is done once, for the time it was due."""
    await stage.opens()
    tried: list[Due] = []

    def falter(due: Due, turn: Turn) -> Reply:
        tried.append(due)
        turn.store.due.put("bell.launch", f"from try {len(tried)}", turn.now, f"ding {len(tried)}")
        if len(tried) < 3:
            raise ValueError(SECRET)
        return Reply()

    work("falter", falter)
    put_due(stage, "falter", "it", stage.now)
    await stage.settles()
    await stage.moves(seconds=10)
    await stage.moves(seconds=60)

    assert rung(stage) == ["ding 3"]
    assert len({due.at for due in tried}) == 1
    assert stage.count(PENDING) == 0
    stage.faults_expected = 2


async def test_what_a_rule_forbids_is_let_go(stage: Stage, work: Teach, caplog: pytest.LogCaptureFixture) -> None:
    """Work that a rule says no to need not be done: it is taken off the clock and is no fault."""
    await stage.opens()

    def refuse(_due: Due, turn: Turn) -> Reply:
        turn.store.due.put("bell.launch", "half", turn.now, "ding half")
        raise Refusal

    work("refuse", refuse)
    put_due(stage, "refuse", "it", stage.now)
    await stage.settles()

    assert stage.rows("SELECT * FROM due") == []
    assert rung(stage) == []
    assert await _counted(stage, "refuse") == {"refused": 1}


async def test_what_is_open_closes_while_canopy_is_away(stage: Stage, work: Teach) -> None:
    """In a team that Canopy was removed from nothing begins, but what is open is closed in time."""
    await stage.opens()
    closed: list[str] = []

    def close(due: Due, _turn: Turn) -> Reply:
        closed.append(due.about)
        return Reply(then=(Post("bell:ding closed"),))

    work("round.close", close)
    put_due(stage, "round.close", "it", stage.now + timedelta(hours=1))
    put_due(stage, "bell.launch", "it", stage.now + timedelta(hours=1), "ding")
    await stage.teams.event("installationUpdate", action="remove")
    stage.time.offset += timedelta(hours=2)
    await eventually(lambda: closed)
    await stage.a_moment()
    assert closed == ["it"]
    assert stage.rows("SELECT what FROM due") == [("bell.launch",)]
    assert rung(stage) == []

    await stage.teams.install("Amara")
    await stage.settles()

    assert rung(stage) == ["ding closed", "ding"]


async def test_a_turn_wakes_the_clock(database_url: str, tmp_path: Path) -> None:
    """What a turn puts down for now is done at once, not when the clock would have looked next."""
    async with _rested(database_url, tmp_path) as stage:
        amara = await stage.opens()
        plan_ringing(stage, amara, "ding", first=stage.now + timedelta(hours=3), repeat="weekly")
        await asyncio.sleep(0.3)  # the clock rests
        before = stage.rows("SELECT next_at FROM rhythms")
        form = await amara.opens(await amara.hears("settings"), "Change the settings")
        await amara.sends(form, time_zone="America/New_York")

        await eventually(lambda: stage.rows("SELECT next_at FROM rhythms") != before)


@asynccontextmanager
async def _rested(database_url: str, folder: Path) -> AsyncIterator[Stage]:
    """A stage whose clock rests for a minute unless it is woken."""
    async with Teams() as teams:
        rules = replace(rules_for(teams, database_url, folder), look_seconds=60.0)
        async with open_house(rules) as port:
            teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
            stage = Stage(teams, rules)
            yield stage
            stage.close()


async def test_nothing_is_done_twice_across_a_restart(database_url: str, tmp_path: Path) -> None:
    """What was done before Canopy was stopped is not done again after; what became due meanwhile is done once."""
    async with Teams() as teams:
        rules = rules_for(teams, database_url, tmp_path)
        stage = Stage(teams, rules)
        async with open_house(rules) as port:
            teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
            amara = await stage.opens()
            plan_ringing(stage, amara, "ding weekly", first=stage.now + timedelta(hours=1), repeat="weekly")
            put_due(stage, "bell.launch", "later", stage.now + timedelta(hours=4), "ding later")
            put_due(stage, "bell.launch", "much later", stage.now + timedelta(days=4), "ding much later")
            await stage.moves(hours=2)
            assert rung(stage) == ["ding weekly"]
        for hours in (3, 0, 48):
            stage.time.offset += timedelta(hours=hours)
            async with open_house(rules) as port:
                teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
                await stage.settles()
                assert rung(stage) == ["ding weekly", "ding later"]
        stage.close()


async def test_what_was_given_up_has_another_chance_after_a_restart(database_url: str, tmp_path: Path, work: Teach) -> None:
    """A new version may know better: what was given up is tried again when Canopy starts."""
    async with Teams() as teams:
        rules = rules_for(teams, database_url, tmp_path)
        stage = Stage(teams, rules)
        async with open_house(rules) as port:
            teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
            await stage.opens()
            put_due(stage, "bell.launch", "bad", stage.now, "broken")
            await stage.settles()
            stage.change("UPDATE due SET failed = :yes", yes=True)
        work("bell.launch", lambda _due, _turn: Reply(then=(Post("bell:ding mended"),)))
        stage.time.offset += timedelta(days=1)
        async with open_house(rules) as port:
            teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
            await eventually(lambda: rung(stage) == ["ding mended"])
        stage.close()


async def test_several_houses_do_everything_once(postgres_server: Postgres, tmp_path: Path) -> None:
    """However many replicas run on one database, each occurrence is done by one of them; a slow one keeps nobody else back."""
    with postgres_server.fresh() as url:
        async with set_stage(url) as stage, AsyncExitStack() as others:
            for _ in range(2):
                await others.enter_async_context(open_house(stage.rules))
            amara = await stage.opens()
            for number in range(12):
                plan_ringing(stage, amara, f"ding {number}", first=stage.now + timedelta(hours=1), repeat="weekly")
            for number in range(60):
                put_due(stage, "bell.launch", f"{number}", stage.now + timedelta(hours=1), f"ding at once {number}")
            await stage.moves(hours=2)
            await all_said(stage)
            await stage.moves(minutes=5)

            assert len(rung(stage)) == len(set(rung(stage))) == 72
            assert sorted(stage.rows("SELECT DISTINCT what, tries FROM due")) == [("rhythm", 0)]
            assert (await _counted(stage, "bell.launch"))["done"] < 72, "one house did it all"


async def test_it_goes_on_when_the_database_comes_back(stage: Stage, request: pytest.FixtureRequest) -> None:
    """While the database is away nothing is done and no try is counted; when it is back, what became due is done once."""
    server = None if stage.rules.database.startswith("sqlite") else request.getfixturevalue("postgres_server")
    await stage.opens()
    put_due(stage, "bell.launch", "it", stage.now + timedelta(hours=1), "ding")
    with database_away(stage, server):
        stage.time.offset += timedelta(hours=2)
        await asyncio.sleep(1.0)
    await eventually(lambda: rung(stage), 10)
    await all_said(stage)

    assert rung(stage) == ["ding"]
    assert stage.rows("SELECT * FROM due") == []


async def test_work_the_database_refuses_keeps_nothing_back(stage: Stage, work: Teach, caplog: pytest.LogCaptureFixture) -> None:
    """Work whose statements the database will not run counts as failed, and the rest goes on."""
    await stage.opens()
    caplog.set_level(logging.CRITICAL, "canopy.clock")

    def spoil(_due: Due, turn: Turn) -> Reply:
        turn.store.connection.exec_driver_sql("SELECT nothing FROM nowhere")
        return Reply()

    work("spoil", spoil)
    put_due(stage, "spoil", "it", stage.now)
    put_due(stage, "bell.launch", "it", stage.now, "ding")
    await stage.settles()

    assert rung(stage) == ["ding"]
    assert stage.rows("SELECT what, tries FROM due") == [("spoil", 1)]
    stage.faults_expected = 1


async def test_it_ends_in_good_order(database_url: str, tmp_path: Path, work: Teach) -> None:
    """Told to stop, Canopy finishes the work in hand and says what it wants said; the rest waits for the next start."""
    async with Teams() as teams:
        rules = rules_for(teams, database_url, tmp_path)
        stage = Stage(teams, rules)
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()

        def dawdle(due: Due, turn: Turn) -> Reply:
            loop.call_soon_threadsafe(stopping.set)
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0.3), loop).result(5)
            return Reply(then=(Post(f"bell:ding {due.about}"),))

        work("dawdle", dawdle)
        async with open_house(rules) as port:
            teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
            await stage.opens()
            put_due(stage, "dawdle", "first", stage.now)
            put_due(stage, "dawdle", "second", stage.now + timedelta(milliseconds=5))
            await stopping.wait()
        assert stage.rows("SELECT about FROM due") == [("second",)]
        async with open_house(rules):
            await eventually(lambda: rung(stage) == ["ding first", "ding second"])
        stage.close()
