"""Two Canopies on one PostgreSQL are one Canopy to everybody in Teams."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import Postgres
from tests.support.killing import CYCLES, House, ask_and_wait, click_and_kill, clickers, running, settle
from tests.support.killing_accounts import Accounts, check_rates

TEAMS_ALLOWS = ((7, 1.0), (8, 2.0), (60, 30.0))
pytestmark = pytest.mark.timeout(90 + 5 * CYCLES)


@pytest.fixture
def shared_url(postgres_server: Postgres) -> Iterator[str]:
    with postgres_server.fresh() as url:
        yield url


@pytest.fixture
def accounts(shared_url: str) -> Iterator[Accounts]:
    accounts = Accounts(shared_url)
    accounts.open()
    yield accounts
    accounts.close()


async def test_killing_one_of_two_loses_and_doubles_nothing(accounts: Accounts, shared_url: str, tmp_path: Path) -> None:
    """Kill one of two Canopies at a time: the other carries on, and together they post everything once."""
    houses: list[House] = []
    async with running(houses) as teams:
        houses += [House(teams, shared_url, tmp_path, name) for name in ("first", "second")]
        await click_and_kill(teams, houses, accounts, seed=2)


async def test_two_together_keep_to_the_rates(accounts: Accounts, shared_url: str, tmp_path: Path) -> None:
    """Two Canopies, both busy in the same channel, together post no faster than Teams allows one bot."""
    houses: list[House] = []
    async with running(houses) as teams:
        houses += [House(teams, shared_url, tmp_path, name) for name in ("first", "second")]
        for house in houses:
            await house.start()
        teams.bot_url = houses[0].url
        await teams.install("Amara")
        cards = await ask_and_wait(teams, 2)
        people, stopping = clickers(teams, houses, cards, seed=3), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for person in people:
                group.create_task(person.click_until(stopping, answer_every=0.4))
            await asyncio.sleep(3)
            stopping.set()
        await settle(teams, accounts)
        assert [await house.stop() for house in houses] == [0, 0]

        accounts.check_clicks(people, Counter((card.ask, teams.member("Dana").id) for card in cards))
        assert accounts.check_posts(teams) == 0
        assert check_rates(teams, TEAMS_ALLOWS) > 12
