"""Libraries as the librarian sees them: which to look at, and in which to follow what was changed by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, bindparam, func, select, update

from community.communities import CommunityState
from community.people import CommunityId, TenantId
from community.shared_files import LibraryState
from store.libraries import CLAIMED_MILLISECONDS, state_of
from store.queries import Query
from store.rows import in_community
from store.schema import communities
from store.schema_library import libraries

_HERE = in_community(libraries)
_AWAKE = (
    (communities.c.tenant_id == libraries.c.tenant_id)
    & (communities.c.community_id == libraries.c.community_id)
    & (communities.c.state == CommunityState.ACTIVE)
)


def _due(at: Column[Any]) -> tuple[Query, Query, Query]:
    """Which are due, when the next is, and what puts one off."""
    return (
        Query(
            select(libraries, communities.c.service_url, communities.c.team_id, communities.c.home)
            .join(communities, _AWAKE)
            .where(at <= bindparam("_now"))
            .order_by(at, libraries.c.community_id)
            .limit(bindparam("_limit"))
        ),
        Query(select(func.min(at)).join_from(libraries, communities, _AWAKE).where(at.is_not(None))),
        Query(update(libraries).where(_HERE).values({at.name: bindparam("new_at")})),
    )


_LOOKS, _NEXT_LOOK, _LOOK_AT = _due(libraries.c.look_at)
_CHANGES, _NEXT_CHANGES, _CHANGES_AT = _due(libraries.c.changes_at)
_KEEP_LINK = Query(
    update(libraries)
    .where(_HERE, libraries.c.changes_at.is_not(None))
    .values(link=bindparam("new_link"), changes_at=bindparam("new_at"))
)


class LibraryRow(NamedTuple):
    """A library, as the librarian sees it."""

    tenant: TenantId
    community: CommunityId
    service_url: str
    team: str | None
    """The team's thread id."""
    home: str
    """The channel."""
    group: str
    """The team's Entra group, for Graph; empty while it is not known."""
    state: LibraryState | None
    link: str


def claim_looks(connection: Connection, now: int, limit: int) -> list[LibraryRow]:
    """Libraries to find out about. What was found is kept with `Libraries.keep`; `look_later` is for when nothing was.

    `now` is in milliseconds. They are due again in five minutes if neither happens. Dormant communities wait.
    """
    return _claim(connection, _LOOKS, _LOOK_AT, {"_now": now, "_limit": limit})


def claim_changes(connection: Connection, now: int, limit: int) -> list[LibraryRow]:
    """Libraries in which to follow what changed. `keep_link` says how far that went, and when to go on; else as `claim_looks`."""
    return _claim(connection, _CHANGES, _CHANGES_AT, {"_now": now, "_limit": limit})


def next_due(connection: Connection) -> int | None:
    """When the next look or the next following is due, in milliseconds; None when nothing is."""
    found = [query.value(connection, {}) for query in (_NEXT_LOOK, _NEXT_CHANGES)]
    return min((int(at) for at in found if at is not None), default=None)


def look_later(connection: Connection, row: LibraryRow, at: int) -> None:
    """Look again at `at` (milliseconds)."""
    _LOOK_AT.run(connection, {**_its(row), "new_at": at})


def follow_later(connection: Connection, row: LibraryRow, at: int) -> None:
    """Follow the changes again at `at` (milliseconds), from where they were followed to."""
    _CHANGES_AT.run(connection, {**_its(row), "new_at": at})


def keep_link(connection: Connection, row: LibraryRow, link: str, at: int) -> None:
    """The changes were followed up to `link`, and all of them kept; go on from there at `at` (milliseconds)."""
    _KEEP_LINK.run(connection, {**_its(row), "new_link": link, "new_at": at})


def _claim(connection: Connection, which: Query, put: Query, wanted: dict[str, int]) -> list[LibraryRow]:
    found = [_library(row) for row in which.all(connection, wanted)]
    for row in found:
        again = wanted["_now"] + CLAIMED_MILLISECONDS
        put.run(connection, {**_its(row), "new_at": again})
    return found


def _library(row: Any) -> LibraryRow:
    return LibraryRow(
        TenantId(row.tenant_id), CommunityId(row.community_id), row.service_url, row.team_id, row.home, row.group_id,
        state_of(row), row.link,
    )  # fmt: skip


def _its(row: LibraryRow) -> dict[str, str]:
    return {"_tenant": row.tenant, "_community": row.community}
