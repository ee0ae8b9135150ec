"""A database comes from one version of Canopy to the next, and never from a later one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from store import migrating
from store.database import Database
from store.schema import metadata

VERSIONS = Path(migrating.__file__).resolve().parent.parent / "migrations" / "versions"


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    """A database of each kind, brought up to date."""
    database = Database(database_url)
    database.run(migrating.upgrade)
    yield database
    database.close()


def test_the_migrations_make_the_schema(migrated: Database) -> None:
    """What the migrations make is what the code expects, to the column."""

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert migrated.run(differences) == []


def test_bringing_it_up_to_date_twice_changes_nothing(migrated: Database) -> None:
    """A second start finds nothing to do, and says so."""
    assert "up to date" in migrated.run(migrating.upgrade)


def test_head_is_the_newest_step() -> None:
    """The code knows every step there is."""
    steps = sorted(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    assert steps[-1] == migrating.HEAD
    assert tuple(steps) == tuple(sorted(migrating.KNOWN))


def test_a_database_from_the_future_is_left_alone(migrated: Database) -> None:
    """An older Canopy does not touch what a newer one wrote."""

    def from_the_future(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    migrated.run(from_the_future)
    with pytest.raises(migrating.DatabaseTooNew):
        migrated.run(migrating.upgrade)
    with pytest.raises(migrating.DatabaseTooNew):
        migrated.run(migrating.check)
