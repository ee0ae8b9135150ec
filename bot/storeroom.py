"""The storeroom: the database, the keys and the ballots, opened before anything else."""

from __future__ import annotations

import secrets
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from store.ballots import Ballots
from store.database import Database, DatabaseUnavailable
from store.leftovers import sweep
from store.migrating import DatabaseTooNew, DatabaseTooOld, check, upgrade
from store.seals import Seals


class CannotStart(Exception):
    """Raised with one line that names the setting and says what to do."""


class Folders(NamedTuple):
    """Where things are kept that are not in the database."""

    data: Path
    keys: Path


class Opened(NamedTuple):
    """What is in the storeroom."""

    database: Database
    seals: Seals
    ballots: Ballots


def open_store(url: str, folders: Folders, now: datetime, stack: AsyncExitStack) -> Opened:
    """Open them for as long as `stack` lives; SQLite is brought up to date. Raises `CannotStart`."""
    try:
        folders.data.mkdir(parents=True, exist_ok=True)
        probe = folders.data / f".{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
        seals = Seals(folders.keys)
    except OSError as wrong:
        raise CannotStart(f"CANOPY_DATA_DIR, CANOPY_KEYS_DIR: cannot write to {wrong.filename} ({wrong.strerror})") from None
    database = _database(url)
    stack.callback(database.close)
    if database.on_sqlite:
        _lock(database, stack)
    _fit(database)
    return Opened(database, seals, _ballots(url, database, seals, now, stack))


def _ballots(url: str, database: Database, seals: Seals, now: datetime, stack: AsyncExitStack) -> Ballots:
    """Where anonymous answers are, without what a kill may have left there. Raises `CannotStart`."""
    try:
        ballots = Ballots(url)
        stack.callback(ballots.close)
        database.beside = ballots.together
        database.run(partial(sweep, ballots=ballots, seals=seals, now=now))
    except (OSError, DatabaseUnavailable) as wrong:
        raise CannotStart(f"CANOPY_DATABASE_URL: cannot open the ballots ({type(wrong.__cause__ or wrong).__name__})") from None
    return ballots


def _lock(database: Database, stack: AsyncExitStack) -> None:
    """Have a SQLite database for this process alone. Raises `CannotStart`."""
    file = str(database.engine.url.database)
    lock = FileLock(f"{file}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotStart(f"CANOPY_DATA_DIR, CANOPY_DATABASE_URL: another Canopy is already using {file}") from None
    except OSError as wrong:
        raise CannotStart(f"CANOPY_DATABASE_URL: cannot write to {wrong.filename or file} ({wrong.strerror})") from None
    stack.callback(lock.release)


def _database(url: str) -> Database:
    try:
        return Database(url)
    except ValueError as wrong:
        raise CannotStart(f"CANOPY_DATABASE_URL: {wrong}") from None


def _fit(database: Database) -> None:
    """Make sure that database and code fit. SQLite is brought up to date here; PostgreSQL by command, once for all replicas."""
    try:
        database.run(upgrade if database.on_sqlite else check)
    except DatabaseTooNew as newer:
        raise CannotStart(
            f"CANOPY_DATABASE_URL: the database is at {newer}, which a newer Canopy wrote. Start that one, or restore a backup"
        ) from None
    except DatabaseTooOld:
        raise CannotStart("CANOPY_DATABASE_URL: the database must be brought up to date. Run: python app.py migrate") from None
    except DatabaseUnavailable as gone:
        raise CannotStart(
            f"CANOPY_DATABASE_URL: the database does not answer ({gone.__cause__ or gone})".split("\n")[0]
        ) from None


def migrate_now(url: str) -> str:
    """Bring the database at `url` up to date. Returns what was done. Raises `CannotStart`."""
    database = _database(url)
    try:
        return database.run(upgrade)
    except DatabaseTooNew as newer:
        raise CannotStart(f"CANOPY_DATABASE_URL: the database is at {newer}, which a newer Canopy wrote") from None
    except DatabaseUnavailable as gone:
        raise CannotStart(
            f"CANOPY_DATABASE_URL: the database does not answer ({gone.__cause__ or gone})".split("\n")[0]
        ) from None
    finally:
        database.close()
