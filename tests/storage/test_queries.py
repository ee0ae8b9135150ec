"""Statements that are written once: what they cost PostgreSQL does not grow with what is stored."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, insert, text

from community.communities import Community
from community.people import CommunityId, TenantId
from store.communities import Directory
from store.database import Database
from store.opened import Store
from store.schema import asks, postings
from tests.storage.conftest import NOW, URL
from tests.support.databases import Postgres

STORED, OTHERS, WANTED = 20_000, 40, 6
_READ = text("SELECT sum(idx_tup_fetch + seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN ('asks', 'postings')")


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
