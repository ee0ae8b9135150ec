"""A migrated database of each kind, with two communities in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from community.communities import Community
from community.people import CommunityId, MemberId, Person, Role, TeamsId, TenantId
from store.communities import Directory
from store.database import Database
from store.migrating import upgrade
from store.opened import Store
from tests.support.databases import Postgres

TENANT = TenantId("tenant")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
URL = "https://teams.example/"


@dataclass(frozen=True)
class Shelf:
    """An open transaction, and the communities "here" and "there" as its turns see them."""

    connection: Connection
    here: Store
    there: Store


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def bookcase(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of each kind, for all tests that keep nothing in it."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            server: Postgres = request.getfixturevalue("postgres_server")
            url = stack.enter_context(server.fresh())
        else:
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory(prefix='canopy-db-'))}/canopy.db"
        database = Database(url)
        stack.callback(database.close)
        database.run(upgrade)
        yield database


@pytest.fixture
def shelf(bookcase: Database) -> Iterator[Shelf]:
    """Two communities with a facilitator each, in a transaction that is never committed."""
    with bookcase.engine.connect() as connection, connection.begin() as transaction:
        stores = [founded(connection, name) for name in ("here", "there")]
        yield Shelf(connection, *stores)
        transaction.rollback()


def founded(connection: Connection, name: str) -> Store:
    community = Community(
        tenant=TENANT, id=CommunityId(name), home=f"19:{name}", team="19:team", service_url=URL, bot="28:canopy", name=name
    )
    Directory(connection, TENANT).found(community, NOW)
    store = Store(connection, TENANT, community.id, URL)
    store.members.met([Person(id=MemberId("amara"), teams_id=TeamsId("29:amara"), name="Amara")], role=Role.FACILITATOR)
    return store
