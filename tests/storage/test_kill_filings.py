"""Canopy is killed while it files documents. What was acknowledged is in the library once, with its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.teams import Teams
from tests.support.databases import Postgres
from tests.support.filing_players import check_once, documents, docx, pdf, shelf
from tests.support.killing import CYCLES, House, chance, running
from tests.support.killing_filings import Shelves

TIMES = 20 if CYCLES >= 20 else 1
"""How often each step is met by a kill: CANOPY_KILL_CYCLES=20 for the long way."""
LARGE = 11_000_000
"""Three pieces."""
THEIRS = {"Theirs.pdf": b"%PDF-1.4 a colleague's own", "Sent 0.docx": b"and this has the name that ours would like"}
SENT = ("fetch", "fetched", "store", "stored", "describe", "told", "done")
IN_PIECES = ("begun", "upload", "piece")
pytestmark = pytest.mark.timeout(120 + 15 * TIMES + 5 * CYCLES)


@pytest.fixture(params=["sqlite", "postgresql"] if TIMES > 1 else ["sqlite"])
def kept_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database for one test alone: SQLite, and the long way PostgreSQL too."""
    return f"sqlite:///{tmp_path}/canopy.db" if request.param == "sqlite" else str(request.getfixturevalue("shared_url"))


@pytest.fixture
def shared_url(postgres_server: Postgres) -> Iterator[str]:
    with postgres_server.fresh() as url:
        yield url


class Killed:
    """A house that dies at one point of the librarian's work, and starts again without that wish."""

    def __init__(self, teams: Teams, url: str, folder: Path, houses: list[House], point: str) -> None:
        self._parts = (teams, url, folder)
        self._houses = houses
        self._failpoint = f"librarian.{point}"

    async def starts(self, *, doomed: bool) -> House:
        house = House(*self._parts, failpoint=self._failpoint if doomed else "")
        self._houses.append(house)
        await house.start()
        self._parts[0].bot_url = house.url
        return house


@asynccontextmanager
async def beside(database_url: str, folder: Path, point: str) -> AsyncIterator[tuple[Shelves, Killed]]:
    """A channel in which a community meets, with somebody's own files in its folder."""
    houses: list[House] = []
    async with running(houses) as teams:
        killed = Killed(teams, database_url, folder, houses, point)
        house = await killed.starts(doomed=False)
        shelves = Shelves(teams, database_url)
        try:
            await teams.install("Amara")
            await shelves.community_there()
            for name, content in THEIRS.items():
                teams.graph.drive().put(name, content)
            assert await house.stop() == 0
            yield shelves, killed
        finally:
            shelves.close()


def check_theirs(shelves: Shelves) -> None:
    """Nobody's file is another than it was."""
    there = shelf(shelves)
    assert {name: there[name] for name in THEIRS} == THEIRS


@pytest.mark.parametrize("point", [*SENT, *IN_PIECES, "look"])
async def test_killed_at_any_step_a_file_is_stored_once(kept_url: str, tmp_path: Path, point: str) -> None:
    """Killed before or after any call that stores a file, or just before and after the card is told: it is there once."""
    sent: dict[str, bytes] = {}
    async with beside(kept_url, tmp_path, point) as (shelves, killed):
        for number in range(TIMES):
            doomed = await killed.starts(doomed=True)
            if point == "look":
                shelves.teams.graph.faults.add("item_upload", status=504, after_work=True)
            large = point in IN_PIECES
            content = pdf(f"{point} {number}", size=LARGE) if large else docx(f"{point} {number}")
            sent[f"Sent {number}"] = content
            await shelves.sends("Ben", f"Sent {number}.{'pdf' if large else 'docx'}", content)
            await doomed.dies()
            house = await killed.starts(doomed=False)
            await shelves.settled()
            assert await house.stop() == 0

        check_once(shelves, sent)
        check_theirs(shelves)


@pytest.mark.parametrize("point", ["read", "find", "describe", "told", "done"])
async def test_killed_at_any_step_a_shared_file_is_described_once(kept_url: str, tmp_path: Path, point: str) -> None:
    """Killed while the files of a message are read, found or described: each is one document, and nothing was stored."""
    async with beside(kept_url, tmp_path, point) as (shelves, killed):
        for number in range(TIMES):
            doomed = await killed.starts(doomed=True)
            await shelves.saves("Ben", f"Shared {number}.pdf", pdf(f"{point} {number}"))
            await doomed.dies()
            house = await killed.starts(doomed=False)
            await shelves.settled()
            assert await house.stop() == 0

        assert sorted(documents(shelves)) == sorted(("filed", f"Shared {number}.pdf") for number in range(TIMES))
        check_once_shared(shelves)
        check_theirs(shelves)


def check_once_shared(shelves: Shelves) -> None:
    """Canopy has stored nothing, and every document is another item."""
    assert shelves.teams.graph.asked("item_upload") == []
    items = [item for (item,) in shelves.rows("SELECT item FROM documents WHERE state = 'filed'")]
    assert len(items) == len(set(items))
    assert shelves.teams.graph.violations == []


async def test_kills_at_any_moment_lose_nothing(shared_url: str, tmp_path: Path) -> None:
    """Kill Canopy at any moment while members send files, small ones and large: each is there once, with its bytes."""
    sent: dict[str, bytes] = {}
    dice = chance("filings")
    async with beside(shared_url, tmp_path, "none") as (shelves, killed):
        house = await killed.starts(doomed=False)
        for cycle in range(CYCLES):
            for size, who in ((0, "Ben"), (LARGE, "Efe")):
                content = pdf(f"{cycle} {size}", size=size)
                sent[f"Sent {cycle} {size}"] = content
                await shelves.sends(who, f"Sent {cycle} {size}.pdf", content)
            await asyncio.sleep(dice.uniform(0.05, 0.9))
            await house.kill()
            house = await killed.starts(doomed=False)
        await shelves.settled()
        assert await house.stop() == 0

        check_once(shelves, sent)
        check_theirs(shelves)
