"""What is to be done at a time: one table for all of it, claimed in the database.

A piece of work is taken off the table in the transaction that does it: whatever is killed, it is either done or still there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from community.communities import CommunityState
from community.people import CommunityId, TenantId
from community.times import milliseconds
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import communities, due

RHYTHM = "rhythm"
"""The work that keeps something up that is repeated."""
LAUNCHES = ".launch"
"""How work is called that begins something new: it waits while a community is dormant. What is open still closes."""

_ROW = in_community(due) & (due.c.id == bindparam("_id"))
_SAME = _ROW & (due.c.at == bindparam("_at")) & (due.c.tries == bindparam("_tries"))
"""The row as it was seen: not one that was put down again, or taken by another replica, meanwhile."""
_ITS_COMMUNITY = (communities.c.tenant_id == due.c.tenant_id) & (communities.c.community_id == due.c.community_id)
_MAY_BE_DONE = ~due.c.failed & or_(
    communities.c.state == CommunityState.ACTIVE, (due.c.what != RHYTHM) & ~due.c.what.like(f"%{LAUNCHES}")
)


def _put(insert_into: Any) -> Any:
    wish = insert_into(due)
    kept = {name: wish.excluded[name] for name in ("at", "planned", "detail", "tries", "failed")}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "id"], set_=kept)


_PUT = Query(_put)
_DROP = Query(delete(due).where(_ROW))
_FIRST = Query(
    select(due, communities.c.service_url)
    .join(communities, _ITS_COMMUNITY)
    .where(due.c.at <= bindparam("_now"), _MAY_BE_DONE)
    .order_by(due.c.at)
    .limit(1)
    .with_for_update(of=due, skip_locked=True)
)
_NEXT_AT = Query(select(func.min(due.c.at)).join_from(due, communities, _ITS_COMMUNITY).where(_MAY_BE_DONE))
_PUT_OFF = Query(update(due).where(_SAME).values(at=bindparam("new_at"), tries=due.c.tries + 1, failed=bindparam("new_failed")))
_ABOUT = Query(
    select(due.c.about).where(in_community(due), due.c.what == bindparam("_what")).order_by(due.c.at).limit(bindparam("_limit"))
)
_LET_GO = Query(delete(due).where(_SAME))
_TRY_AGAIN = Query(update(due).where(due.c.failed).values(failed=False, tries=0))


class DueWork(Collection):
    """What one community has on the clock."""

    def put(self, what: str, about: str, at: datetime, detail: str = "") -> None:
        """Put work down for `at` (aware). The same work put down again takes the new time."""
        moment = milliseconds(at)
        _PUT.run(
            self.connection,
            self.owned(
                id=due_id(what, about),
                what=what,
                about=about,
                at=moment,
                planned=moment,
                detail=detail or None,
                tries=0,
                failed=False,
            ),
        )

    def drop(self, what: str, about: str) -> None:
        """Take work off the clock."""
        _DROP.run(self.connection, {**self.whose, "_id": due_id(what, about)})

    def about(self, what: str, limit: int) -> list[str]:
        """What such work is to be done about, the soonest first. For rare acts: it looks at all there is on the clock."""
        return [row.about for row in _ABOUT.all(self.connection, {**self.whose, "_what": what, "_limit": limit})]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A piece of work whose time has come."""

    tenant: TenantId
    community: CommunityId
    service_url: str
    what: str
    about: str
    detail: str
    planned: datetime
    """When it was to be done."""
    at: int
    """When it was to be tried next, in milliseconds."""
    tries: int

    @property
    def _seen(self) -> dict[str, Any]:
        return {
            "_tenant": self.tenant, "_community": self.community, "_id": due_id(self.what, self.about),
            "_at": self.at, "_tries": self.tries,
        }  # fmt: skip


def claim(connection: Connection, now: datetime) -> DueRow | None:
    """Take what is due longest off the clock, for this transaction to do. None when nothing is, or others have it in hand."""
    row = _FIRST.first(connection, {"_now": milliseconds(now)})
    if row is None:
        return None
    found = DueRow(
        tenant=TenantId(row.tenant_id),
        community=CommunityId(row.community_id),
        service_url=row.service_url,
        what=row.what,
        about=row.about,
        detail=row.detail or "",
        planned=datetime.fromtimestamp(row.planned / 1000, UTC),
        at=row.at,
        tries=row.tries,
    )
    _LET_GO.run(connection, found._seen)
    return found


def next_at(connection: Connection) -> int | None:
    """When something is to be done next, in milliseconds; it may be in the past while another replica has it in hand."""
    at: int | None = _NEXT_AT.value(connection, {})
    return at


def put_off(connection: Connection, row: DueRow, until: datetime, *, failed: bool) -> None:
    """Try work again at `until` (aware), or with `failed` no more. Nothing happens when it was changed or taken meanwhile."""
    _PUT_OFF.run(connection, {**row._seen, "new_at": milliseconds(until), "new_failed": failed})


def let_go(connection: Connection, row: DueRow) -> None:
    """Take work off the clock that need not be done. Nothing happens when it was changed or taken meanwhile."""
    _LET_GO.run(connection, row._seen)


def try_again(connection: Connection) -> int:
    """Give work that was given up another chance. Returns how much there was."""
    return _TRY_AGAIN.run(connection, {})


def due_id(what: str, about: str) -> str:
    """One piece of work has one row."""
    return f"{what}:{about}"
