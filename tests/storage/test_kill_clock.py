"""Canopy is killed while it does what is due. Each occurrence is done once, and nothing is posted twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import Postgres
from tests.support.killing import CYCLES, SLOW_SECONDS, House, chance, kill_again_and_again, running
from tests.support.killing_clock import Occasions

EVERY_SECONDS = 0.7
"""Slow enough that the channel takes them all: Teams allows 60 posts in 30 seconds there."""
POSTING = "/v3/conversations"
pytestmark = pytest.mark.timeout(120 + 10 * CYCLES)


@pytest.fixture
def shared_url(postgres_server: Postgres) -> Iterator[str]:
    with postgres_server.fresh() as url:
        yield url


@pytest.mark.parametrize("point", ["clock.claimed", "clock.written", "clock.committed"])
async def test_killed_at_any_step_it_is_done_once(database_url: str, tmp_path: Path, point: str) -> None:
    """Killed when it has claimed what is due, when it has written what it says, or just after the commit: it is done once."""
    houses: list[House] = []
    async with running(houses) as teams:
        house = House(teams, database_url, tmp_path)
        houses.append(house)
        await house.start()
        occasions = Occasions(teams, database_url)
        try:
            teams.bot_url = house.url
            await teams.install("Amara")
            await occasions.community_there()
            assert await house.stop() == 0
            await occasions.put_down(3)
            doomed = House(teams, database_url, tmp_path, failpoint=f"{point}:4")
            houses.append(doomed)
            await doomed.spawn()
            await doomed.dies()
            await house.start()
            await occasions.settled()
            assert await house.stop() == 0

            assert occasions.check() <= 1
        finally:
            occasions.close()


async def test_kills_double_no_occurrence(shared_url: str, tmp_path: Path) -> None:
    """Kill one of two Canopies at a time while the clock launches polls: each is launched once, and posted at most once."""
    houses: list[House] = []
    async with running(houses) as teams:
        houses += [House(teams, shared_url, tmp_path, name) for name in ("first", "second")]
        for house in houses:
            await house.start()
        occasions = Occasions(teams, shared_url)
        try:
            teams.bot_url = houses[0].url
            await teams.install("Amara")
            await occasions.community_there()
            teams.faults.latency(SLOW_SECONDS)
            stopping = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                group.create_task(occasions.put_down_until(stopping, EVERY_SECONDS))
                await kill_again_and_again(teams, houses, chance("clock"), posting=POSTING)
                stopping.set()
            await occasions.settled()
            assert [await house.stop() for house in houses] == [0, 0]

            assert len(occasions.questions) > CYCLES
            occasions.check()
        finally:
            occasions.close()
