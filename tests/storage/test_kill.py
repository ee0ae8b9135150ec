"""Canopy is killed while people click. Whatever it acknowledged is there, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.killing import CYCLES, House, click_and_kill, running
from tests.support.killing_accounts import Accounts

pytestmark = pytest.mark.timeout(90 + 5 * CYCLES)


@pytest.fixture
def accounts(database_url: str) -> Iterator[Accounts]:
    accounts = Accounts(database_url)
    accounts.open()
    yield accounts
    accounts.close()


async def test_a_kill_loses_no_acknowledged_click_and_doubles_none(accounts: Accounts, database_url: str, tmp_path: Path) -> None:
    """Kill Canopy while four people click: what was acknowledged is stored once, and what is posted, is posted once."""
    houses: list[House] = []
    async with running(houses) as teams:
        houses.append(House(teams, database_url, tmp_path))
        assert await click_and_kill(teams, houses, accounts, seed=1) > 0, "no kill met a post"
