"""Statements that are written once: they find the same on every server, and what they cost does not grow with what is stored."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, String, create_engine, insert, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

from community.communities import Community
from community.people import CommunityId, TenantId
from store.communities import Directory
from store.database import Database
from store.opened import Store
from store.queries import Either, Query
from store.schema import asks, postings
from tests.storage.conftest import NOW, URL
from tests.support.databases import Postgres

STORE = Path(__file__).parents[2] / "store"
STORED, OTHERS, WANTED = 20_000, 40, 6
_READ = text("SELECT sum(idx_tup_fetch + seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN ('asks', 'postings')")
_RANGES = {operators.lt, operators.le, operators.gt, operators.ge}
_IN_ANY_ORDER = {"_after": "goes on where the last page ended, in the same order", "_on": "days, which are digits"}


def _queries() -> Iterator[tuple[str, Any]]:
    """Every statement of the store that is written once, as PostgreSQL has it, by its name."""
    for found in pkgutil.walk_packages([str(STORE)], "store."):
        module = importlib.import_module(found.name)
        for name, query in vars(module).items():
            if isinstance(query, Query):
                statement = query._statement.postgresql if isinstance(query._statement, Either) else query._statement
                yield f"{found.name}.{name}", statement(postgresql.insert) if callable(statement) else statement


def test_no_range_is_left_to_a_servers_own_order() -> None:
    """What is looked for between two texts is kept in the letters' order, or what is found depends on the server's locale."""
    ranges = [
        (name, part)
        for name, statement in _queries()
        for part in visitors.iterate(statement)
        if isinstance(part, BinaryExpression) and part.operator in _RANGES and isinstance(part.left.type, String)
    ]
    dialect = create_engine("postgresql+psycopg://").dialect
    by_locale = [
        (name, str(part)) for name, part in ranges if getattr(part.left.type.dialect_impl(dialect), "collation", None) != "C"
    ]

    assert len(ranges) > len(by_locale)
    assert [(name, said) for name, said in by_locale if said.rpartition(":")[2] not in _IN_ANY_ORDER] == []


def _founded(connection: Connection, tenant: str) -> Store:
    """A tenant with a community of its own."""
    community = Community(
        tenant=TenantId(tenant), id=CommunityId(f"community of {tenant}"), home="19:here", team="19:team", service_url=URL,
        bot="28:canopy", name="MCA",
    )  # fmt: skip
    Directory(connection, community.tenant).found(community, NOW)
    return Store(connection, community.tenant, community.id, URL)


def _fill(connection: Connection) -> list[Store]:
    """Many open asks, half of them in the first community, half in all the others."""
    stores = [_founded(connection, f"tenant {number}") for number in range(OTHERS + 1)]
    asked, shown = [], []
    for number in range(STORED):
        store = stores[0] if number % 2 else stores[1 + number // 2 % OTHERS]
        whose = {"tenant_id": store.tenant, "community_id": store.community}
        at, ask = NOW + timedelta(minutes=number), f"{number:05}"
        asked.append(
            {
                **whose, "ask_id": ask, "kind": "visit", "question": "May we come?", "tags": "", "state": "open", "revision": 0,
                "same_here": 0, "answers": 0, "asker_id": "amara", "asked_at": at,
            }
        )  # fmt: skip
        shown.append({**whose, "subject": f"ask:{ask}", "conversation": "19:here", "message": ask, "posted_at": at})
    connection.execute(insert(asks), asked)
    connection.execute(insert(postings), shown)
    connection.execute(text("ANALYZE"))
    return stores


def test_the_newest_few_are_not_looked_for_among_all(postgres_server: Postgres) -> None:
    """Nor when PostgreSQL has got to know the statement in small communities, and could use one plan for all of them."""

    def read_where_there_are_many(connection: Connection) -> int:
        many, *few = _fill(connection)
        for store in few:
            store.asks.open_ones(WANTED)
        before = int(connection.execute(_READ).scalar_one())
        newest = many.asks.open_ones(WANTED)
        assert [int(ask.id) for ask in newest] == [STORED - 1 - 2 * place for place in range(WANTED)]
        return int(connection.execute(_READ).scalar_one()) - before

    with postgres_server.fresh() as url:
        database = Database(url)
        try:
            read = database.run(read_where_there_are_many)
        finally:
            database.close()

    assert 2 * WANTED <= read <= 6 * WANTED
