"""Bringing a database up to date, and telling one that is newer than the code."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0006"
"""The newest step under `migrations/versions`. A test keeps it so."""
KNOWN = ("0001", "0002", "0003", "0004", "0005", HEAD)
_LOCK = 0x43414E4F5059
"""Any number will do, as long as nobody else on this database uses it."""
_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class DatabaseTooNew(Exception):
    """Raised for a database that a newer Canopy has written: this one would not understand it."""


class DatabaseTooOld(Exception):
    """Raised for a database that must be migrated first."""


def version(connection: Connection) -> str | None:
    """The step a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check(connection: Connection) -> None:
    """Raise `DatabaseTooNew` or `DatabaseTooOld` unless the database fits the code."""
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found not in KNOWN:
        raise DatabaseTooNew(found)
    raise DatabaseTooOld(found or "empty")


def _alone(connection: Connection) -> None:
    """Let two who migrate at once go one after the other, and let a migration take as long as it takes."""
    for wish in ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0", f"SELECT pg_advisory_xact_lock({_LOCK})"):
        connection.execute(text(wish))


def upgrade(connection: Connection) -> str:
    """Bring the database to `HEAD`, in the transaction that is open. Returns what was done, in words.

    Raises `DatabaseTooNew`.
    """
    if connection.dialect.name == "postgresql":
        _alone(connection)
    found = version(connection)
    if found == HEAD:
        return f"The database is up to date ({HEAD})."
    if found is not None and found not in KNOWN:
        raise DatabaseTooNew(found)
    from alembic import command  # slow to import, and seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return f"The database was brought from {found or 'empty'} to {HEAD}."
