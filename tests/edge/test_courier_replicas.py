"""Several couriers, couriers that die, and databases that go away: nothing is said twice, nothing is lost in silence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from bot.duty import Duty
from bot.house import CannotStart, open_house
from sandbox.world import Message
from store.database import Connection
from store.outbox import Kind, State
from store.schema import inbox, outbox
from tests.support.cards import words_of
from tests.support.databases import Postgres
from tests.support.edge_house import Replica, all_said, database_away, replicas, reserve, say, store_of, write
from tests.support.players import Ask
from tests.support.stage import Stage, set_stage

QUESTION = "Where can I find an example of a best interests checklist?"
HOLDER = "SELECT holder FROM leases WHERE name = 'courier'"
SENDING = "SELECT count(*) FROM outbox WHERE state = 'sending'"


def _posts(stage: Stage) -> int:
    return len([call for call in stage.teams.requests if call.method == "POST" and "/activities" in call.path])


def _said(stage: Stage, thread: Message) -> list[str]:
    return [message.text for message in stage.teams.thread(thread) if message.from_bot and message.text]


async def test_three_couriers_on_one_database_say_everything_once(postgres_server: Postgres) -> None:
    """However many replicas run, one of them delivers and nothing is said twice."""
    with postgres_server.fresh() as url:
        async with set_stage(url) as stage:
            await stage.opens()
            ask = await stage.person("Ben").asks(QUESTION)
            async with replicas(stage, "second", "third") as others:
                holder = stage.rows(HOLDER)
                await asyncio.to_thread(say, stage, *(f"number {n}" for n in range(30)), thread=ask.card)
                await all_said(stage)

                assert _said(stage, ask.card) == [f"number {n}" for n in range(30)]
                assert stage.rows(HOLDER) == holder
                assert [other.courier.counts for other in others] == [{}, {}]


@asynccontextmanager
async def _served_by(server: Postgres, name: str) -> AsyncIterator[tuple[Stage, Replica]]:
    """A house that takes turns and leaves the delivering to another process, which is called `name`."""
    with server.fresh() as url:
        reserve(url, name)
        async with set_stage(url) as stage, replicas(stage, name) as [other]:
            await stage.opens()
            assert stage.rows(HOLDER) == [(name,)]
            yield stage, other


async def test_another_courier_takes_over_from_one_that_was_killed(postgres_server: Postgres) -> None:
    """When the courier that works is killed, another goes on once the lease has run out, and reports what it cannot know."""
    async with _served_by(postgres_server, "doomed") as (stage, doomed):
        amara, ben = stage.people("Amara", "Ben")
        await amara.whispers("help")
        ask = await ben.asks(QUESTION)
        stage.teams.faults.latency(1.0)
        await asyncio.to_thread(say, stage, "under way", "waiting", thread=ask.card)
        await stage.teams.until(lambda: stage.count(SENDING))
        await doomed.dies()
        stage.teams.faults.clear()
        assert stage.rows(HOLDER) == [("doomed",)]
        async with replicas(stage, "heir", ahead=60) as [heir]:
            await all_said(stage)

            assert stage.rows(HOLDER) == [("heir",)]
            assert heir.courier.counts == {"done": 2}  # what waited, and the word to the facilitator
            assert stage.rows("SELECT state, reason FROM outbox") == [("unconfirmed", "Canopy stopped while sending it")]
            assert _said(stage, ask.card) == ["waiting"]
            assert "Did these arrive?" in words_of(amara.told().cards[0])


async def test_who_ends_in_good_order_is_followed_at_once(postgres_server: Postgres) -> None:
    """A courier that is told to stop finishes what is under way and hands over, so that nobody waits for its lease."""
    async with _served_by(postgres_server, "first") as (stage, first):
        ask = await stage.person("Ben").asks(QUESTION)
        stage.teams.faults.latency(0.4)
        await asyncio.to_thread(say, stage, "under way", thread=ask.card)
        await stage.teams.until(lambda: stage.count(SENDING))
        await first.courier.stop()
        stage.teams.faults.clear()
        assert not stage.rows("SELECT holder FROM leases WHERE holder = 'first'")
        assert not stage.count("SELECT count(*) FROM outbox")
        await asyncio.to_thread(say, stage, "and on", thread=ask.card)
        await all_said(stage, 4)

        assert _said(stage, ask.card) == ["under way", "and on"]


async def test_a_courier_that_was_held_up_sends_nothing_late(postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that stood still until another may have taken over notices it before it sends."""
    async with _served_by(postgres_server, "sleeper") as (stage, _sleeper):
        ask = await stage.person("Ben").asks(QUESTION)
        before = _posts(stage)
        with monkeypatch.context() as patch:
            patch.setattr(Duty, "lasts", lambda _duty, _moment: False)
            await asyncio.to_thread(say, stage, "late", thread=ask.card)
            await stage.teams.until(lambda: stage.count("SELECT count(*) FROM outbox WHERE tries > 0"))
            assert _posts(stage) == before
        await all_said(stage)

        assert _said(stage, ask.card) == ["late"]


async def test_what_this_courier_claimed_without_knowing_is_sent(postgres_server: Postgres) -> None:
    """A claim whose commit seemed to fail, and had not, is found again: it was certainly not sent."""
    async with _served_by(postgres_server, "forgetful") as (stage, _forgetful):
        ask = await stage.person("Ben").asks(QUESTION)

        def claim(connection: Connection) -> None:
            _half_send(connection, stage, ask, "forgetful")

        await asyncio.to_thread(write, stage, claim)
        await all_said(stage)

        assert _said(stage, ask.card) == ["half sent"]


def _half_send(connection: Connection, stage: Stage, ask: Ask, courier: str) -> None:
    """Something to say that a courier has claimed."""
    body = '{"type": "message", "text": "half sent"}'
    place = f"{ask.card.place};messageid={ask.card.root}"
    store_of(connection, stage).outbox.say(Kind.POST, place, datetime.now(UTC), body=body)
    connection.execute(outbox.update().values(state=State.SENDING, courier=courier))


async def test_what_was_left_half_sent_is_put_before_the_facilitator(database_url: str) -> None:
    """What an earlier process had begun to send is not sent again; what it had only written is."""
    async with set_stage(database_url) as stage:
        amara = await stage.opens()
        await amara.whispers("help")
        ask = await stage.person("Ben").asks(QUESTION)

        def leave(connection: Connection) -> None:
            _half_send(connection, stage, ask, "long gone")

        await asyncio.to_thread(write, stage, leave)
        await stage.teams.until(lambda: stage.count("SELECT count(*) FROM outbox WHERE state = 'unconfirmed'"), 8)
        await all_said(stage)

        assert "half sent" not in _said(stage, ask.card)
        assert "Did these arrive?" in words_of(amara.told().cards[0])


async def test_a_second_canopy_on_the_same_folder_refuses_to_start(stage: Stage) -> None:
    """Two processes on one SQLite database would deliver at twice the speed: the second says so and ends."""
    if stage.rules.database.startswith("postgresql"):
        async with open_house(stage.rules) as port:
            assert port
        return
    with pytest.raises(CannotStart, match="another Canopy is already using"):
        async with open_house(stage.rules):
            pass


async def test_it_goes_on_when_the_database_comes_back(stage: Stage, request: pytest.FixtureRequest) -> None:
    """While the database is away members are told that nothing was saved; what was under way is not said twice."""
    server = None if stage.rules.database.startswith("sqlite") else request.getfixturevalue("postgres_server")
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(QUESTION)
    button = ben.button(ask.card, "Same here")
    stage.teams.faults.latency(0.3)
    await asyncio.to_thread(say, stage, "under way", thread=ask.card)
    await stage.teams.until(lambda: stage.count("SELECT count(*) FROM outbox WHERE state = 'sending'"))
    with database_away(stage, server):
        began = time.monotonic()
        answer = await stage.teams.press("Chidi", ask.card, button, {})
        assert time.monotonic() - began < 5
        assert "nothing was changed" in answer.text
    stage.teams.faults.clear()
    await all_said(stage)
    pressed = await stage.person("Chidi").presses(ask.card, "Same here")

    assert pressed.kind == "card"
    assert _said(stage, ask.card) == ["under way"]
    assert not stage.count("SELECT count(*) FROM outbox")


async def test_what_need_not_be_remembered_is_forgotten(database_url: str) -> None:
    """Old answers, and what could not be said for a week, go; what is younger, unsettled or waiting stays."""
    now = datetime.now(UTC)
    async with set_stage(database_url) as stage:
        await stage.opens()
        day = 24 * 60 * 60 * 1000
        tenant = stage.teams.settings()["MicrosoftAppTenantId"]

        def seed(connection: Connection) -> None:
            connection.execute(text("DELETE FROM inbox"))
            at = round(now.timestamp() * 1000)
            old = [{"tenant_id": tenant, "key": f"old {n}", "answer": None, "at": at - 2 * day} for n in range(1_500)]
            connection.execute(insert(inbox), [*old, {"tenant_id": tenant, "key": "young", "answer": "x", "at": at - day // 2}])
            store = store_of(connection, stage)
            for place, state, days in [
                ("a", State.HELD, 8), ("b", State.FAILED, 8), ("c", State.HELD, 6), ("d", State.UNCONFIRMED, 30),
            ]:  # fmt: skip
                store.outbox.say(Kind.POST, place, now - timedelta(days=days), subject="setup:nobody")
                connection.execute(outbox.update().where(outbox.c.place == place).values(state=state, told=True))

        await asyncio.to_thread(write, stage, seed)
    async with set_stage(database_url) as stage:
        await stage.teams.until(lambda: stage.count("SELECT count(*) FROM inbox") == 1, 6)

        assert stage.rows("SELECT key FROM inbox") == [("young",)]
        assert stage.rows("SELECT place FROM outbox ORDER BY place") == [("c",), ("d",)]
