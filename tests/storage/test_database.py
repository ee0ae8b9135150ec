"""A transaction is kept whole or not at all, in time, and says which."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError as WrappedIntegrityError

from community.people import TenantId
from store import inbox
from store.database import Database, DatabaseUnavailable, OutcomeUnclear, PartFailed, answers, part
from store.engines import create_engine_for
from store.migrating import upgrade
from tests.support.databases import Postgres

KEEP = text("INSERT INTO inbox (tenant_id, key, answer, at) VALUES ('t', :key, :answer, 1)")
HELD = text("SELECT answer FROM inbox WHERE key = 'row'")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.run(upgrade)
    yield database
    database.close()


def _keep(key: str, answer: str = "") -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        connection.execute(KEEP, {"key": key, "answer": answer})

    return work


def _kept(database: Database) -> int:
    return int(database.run(lambda connection: connection.execute(text("SELECT count(*) FROM inbox")).scalar_one()))


async def test_what_is_done_is_kept_and_returned(database: Database) -> None:
    """Work runs in one transaction, its answer comes back, and what it wrote is there."""
    assert await database.transact(answers)
    await database.transact(_keep("one"))

    assert _kept(database) == 1


async def test_what_fails_leaves_nothing(database: Database) -> None:
    """When work raises, nothing of it is kept, and the next turn finds a healthy database."""

    def fail(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "one", "answer": ""})
        raise KeyError("a refusal, or a mistake")

    with pytest.raises(KeyError):
        await database.transact(fail)
    await database.transact(_keep("two"))

    assert _kept(database) == 1


async def test_who_comes_second_runs_again(database: Database) -> None:
    """When another turn was first, the work is run again and can see what the other one did."""
    runs: list[int] = []

    def work(connection: Connection) -> int:
        runs.append(len(runs))
        if len(runs) == 1:
            inbox.Inbox(connection, TenantId("t")).keep(["same", "same"], None, 1)
        return len(runs)

    assert await database.transact(work) == 2
    assert _kept(database) == 0


async def test_what_can_never_be_kept_is_said_after_a_few_tries(database: Database) -> None:
    """A rule of the database that is broken every time is not tried for ever."""
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        inbox.Inbox(connection, TenantId("t")).keep(["same", "same"], None, 1)

    with pytest.raises((WrappedIntegrityError, database._driver.IntegrityError)):
        await database.transact(work)
    assert len(tries) == 3
    assert await database.transact(answers)


async def test_a_turn_that_is_late_is_not_kept(database: Database) -> None:
    """Work that is not ready to commit in time is rolled back, and says that nothing was kept."""

    def slow(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "slow", "answer": ""})
        time.sleep(0.15)

    with pytest.raises(DatabaseUnavailable):
        await database.transact(slow, seconds=0.1)
    assert _kept(database) == 0


async def test_a_turn_that_never_ends_does_not_keep_anybody_waiting(database: Database) -> None:
    """When not even that can be said in time, the answer is that it is not clear; the database goes on afterwards."""
    release = threading.Event()

    def stuck(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        release.wait(5)

    began = time.monotonic()
    with pytest.raises(OutcomeUnclear):
        await database.transact(stuck, seconds=0.1)
    assert time.monotonic() - began < 4
    release.set()
    assert await database.transact(answers)


async def test_what_waited_too_long_for_its_turn_is_not_begun(database: Database) -> None:
    """Work that only gets its turn when its time is over is not done at all."""
    release = threading.Event()
    ahead = [asyncio.create_task(database.transact(lambda _: release.wait(5))) for _ in range(8)]
    await asyncio.sleep(0.05)
    with pytest.raises((OutcomeUnclear, DatabaseUnavailable)):
        await database.transact(_keep("late"), seconds=0.1)
    release.set()
    await asyncio.gather(*ahead)

    assert _kept(database) == 0


async def test_fifty_at_once_lose_nothing(database: Database) -> None:
    """Fifty turns that change the same row one after the other are all seen in it."""
    await database.transact(_keep("row", "0"))
    lock = "" if database.on_sqlite else " FOR UPDATE"

    def add(connection: Connection) -> None:
        held = connection.execute(text(f"{HELD.text}{lock}")).scalar_one()
        connection.execute(text("UPDATE inbox SET answer = :answer WHERE key = 'row'"), {"answer": str(int(held) + 1)})

    await asyncio.gather(*(database.transact(add) for _ in range(50)))

    assert await database.transact(lambda connection: connection.execute(HELD).scalar_one()) == "50"


async def test_a_ring_of_turns_is_broken(postgres_server: Postgres) -> None:
    """Two turns that wait for each other both come to an end: PostgreSQL stops one, and it is run again."""
    with postgres_server.fresh() as url:
        database = Database(url)
        for key in ("a", "b"):
            await database.transact(_keep(key, "0"))
        both = threading.Barrier(2)

        def take(first: str, second: str) -> Callable[[Connection], None]:
            met: list[int] = []

            def work(connection: Connection) -> None:
                change = text("UPDATE inbox SET answer = answer || :said WHERE key = :key")
                connection.execute(change, {"said": first, "key": first})
                if not met:
                    met.append(both.wait(5))
                connection.execute(change, {"said": first, "key": second})

            return work

        await asyncio.gather(database.transact(take("a", "b")), database.transact(take("b", "a")))
        found = await database.transact(
            lambda connection: connection.execute(text("SELECT answer FROM inbox ORDER BY key")).scalars().all()
        )
        database.close()

        assert [sorted(answer) for answer in found] == [["0", "a", "b"]] * 2


async def test_a_connection_that_was_cut_is_replaced(postgres_server: Postgres) -> None:
    """After PostgreSQL was restarted the next turn finds a new connection, and the member hears nothing of it."""
    with postgres_server.fresh() as url:
        database = Database(url)
        await database.transact(answers)
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        other = create_engine_for(url)
        with other.connect() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))  # noqa: S608
        other.dispose()

        assert await database.transact(answers)
        database.close()


async def test_what_is_in_use_when_the_database_is_lost_is_let_go_later(postgres_server: Postgres) -> None:
    """A turn that comes through while another loses the database gives its connection back, and it is closed with the rest."""
    with postgres_server.fresh() as url:
        database, other = Database(url), create_engine_for(url)
        begun, lost, again = threading.Event(), threading.Event(), threading.Event()

        def come_through(connection: Connection) -> None:
            assert answers(connection)
            begun.set()
            assert again.wait(5)

        def lose(connection: Connection) -> None:
            if lost.is_set():
                again.set()
                return
            assert begun.wait(5)
            lost.set()
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        await asyncio.gather(database.transact(come_through), database.transact(lose))
        database.close()
        await asyncio.sleep(0.1)
        with other.connect() as connection:
            left = connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")).scalar()
        other.dispose()

        assert left == 1


async def test_a_locked_sqlite_is_given_up_in_time(tmp_path: Path) -> None:
    """When somebody else holds the file, a turn is told so within three seconds, and later turns work."""
    database = Database(f"sqlite:///{tmp_path}/canopy.db")
    database.run(upgrade)
    holder = sqlite3.connect(tmp_path / "canopy.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        await database.transact(_keep("one"), seconds=3.2)
    assert time.monotonic() - began < 4.5
    holder.execute("ROLLBACK")
    holder.close()

    await database.transact(_keep("one"))
    assert _kept(database) == 1
    database.close()


def test_sqlite_keeps_what_it_says(tmp_path: Path) -> None:
    """A commit is on the disk before anybody is told, references hold, and what was deleted is overwritten."""
    database = Database(f"sqlite:///{tmp_path}/canopy.db")
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    found = database.run(lambda connection: [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names])
    database.close()

    assert found == ["wal", 2, 1, 1]


def test_postgresql_does_not_wait_for_ever(postgres_server: Postgres) -> None:
    """Statements, locks and forgotten transactions end by themselves before a member's four seconds do."""
    with postgres_server.fresh() as url:
        database = Database(url)
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "synchronous_commit")
        found = database.run(lambda connection: [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names])
        database.close()

        assert found == ["3500ms", "2500ms", "15s", "on"]


@pytest.mark.parametrize("fenced", [False, True])
def test_a_part_that_fails_leaves_the_rest(database: Database, fenced: bool) -> None:
    """A mistake in one part of a transaction does not cost the other parts."""

    def work(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "before", "answer": ""})
        with pytest.raises(PartFailed):
            part(connection, lambda: [][0], fenced=fenced)
        connection.execute(KEEP, {"key": "after", "answer": ""})

    database.run(work)
    assert _kept(database) == 2


def test_a_fence_holds_what_the_database_refuses(database: Database) -> None:
    """Behind a fence even a statement that the database refuses costs only its own part."""

    def work(connection: Connection) -> None:
        connection.execute(KEEP, {"key": "one", "answer": ""})
        with pytest.raises(PartFailed):
            part(connection, lambda: connection.execute(KEEP, {"key": "one", "answer": ""}), fenced=True)
        connection.execute(KEEP, {"key": "two", "answer": ""})

    database.run(work)
    assert _kept(database) == 2


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "not a database URL"), ("", "not a database URL"),
        ("postgresql://me:secret@host:port/x", "not a database URL"),
        ("mysql://localhost/x", "runs on sqlite and postgresql"), ("sqlite://", "in memory"), ("sqlite:///:memory:", "in memory"),
    ],
)  # fmt: skip
def test_what_is_no_database_for_canopy_is_refused(url: str, why: str) -> None:
    """Only what Canopy is tested on, and never a password in the words."""
    with pytest.raises(ValueError, match=why) as refused:
        create_engine_for(url)
    assert "secret" not in str(refused.value)
