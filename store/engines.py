"""Engines that keep what they say: SQLite in WAL with full syncs, PostgreSQL with time-outs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_WAIT_SECONDS = 2.5
POSTGRES_OPTIONS = "-c statement_timeout=3500 -c lock_timeout=2500 -c idle_in_transaction_session_timeout=15000"
POSTGRES_WIRE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
"""A server that is gone without a word is noticed in about ten seconds, not in a quarter of an hour."""
POSTGRES_THREADS = 6


def create_engine_for(url: str) -> Engine:
    """An engine that keeps what it says: SQLite in WAL with full syncs and foreign keys, PostgreSQL with time-outs.

    Raises `ValueError` for a database that Canopy does not run on.
    """
    try:
        parsed = make_url(url)
    except (ValueError, SQLAlchemyError):  # what is wrong with it may be next to a password, so it is not repeated
        raise ValueError("not a database URL, such as postgresql://user:password@host/name or sqlite:///path") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("a database in memory would forget everything; name a file")
        parsed = parsed.set(drivername="sqlite")
        engine = create_engine(parsed, connect_args={"timeout": SQLITE_WAIT_SECONDS, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        options = {"connect_timeout": 3, "options": POSTGRES_OPTIONS, **POSTGRES_WIRE}
        pool = {"pool_size": POSTGRES_THREADS, "max_overflow": 2, "pool_recycle": 1800}
        # With hstore, each new connection would begin by asking whether the server has it.
        return create_engine(parsed, **pool, use_native_hstore=False, connect_args=options)
    raise ValueError(f"Canopy runs on sqlite and postgresql, not on {backend}")


class Renewal:
    """Has the connections of an engine replaced, each when it is next asked for, once the database was lost.

    A pool that is disposed of lets go of what is in use at that moment: when it comes back, nobody closes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._times_lost = 0
        event.listen(engine, "connect", self._made)
        event.listen(engine, "checkout", self._asked_for)

    def begin(self) -> None:
        """Trust no connection that was made before now."""
        self._times_lost += 1

    def _made(self, _connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info["times lost"] = self._times_lost

    def _asked_for(self, _connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
        if entry.info["times lost"] != self._times_lost:
            raise DisconnectionError("made before the database was lost")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.connection.cursor().execute("BEGIN IMMEDIATE")
