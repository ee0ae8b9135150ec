"""What every test may ask for."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.databases import Postgres, postgres
from tests.support.stage import Stage, set_stage


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL, started once."""
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of each kind, for one test alone."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres_server")
        with server.fresh() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="canopy-db-") as folder:
        yield f"sqlite:///{folder}/canopy.db"


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """The house on each kind of database, beside a pretend Teams."""
    async with set_stage(database_url) as stage:
        yield stage
