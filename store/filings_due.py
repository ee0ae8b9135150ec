"""Filings as the librarian sees them: across communities, those whose time has come first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from community.communities import CommunityState
from community.people import CommunityId, TenantId
from store.filings import CHANGING, Filing, columns, filing_of
from store.queries import Query
from store.rows import in_community
from store.schema import communities
from store.schema_library import filings, libraries

_ONE = in_community(filings) & (filings.c.filing_id == bindparam("_filing"))
_AWAKE = (
    (communities.c.tenant_id == filings.c.tenant_id)
    & (communities.c.community_id == filings.c.community_id)
    & (communities.c.state == CommunityState.ACTIVE)
)
_DUE = Query(
    select(filings, communities.c.service_url, communities.c.team_id, communities.c.home, libraries.c.group_id)
    .join(communities, _AWAKE)
    .outerjoin(libraries, (libraries.c.tenant_id == filings.c.tenant_id) & (libraries.c.community_id == filings.c.community_id))
    .where(filings.c.due_at <= bindparam("_now"))
    .order_by(filings.c.due_at, filings.c.filing_id)
    .limit(bindparam("_limit"))
)
_NEXT = Query(select(func.min(filings.c.due_at)).join_from(filings, communities, _AWAKE).where(filings.c.due_at.is_not(None)))
_KEEP = Query(update(filings).where(_ONE).values({column: bindparam(f"new_{column}") for column in CHANGING}))
_PUT_OFF = Query(
    update(filings).where(_ONE, filings.c.due_at.is_not(None)).values(due_at=bindparam("new_due"), tries=filings.c.tries + 1)
)
_PAUSE = Query(
    update(filings)
    .where(filings.c.tenant_id == bindparam("_tenant"), filings.c.due_at < bindparam("_until"))
    .values(due_at=bindparam("new_due"))
)
_LEFT = Query(select(filings.c.filing_id))


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing, and where it belongs."""

    tenant: TenantId
    community: CommunityId
    service_url: str
    team: str | None
    """The team's thread id."""
    home: str
    """The channel."""
    group: str
    """The team's Entra group, for Graph; empty while it is not known."""
    filing: Filing

    def with_(self, **changes: Any) -> FilingRow:
        """The same, with changes to the filing."""
        return replace(self, filing=replace(self.filing, **changes))

    @property
    def its(self) -> dict[str, str]:
        """The parameters of a query about it."""
        return {"_tenant": self.tenant, "_community": self.community, "_filing": self.filing.id}


def claim_due(connection: Connection, now: int, limit: int) -> list[FilingRow]:
    """Filings whose time has come, the longest due first. Call only while holding the librarian's lease.

    `now` is in milliseconds. Those of a dormant community wait for it.
    """
    found = _DUE.all(connection, {"_now": now, "_limit": limit})
    return [
        FilingRow(
            TenantId(row.tenant_id), CommunityId(row.community_id), row.service_url, row.team_id, row.home,
            row.group_id or "", filing_of(row),
        )
        for row in found
    ]  # fmt: skip


def next_due(connection: Connection) -> int | None:
    """When the next filing goes on, in milliseconds; None when none waits."""
    found = _NEXT.value(connection, {})
    return None if found is None else int(found)


def keep(connection: Connection, row: FilingRow) -> bool:
    """Keep what changed of a filing, before the call that it guards. False when it was ended meanwhile: do not go on."""
    changes = {f"new_{name}": value for name, value in columns(row.filing).items()}
    return _KEEP.run(connection, {**row.its, **changes}) == 1


def put_off(connection: Connection, row: FilingRow, until: int) -> None:
    """Try the same step again at `until` (milliseconds), and count that it was tried. What rests, rests."""
    _PUT_OFF.run(connection, {**row.its, "new_due": until})


def pause(connection: Connection, tenant: TenantId, until: int) -> int:
    """Let everything of a tenant wait until then, as its service asked. Counts as no try. Returns how many wait longer for it."""
    return _PAUSE.run(connection, {"_tenant": tenant, "_until": until, "new_due": until})


def under_way(connection: Connection) -> set[str]:
    """The ids of all filings that have not ended: what is on disk for others may be swept."""
    return {row.filing_id for row in _LEFT.all(connection, {})}
