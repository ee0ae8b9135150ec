"""The outbox as the courier sees it: across communities, claimed once, and settled when Teams has answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, exists, func, select, update

from community.communities import CommunityState
from store.outbox import CAREFUL, ROSTER_ID, SILENT, Delivery, Kind, State, delivery
from store.queries import Query
from store.rows import one_of
from store.schema import communities, outbox, postings, silences

_HERE = (outbox.c.tenant_id == bindparam("_tenant")) & (outbox.c.community_id == bindparam("_community"))
_ROW = _HERE & (outbox.c.id == bindparam("_id"))
_SILENT = exists().where(silences.c.tenant_id == outbox.c.tenant_id, silences.c.conversation == outbox.c.place)
_AWAKE = (outbox.c.community_id == "") | exists().where(
    communities.c.tenant_id == outbox.c.tenant_id,
    communities.c.community_id == outbox.c.community_id,
    communities.c.state == CommunityState.ACTIVE,
)
_roster = outbox.alias("roster")
_ROSTER_FIRST = (
    (outbox.c.kind == Kind.WHISPER)
    & (outbox.c.subject != "")
    & exists().where(
        _roster.c.tenant_id == outbox.c.tenant_id,
        _roster.c.community_id == outbox.c.community_id,
        _roster.c.id == ROSTER_ID,
        one_of(_roster.c.state, State.PENDING, State.SENDING),
    )
)
"""What is drawn for one member waits for the roster: it brings the member's address and the community's name."""
_DUE = Query(
    select(outbox)
    .where(outbox.c.state == State.PENDING, outbox.c.due_at <= bindparam("_now"), ~_SILENT,
           _AWAKE | one_of(outbox.c.kind, *sorted(SILENT)), ~_ROSTER_FIRST)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("_limit"))
    .with_for_update(of=outbox, skip_locked=True)
)  # fmt: skip
_NEXT = Query(select(func.min(outbox.c.due_at)).where(outbox.c.state == State.PENDING, outbox.c.due_at > bindparam("_now")))
_CLAIM = Query(
    update(outbox)
    .where(_ROW, outbox.c.state == State.PENDING)
    .values(state=State.SENDING, courier=bindparam("_courier"), newer=0)
)
_DONE = Query(delete(outbox).where(_ROW, outbox.c.newer == 0))
_DROP = Query(delete(outbox).where(_ROW))
_LATER = Query(
    update(outbox).where(_ROW).values(state=State.PENDING, due_at=bindparam("_due"), tries=bindparam("_tries"), courier=None)
)
_SETTLE = Query(update(outbox).where(_ROW).values(
    state=bindparam("_state"), reason=bindparam("_reason"), courier=None,
    body=case((outbox.c.kind == Kind.UPLOAD, None), else_=outbox.c.body),
))  # fmt: skip
_CLAIMED_BY = Query(select(outbox).where(outbox.c.state == State.SENDING, outbox.c.courier == bindparam("_courier")))
_ORPHANS = Query(select(outbox).where(outbox.c.state == State.SENDING, outbox.c.courier != bindparam("_courier")))
_UNTOLD = Query(
    select(outbox.c.tenant_id, outbox.c.community_id)
    .where(outbox.c.state == State.UNCONFIRMED, ~outbox.c.told, outbox.c.kind != Kind.WHISPER)
    .distinct()
    .limit(50)
)
_TOLD = Query(update(outbox).where(_HERE, outbox.c.state == State.UNCONFIRMED).values(told=True))
_COUNTS = Query(select(outbox.c.state, func.count()).group_by(outbox.c.state))
_UNDERWAY = Query(select(func.count()).select_from(outbox).where(
    _HERE, outbox.c.subject == bindparam("_subject"), one_of(outbox.c.kind, *sorted(CAREFUL)),
    one_of(outbox.c.state, State.PENDING, State.SENDING), ~_SILENT,
))  # fmt: skip
_HOLD = Query(
    update(outbox)
    .where(outbox.c.tenant_id == bindparam("_tenant"), outbox.c.place == bindparam("_place"), outbox.c.state == State.PENDING)
    .values(state=State.HELD)
)
_RELEASE = Query(
    update(outbox)
    .where(outbox.c.tenant_id == bindparam("_tenant"), outbox.c.place == bindparam("_place"), outbox.c.state == State.HELD)
    .values(state=State.PENDING)
)
_RELEASE_EDITS = Query(
    update(outbox)
    .where(
        outbox.c.tenant_id == bindparam("_tenant"),
        outbox.c.kind == Kind.REFRESH,
        outbox.c.state == State.HELD,
        exists().where(
            postings.c.tenant_id == outbox.c.tenant_id,
            postings.c.community_id == outbox.c.community_id,
            postings.c.subject == outbox.c.subject,
            postings.c.conversation == bindparam("_place"),
        ),
    )
    .values(state=State.PENDING)
)
_SILENT_IN = Query(
    select(silences.c.conversation).where(
        silences.c.tenant_id == bindparam("_tenant"),
        (silences.c.conversation == bindparam("_home"))
        | (func.substr(silences.c.conversation, 1, bindparam("_length")) == bindparam("_thread")),
    )
)
_STALE = Query(select(outbox).where(
    outbox.c.written_at < bindparam("_before"),
    one_of(outbox.c.state, State.HELD, State.FAILED)
    | ((outbox.c.state == State.PENDING) & (_SILENT | ~_AWAKE) & (outbox.c.kind != Kind.UNSEAL))
    | ((outbox.c.state == State.UNCONFIRMED) & (outbox.c.community_id == "")),
).limit(bindparam("_limit")))  # fmt: skip
_WAKE = Query(
    delete(silences).where(silences.c.tenant_id == bindparam("_tenant"), silences.c.conversation == bindparam("_place"))
)


def _silence(insert_into: Any) -> Any:
    return insert_into(silences).on_conflict_do_nothing()


_SILENCE = Query(_silence)


def _where(row: Delivery) -> dict[str, str]:
    return {"_tenant": row.tenant, "_community": row.community, "_id": row.id}


def due(connection: Connection, now: int, limit: int) -> list[Delivery]:
    """Up to `limit` deliveries that could be made now, oldest first; `now` in milliseconds.

    What a turn is writing at this moment is left for the next time.
    """
    return [delivery(row) for row in _DUE.all(connection, {"_now": now, "_limit": limit})]


def next_due(connection: Connection, now: int) -> int | None:
    """When the next delivery after `now` falls due, in milliseconds, or None."""
    found: int | None = _NEXT.value(connection, {"_now": now})
    return found


def claim(connection: Connection, rows: Iterable[Delivery], courier: str) -> list[Delivery]:
    """Take deliveries for this courier. Returns those that nobody else took first."""
    return [row for row in rows if _CLAIM.run(connection, {**_where(row), "_courier": courier}) == 1]


def done(connection: Connection, row: Delivery, due_again: int) -> None:
    """The delivery was made. When something newer was wished meanwhile, it is due again at `due_again`."""
    if _DONE.run(connection, _where(row)) == 0:
        _LATER.run(connection, {**_where(row), "_due": due_again, "_tries": 0})


def later(connection: Connection, row: Delivery, due_again: int, *, tries: int) -> None:
    """The delivery was certainly not made: try again at `due_again` (milliseconds)."""
    _LATER.run(connection, {**_where(row), "_due": due_again, "_tries": tries})


def settle(connection: Connection, row: Delivery, state: State, reason: str) -> None:
    """The delivery stays as it is, for people to see: unconfirmed, held or failed."""
    _SETTLE.run(connection, {**_where(row), "_state": state, "_reason": reason[:200]})


def drop(connection: Connection, row: Delivery) -> None:
    """There is nothing to say any more."""
    _DROP.run(connection, _where(row))


def orphans(connection: Connection, courier: str) -> list[Delivery]:
    """Deliveries claimed by couriers that are gone. Call only while holding the lease."""
    return [delivery(row) for row in _ORPHANS.all(connection, {"_courier": courier})]


def claimed_by(connection: Connection, courier: str) -> list[Delivery]:
    """Deliveries that this courier has claimed."""
    return [delivery(row) for row in _CLAIMED_BY.all(connection, {"_courier": courier})]


def untold(connection: Connection) -> list[tuple[str, str]]:
    """(tenant, community) pairs with something unconfirmed that no facilitator was told of; marks them told."""
    found = [(row.tenant_id, row.community_id) for row in _UNTOLD.all(connection, {})]
    for tenant, community in found:
        _TOLD.run(connection, {"_tenant": tenant, "_community": community})
    return found


def post_under_way(connection: Connection, row: Delivery) -> bool:
    """True while the message that `row` would edit is itself still to be posted.

    What waits for a silent place does not count: it is drawn when that wakes.
    """
    wanted = {"_tenant": row.tenant, "_community": row.community, "_subject": row.subject}
    return bool(_UNDERWAY.value(connection, wanted))


def counts(connection: Connection) -> dict[str, int]:
    """How many deliveries are in each state."""
    return {row[0]: row[1] for row in _COUNTS.all(connection, {})}


def silence(connection: Connection, tenant: str, place: str, reason: str, now: datetime) -> None:
    """Teams does not let Canopy speak there. What waits for that place is held."""
    _SILENCE.run(connection, {"tenant_id": tenant, "conversation": place, "since": now, "reason": reason[:200]})
    _HOLD.run(connection, {"_tenant": tenant, "_place": place})


def wake(connection: Connection, tenant: str, place: str) -> bool:
    """Somebody spoke there: what was held may be said. Returns True when the place had been silent."""
    wanted = {"_tenant": tenant, "_place": place}
    if _WAKE.run(connection, wanted) == 0:
        return False
    _RELEASE.run(connection, wanted)
    _RELEASE_EDITS.run(connection, wanted)
    return True


def wake_channel(connection: Connection, tenant: str, home: str) -> None:
    """Canopy may speak in a channel or group chat again, in all its threads."""
    thread = f"{home};"
    for row in _SILENT_IN.all(connection, {"_tenant": tenant, "_home": home, "_thread": thread, "_length": len(thread)}):
        wake(connection, tenant, row.conversation)


def sweep(connection: Connection, before: datetime, limit: int = 200) -> int:
    """Forget what was written before `before` and will not be said: held, failed, for a silent place or a community that is gone.

    Returns how many.
    """
    old = [delivery(row) for row in _STALE.all(connection, {"_before": before, "_limit": limit})]
    for row in old:
        drop(connection, row)
    return len(old)
