"""Where anonymous answers are kept: on SQLite in a file of their own, on PostgreSQL in tables with connections of their own."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from store.database import DatabaseUnavailable
from store.engines import SQLITE_WAIT_SECONDS, create_engine_for
from store.schema_ballots import ballots_metadata, boxes, leaves

_log = logging.getLogger("canopy.ballots")
_ON_SQLITE = (
    "page_size=8192",  # one leaf a page
    "journal_mode=TRUNCATE",  # nothing is left of a vote but its leaf; the truncation is synced, so a vote that was counted stays
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
_ALONE = ("SET LOCAL lock_timeout = '500ms'", "LOCK TABLE ballot_boxes, ballot_leaves IN ACCESS EXCLUSIVE MODE")


class Papers:
    """Short transactions for ballots, beside the turn's own and never in it.

    Raises `DatabaseUnavailable` or `OSError` when the file cannot be opened.
    """

    def __init__(self, url: str) -> None:
        own = create_engine_for(url)
        self.on_sqlite = own.dialect.name == "sqlite"
        self._one = threading.RLock()
        self._engine = _own_file(Path(str(own.url.database))) if self.on_sqlite else own
        self._untidy = False
        self._many: ExitStack | None = None
        self._shared: Connection | None = None
        if self.on_sqlite:
            own.dispose()
            self._settle()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction. On SQLite only one at a time."""
        with self._one if self.on_sqlite else nullcontext():
            if self._many is None:
                with self._engine.begin() as connection:
                    yield connection
                return
            if self._shared is None:
                self._shared = self._many.enter_context(self._engine.begin())
            with _fenced(self._shared) as connection:
                yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """On SQLite, let all transactions of this thread be one until the end, so that many votes cost one sync to disk.

        All of them are kept when this ends, or none if it ends in a fault. On PostgreSQL each stays its own.
        """
        if not self.on_sqlite:
            yield
            return
        with self._one:
            try:
                with ExitStack() as self._many:
                    yield
            finally:
                self._many = self._shared = None
            self.tidy()

    def moved(self) -> None:
        """Remember that rows came or went, so that on SQLite where they lie tells of it until `tidy`."""
        self._untidy = True

    def tidy(self) -> None:
        """On SQLite, write everything anew in the order of its keys if rows came or went. Freed room goes with it."""
        if self._untidy and self.on_sqlite and self._many is None:
            self._anew(self._vacuum)

    def wipe(self) -> None:
        """Write what is left anew, so that nothing of what was deleted is left in the file of the database.

        When somebody holds on to the tables just then, it is done the next time.
        """
        if self._untidy and self._many is None:
            self._anew(self._vacuum if self.on_sqlite else self._rewrite)

    def close(self) -> None:
        """Let go of the files and connections."""
        self._engine.dispose()

    def _settle(self) -> None:
        """Make the file if there is none, and put in order what a kill may have left."""
        try:
            ballots_metadata.create_all(self._engine)
        except (self._driver.Error, SQLAlchemyError) as fault:
            raise DatabaseUnavailable(type(fault).__name__) from fault
        self._untidy = True
        self.tidy()

    @property
    def _driver(self) -> Any:
        return self._engine.dialect.loaded_dbapi

    def _anew(self, write: Callable[[], None]) -> None:
        try:
            write()
            self._untidy = False
        except (self._driver.Error, SQLAlchemyError) as fault:
            _log.warning("could not tidy the ballots: %s", type(getattr(fault, "orig", None) or fault).__name__)

    def _vacuum(self) -> None:
        with self._one:
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("VACUUM")
            finally:
                raw.close()

    def _rewrite(self) -> None:
        """PostgreSQL keeps deleted rows until it gets round to them, and longer; a truncated table has a new file at once."""
        with self._engine.begin() as connection:
            for statement in _ALONE:
                connection.execute(text(statement))
            for table in (boxes, leaves):
                rows = [row._asdict() for row in connection.execute(select(table).order_by(*table.primary_key))]
                connection.execute(text(f"TRUNCATE {table.name}"))
                if rows:
                    connection.execute(insert(table), rows)


@contextmanager
def _fenced(connection: Connection) -> Iterator[Connection]:
    """A part of a transaction that takes only itself back when it fails."""
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT one_vote")
    try:
        yield connection
    except BaseException:
        cursor.execute("ROLLBACK TO one_vote")
        cursor.execute("RELEASE one_vote")
        raise
    cursor.execute("RELEASE one_vote")


def ballots_file(database: Path) -> Path:
    """The file of the ballots that belong to a SQLite database."""
    return database.with_name(f"{database.stem}.ballots.db")


def _own_file(database: Path) -> Engine:
    file = ballots_file(database)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    arguments = {"timeout": SQLITE_WAIT_SECONDS, "check_same_thread": False}
    engine = create_engine(f"sqlite:///{file}", connect_args=arguments, pool_size=1, max_overflow=0)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _ON_SQLITE:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.connection.cursor().execute("BEGIN IMMEDIATE")
