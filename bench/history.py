"""What a turn costs where little was asked, and where a hundred thousand asks are stored."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, text

from bench.bots import Bot, Service
from bench.contest import CARD, DELIVERED_SECONDS, Backstage, Lane
from bench.load import Crowd, Line, NextTurn
from bench.town import channel, member
from store.database import Database
from store.schema import asks, communities, postings

FEW, MANY = 10, 100_000
COMMUNITIES = 100
"""So many that the posts of one turn after the other stay below what Teams allows in one channel."""
EVERY_SECONDS = 0.3
"""The pace in a single channel: Teams takes 8 posts in 2 seconds there."""


@dataclass(frozen=True)
class Cost:
    """What one kind of turn costs: CPU of the bot until all is delivered, and the time to the answer, both in ms.

    `cpu_ms` is for turns in all communities by turns, `p50` for turns in the one with the longest past.
    """

    cpu_ms: float
    p50: float


@dataclass(frozen=True)
class Past:
    """The costs with so many asks stored, half of them in one community."""

    stored: int
    costs: dict[str, Cost]


async def history(bot: Bot, service: Service, stage: Backstage, *, stored: int, turns: int) -> Past:
    """Let communities be born, give them a past, and measure turns in them."""
    await bot.start(service)
    lane = Lane(bot, service, stage, tenants=COMMUNITIES)
    try:
        await lane.settle_in()
        await bot.stop()
        database = Database(bot.database)
        database.run(lambda connection: fill(connection, stored))
        if not database.on_sqlite:  # by itself PostgreSQL takes up to a minute to notice what was filled in at once
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        database.close()
        await bot.start(service)
        await _cpu(lane, service, lane.turn_of("message")[0], COMMUNITIES)
        return Past(stored, {job: await _cost(lane, service, job, turns) for job in ("ask", "press", "list open asks")})
    finally:
        await bot.stop()


async def _cost(lane: Lane, service: Service, job: str, turns: int) -> Cost:
    next_turn = {"ask": lane.turn_of("message"), "press": lane.turn_of("press"), "list open asks": lane.turn_of("list")}[job][0]
    cpu = await _cpu(lane, service, next_turn, turns)
    town, card = service.town, lane.first_card
    in_the_long_one: dict[str, NextTurn] = {
        "ask": lambda: town.message(0),
        "press": lambda: town.press(card),
        "list open asks": lambda: town.message(0, "asks"),
    }
    return Cost(cpu, await _p50(lane, service, in_the_long_one[job], CARD if job == "press" else b""))


async def _cpu(lane: Lane, service: Service, next_turn: NextTurn, turns: int) -> float:
    """One turn after the other, in every community by turns; the middle one of three tries."""
    crowd, tries = Crowd(lane.bot.port, service.bearer, 1), []
    for _ in range(3):
        before = lane.bot.cpu_seconds()
        done = await crowd.drive(next_turn, turns=turns // 3)
        await lane.waiting.delivered(DELIVERED_SECONDS)
        tries.append((lane.bot.cpu_seconds() - before) * 1000 / done.turns)
    crowd.close()
    return statistics.median(tries)


async def _p50(lane: Lane, service: Service, next_turn: NextTurn, expected: bytes) -> float:
    """A few turns in the community with the longest past, no faster than Teams takes what they give rise to."""
    line, millis = Line(lane.bot.port, service.bearer), []
    for _ in range(9):
        sent = time.perf_counter()
        await line.turn(next_turn(), expected)
        millis.append((time.perf_counter() - sent) * 1000)
        await asyncio.sleep(EVERY_SECONDS)
    line.close()
    await lane.waiting.delivered(DELIVERED_SECONDS)
    return statistics.median(millis)


def fill(connection: Connection, stored: int) -> None:
    """Store so many open asks, with their cards: half of them in the first tenant's community, half in all the others."""
    found = connection.execute(select(communities.c.tenant_id, communities.c.community_id, communities.c.home)).all()
    homes = {row.home: {"tenant_id": row.tenant_id, "community_id": row.community_id} for row in found}
    began = datetime(2024, 1, 1, tzinfo=UTC)
    for start in range(0, stored, 5_000):
        asked, shown = [], []
        for number in range(start, min(start + 5_000, stored)):
            tenant = 0 if number % 2 else 1 + number // 2 % (COMMUNITIES - 1)
            whose, ask, at = homes[channel(tenant)], f"past{number:08d}", began + timedelta(seconds=number)
            thread = f"{channel(tenant)};messageid={number}"
            asked.append(
                {
                    **whose, "ask_id": ask, "kind": "experience", "question": f"What did you do in case {number}?", "tags": "mca",
                    "asker_id": member(tenant, 0)["aadObjectId"], "asker_tag": None, "state": "open", "revision": 0,
                    "same_here": 0, "answers": 0, "thread": thread, "source": f"{number}", "learned": None, "asked_at": at,
                    "closed_at": None,
                }
            )  # fmt: skip
            shown.append({**whose, "subject": f"ask:{ask}", "conversation": thread, "message": f"{number}", "posted_at": at})
        connection.execute(insert(asks), asked)
        connection.execute(insert(postings), shown)
