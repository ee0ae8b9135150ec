"""A database comes from one version of Canopy to the next, and never from a later one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from store import migrating
from store.columns import metadata
from store.database import Database
from store.schema_ballots import ballots_metadata
from tests.support.databases import Postgres

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
        expected: Any = [metadata] if connection.dialect.name == "sqlite" else [metadata, ballots_metadata]
        return list(compare_metadata(MigrationContext.configure(connection), expected))

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


def test_two_who_migrate_at_once_go_one_after_the_other(postgres_server: Postgres) -> None:
    """Several replicas may run the command in the same moment: one does it, the others find it done."""
    with postgres_server.fresh(migrated=False) as url:
        databases = [Database(url) for _ in range(4)]
        with ThreadPoolExecutor(4) as replicas:
            said = list(replicas.map(lambda database: database.run(migrating.upgrade), databases))
        for database in databases:
            database.close()

    assert sum("was brought from empty" in one for one in said) == 1
    assert sum("up to date" in one for one in said) == 3


def test_a_migration_may_take_its_time(postgres_server: Postgres) -> None:
    """A turn's time limits do not cut off a migration of a big table; afterwards they are in force again."""
    with postgres_server.fresh(migrated=False) as url:
        database = Database(url)

        def limits(connection: Connection) -> list[object]:
            names = ("statement_timeout", "lock_timeout")
            return [connection.execute(text(f"SHOW {name}")).scalar() for name in names]

        def migrate(connection: Connection) -> list[object]:
            migrating.upgrade(connection)
            return limits(connection)

        assert database.run(migrate) == ["0", "0"]
        assert database.run(limits) == ["3500ms", "2500ms"]
        database.close()
