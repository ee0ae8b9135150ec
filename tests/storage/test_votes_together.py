"""Many anonymous votes at once cost one sync to disk, and are as secret and as safe as one after the other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from store.ballot_papers import ballots_file
from store.ballots import AnswerTooLong, Ballots, BoxSealed, Cast
from store.database import Database, DatabaseUnavailable
from store.leaves import LONGEST_ANSWER
from store.migrating import upgrade
from tests.storage.test_ballots import BOX, bytes_of, seal_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
VOTERS = 30


class House:
    """A database with the ballots beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        url = f"sqlite:///{folder}/canopy.db"
        self.database = Database(url)
        self.database.run(upgrade)
        self.ballots = Ballots(url)
        self.database.beside = self.ballots.together
        self.ballots.begin(BOX, NOW)
        self.file = ballots_file(folder / "canopy.db")

    async def at_once(self, *turns: Callable[[Connection], object]) -> list[object]:
        """Let these turns wait until all of them are there, and then do them."""
        release = threading.Event()
        held = asyncio.create_task(self.database.transact(lambda _connection: release.wait(20)))
        waiting = [asyncio.create_task(self.database.transact(turn, seconds=20, shared=True)) for turn in turns]
        await asyncio.sleep(0.05)
        release.set()
        await held
        return await asyncio.gather(*waiting, return_exceptions=True)

    def vote(self, member: object, answer: str = "[1]", press: int = 0) -> Callable[[Connection], Cast]:
        """A turn that votes."""
        return lambda _connection: self.ballots.cast(BOX, seal_of(member), answer, press)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    yield house
    house.ballots.close()
    house.database.close()


async def test_many_votes_are_one_sync(house: House) -> None:
    """Thirty votes that wait together are one commit; each member is told how many have answered by then."""
    commits: list[int] = []
    event.listen(house.ballots._papers._engine, "commit", lambda _connection: commits.append(1))
    told = await house.at_once(*(house.vote(member) for member in range(VOTERS)))

    assert told == [Cast(number, kept=True) for number in range(1, VOTERS + 1)]
    assert len(commits) == 1
    assert house.ballots.answered(BOX) == VOTERS


async def test_the_file_does_not_tell_who_came_together(house: House, tmp_path: Path) -> None:
    """Byte for byte the file is the same as if they had voted one after the other, the other way round."""
    await house.at_once(*(house.vote(member, f"[{member % 3}]") for member in range(VOTERS)))
    alone = House(tmp_path / "alone")
    for member in reversed(range(VOTERS)):
        alone.ballots.cast(BOX, seal_of(member), f"[{member % 3}]", 0)

    assert bytes_of(house.file) == bytes_of(alone.file)
    alone.ballots.close()
    alone.database.close()


async def test_leaves_that_are_cut_meanwhile_are_put_in_order(house: House, tmp_path: Path) -> None:
    """Long answers, so that leaves come and go while many vote: the file is written anew once they are through."""
    long = '"' + "x" * 1_500 + '"'
    await house.at_once(*(house.vote(member, long) for member in range(VOTERS)))
    alone = House(tmp_path / "alone")
    for member in reversed(range(VOTERS)):
        alone.ballots.cast(BOX, seal_of(member), long, 0)

    assert bytes_of(house.file) == bytes_of(alone.file)
    alone.ballots.close()
    alone.database.close()


async def test_one_vote_that_is_refused_takes_no_other_with_it(house: House) -> None:
    """A sealed box and an answer that is too long are told to their own members; the others are counted."""

    def sealed(_connection: Connection) -> Cast:
        return house.ballots.cast("poll:sealed", seal_of("a"), "[1]", 0)

    told = await house.at_once(house.vote(1), sealed, house.vote(2, "x" * (LONGEST_ANSWER + 1)), house.vote(3))

    assert told[0] == Cast(1, kept=True)
    assert isinstance(told[1], BoxSealed)
    assert isinstance(told[2], AnswerTooLong)
    assert told[3] == Cast(2, kept=True)
    assert house.ballots.answered(BOX) == 2


async def test_who_is_told_that_it_counts_is_counted_though_another_turn_fails(house: House) -> None:
    """When the database refuses something in one turn, the others are done again by themselves, and a vote is still one vote."""

    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.execute(text("INSERT INTO inbox (tenant_id, key, answer, at) VALUES ('t', 'same', '', 1)"))

    told = await house.at_once(house.vote(1), twice, house.vote(2))

    assert told[0] == Cast(1, kept=True)
    assert isinstance(told[1], Exception)
    assert told[2] == Cast(2, kept=True)
    assert house.ballots.answered(BOX) == 2


async def test_when_ballots_cannot_be_kept_nothing_of_the_turns_is(house: House) -> None:
    """Turns and ballots are kept together or not at all, as far as anybody is told."""

    def counted(connection: Connection) -> None:
        connection.execute(text("INSERT INTO inbox (tenant_id, key, answer, at) VALUES ('t', 'with', '', 1)"))
        house.ballots.cast(BOX, seal_of(1), "[1]", 0)

    house.file.chmod(0o600)
    holder = Database(f"sqlite:///{house.file}")
    release = threading.Event()
    held = asyncio.create_task(holder.transact(lambda _connection: release.wait(20)))
    await asyncio.sleep(0.1)
    told = await house.at_once(counted, counted)
    release.set()
    await held
    holder.close()

    assert all(isinstance(one, DatabaseUnavailable) for one in told)
    kept = house.database.run(lambda connection: connection.execute(text("SELECT count(*) FROM inbox")).scalar_one())
    assert kept == 0
