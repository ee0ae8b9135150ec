"""A database comes from one version of Canopy to the next, and never from a later one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, MetaData, func, inspect, select, text

from store import migrating
from store.columns import metadata
from store.database import Database
from store.schema_ballots import ballots_metadata
from store.schema_library import described
from tests.support.databases import Postgres

VERSIONS = Path(migrating.__file__).resolve().parent.parent / "migrations" / "versions"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/canopy.db"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    with server.fresh(migrated=False) as url:
        yield url


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
        context = MigrationContext.configure(connection, opts={"include_name": described})
        return list(compare_metadata(context, expected))

    assert migrated.run(differences) == []


def test_bringing_it_up_to_date_twice_changes_nothing(migrated: Database) -> None:
    """A second start finds nothing to do, and says so."""
    assert "up to date" in migrated.run(migrating.upgrade)


def _up_to(step: str) -> Callable[[Connection], None]:
    """What brings a database to an older step."""

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(VERSIONS.parent))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, step)

    return upgrade


def _found(connection: Connection) -> MetaData:
    """The tables of a database, without those that SQLite makes for its own search."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: described(name, "table", {}))
    return found


def _one_row_in_each(connection: Connection) -> None:
    """One row in every table, each belonging to the one before it."""
    found = _found(connection)
    for table in found.sorted_tables:
        if table.name != "alembic_version":
            row = {column.name: _something(column) for column in table.columns}
            connection.execute(table.insert(), row)


def _something(column: Column[Any]) -> object:
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, LargeBinary):
        return b"same"
    return 1 if isinstance(column.type, Integer) else "same"


def _counts(connection: Connection) -> dict[str, int]:
    found = _found(connection)
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in found.sorted_tables
        if table.name != "alembic_version"
    }


@pytest.mark.parametrize("step", migrating.KNOWN[:-1])
def test_nothing_is_lost_on_the_way(empty_url: str, step: str) -> None:
    """Whoever updates Canopy finds everything again: every row of every table of every earlier version."""
    database = Database(empty_url)
    try:
        database.run(_up_to(step))
        database.run(_one_row_in_each)
        before = database.run(_counts)
        database.run(migrating.upgrade)
        after = database.run(_counts)
    finally:
        database.close()

    assert set(before.values()) == {1}
    assert {table: after[table] for table in before if table != "due"} == {table: 1 for table in before if table != "due"}
    begun = (step < "0003") + (step < "0004")
    assert after["due"] == before.get("due", 0) + begun, "and what was asked, or shared with a name, before is to be indexed"
    assert after["welcomes"] == 1, "and who is here already is not welcomed as if they were new"


def test_answers_lie_beside_their_keys(tmp_path: Path) -> None:
    """A card for each press in the tree of keys would make each look at it four times as long. Cards are found by row instead."""
    database = Database(f"sqlite:///{tmp_path}/canopy.db")
    try:
        database.run(_up_to("0004"))
        database.run(_one_row_in_each)
        database.run(migrating.upgrade)
        kept = database.run(lambda connection: connection.execute(text("SELECT rowid, answer FROM inbox")).one())
        indexes = database.run(lambda connection: inspect(connection).get_indexes("inbox"))
    finally:
        database.close()

    assert tuple(kept) == (1, "same")
    assert [index["name"] for index in indexes] == ["ix_inbox_at"]


@pytest.mark.parametrize(("table", "column"), [("postings", "subject"), ("entry_words", "word")])
def test_what_begins_alike_is_together_on_postgresql(postgres_server: Postgres, table: str, column: str) -> None:
    """Whatever the server's own order is: most leave out punctuation, which is what tells a part from its whole."""
    collation = "SELECT collation_name FROM information_schema.columns WHERE table_name = :table AND column_name = :column"
    with postgres_server.fresh() as url:
        database = Database(url)
        found = database.run(lambda connection: connection.execute(text(collation), {"table": table, "column": column}).scalar())
        database.close()

    assert found == "C"


def test_no_table_is_made_anew() -> None:
    """SQLite takes along what refers to a table that is dropped, even when one of the same name comes after it."""
    changing = re.compile(r"batch_op\.(add_column|drop_column|alter_column|\w+_constraint)")
    assert [path.name for path in VERSIONS.glob("*.py") if changing.search(path.read_text("utf-8"))] == []


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
