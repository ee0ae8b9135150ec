"""A look at a library and the following of its changes go on at the same time, and neither undoes what the other kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from community.people import CommunityId
from community.shared_files import Degree, LibraryState
from community.shared_files import Shelf as Folder
from community.times import milliseconds
from store import libraries_due
from store.database import Database
from store.libraries import KeptLibrary
from store.opened import Store
from tests.storage.conftest import NOW, TENANT, URL, founded

AT = milliseconds(NOW)
LATER = AT + 600_000
FILES = LibraryState(degree=Degree.FILES, shelf=Folder(drive="d", folder="f", address="https://x/General"), reads_messages=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with a community whose library was looked at, and whose changes are due."""
    database = Database(database_url)
    database.run(lambda connection: founded(connection, "here").libraries.keep(FILES, NOW))
    yield database
    database.close()


def _store(connection: Connection) -> Store:
    return Store(connection, TENANT, CommunityId("here"), URL)


def _kept(database: Database) -> KeptLibrary:
    kept = database.run(lambda connection: _store(connection).libraries.read())
    assert kept is not None
    return kept


def test_a_look_keeps_how_far_changes_were_followed_meanwhile(database: Database) -> None:
    """What was followed is not told again, and is followed again when that was said, though a look ended at the same moment."""
    [row] = database.run(lambda connection: libraries_due.claim_changes(connection, AT, 9))
    followed, looking = threading.Event(), threading.Event()

    def look() -> None:
        followed.wait(10)
        looking.set()
        database.run(lambda connection: _store(connection).libraries.keep(FILES, NOW))

    def follow(connection: Connection) -> None:
        libraries_due.keep_link(connection, row, "next", LATER)
        followed.set()
        looking.wait(10)
        other.join(0.3)  # the look comes as far as it can while this is not committed yet

    other = threading.Thread(target=look)
    other.start()
    database.run(follow)
    other.join(10)

    assert _kept(database).link == "next"
    assert database.run(lambda connection: libraries_due.claim_changes(connection, LATER - 1, 9)) == []
    assert len(database.run(lambda connection: libraries_due.claim_changes(connection, LATER, 9))) == 1
