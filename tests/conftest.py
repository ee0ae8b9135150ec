"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import trustme

from tests.support.databases import Postgres, SqliteFiles, postgres
from tests.support.stage import Stage, set_stage


@pytest.fixture(scope="session", autouse=True)
def _few_authorities() -> Iterator[None]:
    """Trust one unknown authority in place of the machine's hundreds, which take longer to read than a scenario to play.

    What tests do trust, they name with `CANOPY_CA_FILE`.
    """
    before = os.environ.get("SSL_CERT_FILE")
    with trustme.CA().cert_pem.tempfile() as file:
        os.environ["SSL_CERT_FILE"] = file
        yield
    if before is None:
        del os.environ["SSL_CERT_FILE"]
    else:
        os.environ["SSL_CERT_FILE"] = before


@pytest.fixture(scope="session")
def sqlite_files() -> Iterator[SqliteFiles]:
    """A migrated SQLite database, made once."""
    with tempfile.TemporaryDirectory(prefix="canopy-template-") as folder:
        yield SqliteFiles(Path(folder))


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
        with server.clean() as url:
            yield url
        return
    files: SqliteFiles = request.getfixturevalue("sqlite_files")
    with files.fresh() as url:
        yield url


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """The house on each kind of database, beside a pretend Teams."""
    async with set_stage(database_url) as stage:
        yield stage


def pytest_collection_finish() -> None:
    """What was read stays until the end: nobody has to look through it for what is not needed any more, again and again."""
    gc.collect()
    gc.freeze()
