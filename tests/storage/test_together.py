"""Turns that wait for SQLite's one writer are committed together, and yet none of them notices the others."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from community.people import TenantId
from store import inbox
from store.database import Database, DatabaseUnavailable, answers
from store.migrating import upgrade

KEEP = text("INSERT INTO inbox (tenant_id, key, answer, at) VALUES ('t', :key, '', 1)")
TURNS = 20


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/canopy.db")
    database.run(upgrade)
    yield database
    database.close()


def _keep(key: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(KEEP, {"key": key})
        return key

    return work


def _kept(database: Database) -> set[str]:
    return set(database.run(lambda connection: connection.execute(text("SELECT key FROM inbox")).scalars().all()))


async def _at_once(database: Database, *turns: Coroutine[Any, Any, Any]) -> list[Any]:
    """Let `turns` wait until all of them are there."""
    release = threading.Event()
    held = asyncio.create_task(database.transact(lambda _connection: release.wait(20)))
    waiting = [asyncio.create_task(turn) for turn in turns]
    await asyncio.sleep(0.05)
    release.set()
    await held
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_many_turns_are_one_commit(database: Database) -> None:
    """Twenty turns that wait together are on disk with one sync, and each gets its own answer."""
    commits: list[int] = []
    event.listen(database.engine, "commit", lambda _connection: commits.append(1))
    keys = [f"turn {n}" for n in range(TURNS)]
    told = await _at_once(database, *(database.transact(_keep(key), seconds=20, shared=True) for key in keys))

    assert told == keys
    assert len(commits) == 2  # the one they waited for, and theirs
    assert _kept(database) == set(keys)


async def test_one_that_says_no_takes_nothing_with_it(database: Database) -> None:
    """What a refused turn wrote is gone; what the others wrote is kept."""

    def refuse(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "refused"})
        raise KeyError("a refusal, or a mistake")

    told = await _at_once(
        database,
        database.transact(_keep("one"), seconds=20, shared=True),
        database.transact(refuse, seconds=20, shared=True),
        database.transact(_keep("two"), seconds=20, shared=True),
    )

    assert (told[0], told[2]) == ("one", "two")
    assert isinstance(told[1], KeyError)
    assert _kept(database) == {"one", "two"}


async def test_one_the_database_refuses_is_done_by_itself(database: Database) -> None:
    """A row that is there already fails its own turn after its own tries; the others do not hear of it."""
    tries: list[int] = []

    def twice(connection: Connection) -> None:
        tries.append(1)
        inbox.Inbox(connection, TenantId("t")).keep(["same", "same"], None, 1)

    told = await _at_once(
        database,
        database.transact(_keep("one"), seconds=20, shared=True),
        database.transact(twice, seconds=20, shared=True),
        database.transact(_keep("two"), seconds=20, shared=True),
    )

    assert (told[0], told[2]) == ("one", "two")
    assert isinstance(told[1], database._driver.IntegrityError)
    assert len(tries) == 4  # once among the others, three times alone
    assert _kept(database) == {"one", "two"}


async def test_one_that_is_late_is_not_kept(database: Database) -> None:
    """Whoever has no time left is told that nothing was kept, whether they had begun or not."""

    def slow(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "slow"})
        time.sleep(0.4)

    told = await _at_once(
        database,
        database.transact(_keep("one"), seconds=20, shared=True),
        database.transact(slow, seconds=0.3, shared=True),
        database.transact(_keep("behind it"), seconds=0.3, shared=True),
        database.transact(_keep("two"), seconds=20, shared=True),
    )

    assert (told[0], told[3]) == ("one", "two")
    assert isinstance(told[1], DatabaseUnavailable)
    assert isinstance(told[2], DatabaseUnavailable)
    assert _kept(database) == {"one", "two"}


async def test_nobody_is_told_before_it_is_on_disk(database: Database, tmp_path: Path) -> None:
    """When the file is held by somebody else, all of them hear that nothing was kept, and nothing was."""
    holder = sqlite3.connect(tmp_path / "canopy.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    turns = [asyncio.create_task(database.transact(_keep(f"{n}"), seconds=3, shared=True)) for n in range(3)]
    told = await asyncio.gather(*turns, return_exceptions=True)
    holder.execute("ROLLBACK")
    holder.close()

    assert all(isinstance(one, DatabaseUnavailable) for one in told)
    assert _kept(database) == set()
    assert await database.transact(answers, shared=True)


async def test_who_waits_no_more_does_not_hold_up_the_others(database: Database) -> None:
    """A turn whose caller is gone before it began is left out."""
    release = threading.Event()
    held = asyncio.create_task(database.transact(lambda _connection: release.wait(20)))
    gone = asyncio.create_task(database.transact(_keep("gone"), shared=True))
    other = asyncio.create_task(database.transact(_keep("other"), shared=True))
    await asyncio.sleep(0.05)
    gone.cancel()
    await asyncio.sleep(0.01)
    release.set()

    assert await other == "other"
    await held
    assert gone.cancelled()
    assert _kept(database) == {"other"}


async def test_what_is_done_together_can_nest(database: Database) -> None:
    """A turn may fence a part of itself with a savepoint of its own."""

    def fenced(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "outside"})
        with pytest.raises(KeyError), connection.begin_nested():
            connection.execute(KEEP, {"key": "inside"})
            raise KeyError("inside")

    await _at_once(
        database, database.transact(fenced, seconds=20, shared=True), database.transact(_keep("two"), seconds=20, shared=True)
    )

    assert _kept(database) == {"outside", "two"}
