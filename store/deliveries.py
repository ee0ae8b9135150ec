"""The outbox as the courier sees it: across communities, claimed once, and settled when Teams has answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, func, select, update

from community.communities import CommunityState
from community.people import MemberId, TenantId
from store.outbox import CAREFUL, Delivery, Kind, State, delivery
from store.rows import insert_into
from store.schema import chats, communities, leases, outbox, silences

_HERE = (outbox.c.tenant_id == bindparam("_tenant")) & (outbox.c.community_id == bindparam("_community"))
_ROW = _HERE & (outbox.c.id == bindparam("_id"))
_SILENT = exists().where(silences.c.tenant_id == outbox.c.tenant_id, silences.c.conversation == outbox.c.place)
_AWAKE = (outbox.c.community_id == "") | exists().where(
    communities.c.tenant_id == outbox.c.tenant_id,
    communities.c.community_id == outbox.c.community_id,
    communities.c.state == CommunityState.ACTIVE,
)
_DUE = (
    select(outbox)
    .where(outbox.c.state == State.PENDING, outbox.c.due_at <= bindparam("_now"), ~_SILENT, _AWAKE)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("_limit"))
)
_NEXT = select(func.min(outbox.c.due_at)).where(outbox.c.state == State.PENDING, outbox.c.due_at > bindparam("_now"))
_CLAIM = (
    update(outbox)
    .where(_ROW, outbox.c.state == State.PENDING)
    .values(state=State.SENDING, courier=bindparam("_courier"), newer=0)
)
_DONE = delete(outbox).where(_ROW, outbox.c.newer == 0)
_DROP = delete(outbox).where(_ROW)
_LATER = update(outbox).where(_ROW).values(state=State.PENDING, due_at=bindparam("_due"), tries=bindparam("_tries"), courier=None)
_SETTLE = update(outbox).where(_ROW).values(state=bindparam("_state"), reason=bindparam("_reason"), courier=None)
_ORPHANS = select(outbox).where(outbox.c.state == State.SENDING, outbox.c.courier != bindparam("_courier"))
_UNTOLD = (
    select(outbox.c.tenant_id, outbox.c.community_id)
    .where(outbox.c.state == State.UNCONFIRMED, ~outbox.c.told, outbox.c.kind != Kind.WHISPER)
    .distinct()
    .limit(50)
)
_TOLD = update(outbox).where(_HERE, outbox.c.state == State.UNCONFIRMED).values(told=True)
_COUNTS = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_UNDERWAY = select(func.count()).select_from(outbox).where(
    _HERE, outbox.c.subject == bindparam("_subject"), outbox.c.kind.in_(list(CAREFUL)),
    outbox.c.state.in_([State.PENDING, State.SENDING]),
)  # fmt: skip
_HOLD = (
    update(outbox)
    .where(outbox.c.tenant_id == bindparam("_tenant"), outbox.c.place == bindparam("_place"), outbox.c.state == State.PENDING)
    .values(state=State.HELD)
)
_RELEASE = (
    update(outbox)
    .where(outbox.c.tenant_id == bindparam("_tenant"), outbox.c.place == bindparam("_place"), outbox.c.state == State.HELD)
    .values(state=State.PENDING)
)
_STALE = select(outbox).where(
    outbox.c.state.in_([State.HELD, State.FAILED]), outbox.c.written_at < bindparam("_before")
).limit(bindparam("_limit"))  # fmt: skip
_CHAT = select(chats.c.conversation, chats.c.service_url).where(
    chats.c.tenant_id == bindparam("_tenant"), chats.c.member_id == bindparam("_member")
)
_WAKE = delete(silences).where(silences.c.tenant_id == bindparam("_tenant"), silences.c.conversation == bindparam("_place"))


def _where(row: Delivery) -> dict[str, str]:
    return {"_tenant": row.tenant, "_community": row.community, "_id": row.id}


def due(connection: Connection, now: int, limit: int) -> list[Delivery]:
    """Up to `limit` deliveries that could be made now, oldest first; `now` in milliseconds."""
    return [delivery(row) for row in connection.execute(_DUE, {"_now": now, "_limit": limit})]


def next_due(connection: Connection, now: int) -> int | None:
    """When the next delivery after `now` falls due, in milliseconds, or None."""
    return connection.execute(_NEXT, {"_now": now}).scalar()


def claim(connection: Connection, rows: Iterable[Delivery], courier: str) -> list[Delivery]:
    """Take deliveries for this courier. Returns those that nobody else took first."""
    return [row for row in rows if connection.execute(_CLAIM, {**_where(row), "_courier": courier}).rowcount == 1]


def done(connection: Connection, row: Delivery, due_again: int) -> None:
    """The delivery was made. When something newer was wished meanwhile, it is due again at `due_again`."""
    if connection.execute(_DONE, _where(row)).rowcount == 0:
        connection.execute(_LATER, {**_where(row), "_due": due_again, "_tries": 0})


def later(connection: Connection, row: Delivery, due_again: int, *, tries: int) -> None:
    """The delivery was certainly not made: try again at `due_again` (milliseconds)."""
    connection.execute(_LATER, {**_where(row), "_due": due_again, "_tries": tries})


def settle(connection: Connection, row: Delivery, state: State, reason: str) -> None:
    """The delivery stays as it is, for people to see: unconfirmed, held or failed."""
    connection.execute(_SETTLE, {**_where(row), "_state": state, "_reason": reason[:200]})


def drop(connection: Connection, row: Delivery) -> None:
    """There is nothing to say any more."""
    connection.execute(_DROP, _where(row))


def orphans(connection: Connection, courier: str) -> list[Delivery]:
    """Deliveries claimed by couriers that are gone. Call only while holding the lease."""
    return [delivery(row) for row in connection.execute(_ORPHANS, {"_courier": courier})]


def untold(connection: Connection) -> list[tuple[str, str]]:
    """(tenant, community) pairs with something unconfirmed that no facilitator was told of; marks them told."""
    found = [(row.tenant_id, row.community_id) for row in connection.execute(_UNTOLD)]
    for tenant, community in found:
        connection.execute(_TOLD, {"_tenant": tenant, "_community": community})
    return found


def post_under_way(connection: Connection, row: Delivery) -> bool:
    """True while the message that `row` would edit is itself still to be posted."""
    wanted = {"_tenant": row.tenant, "_community": row.community, "_subject": row.subject}
    return connection.execute(_UNDERWAY, wanted).scalar_one() > 0


def counts(connection: Connection) -> dict[str, int]:
    """How many deliveries are in each state."""
    return {row[0]: row[1] for row in connection.execute(_COUNTS)}


def silence(connection: Connection, tenant: str, place: str, reason: str, now: datetime) -> None:
    """Teams does not let Canopy speak there. What waits for that place is held."""
    wish = insert_into(connection, silences)
    row = {"tenant_id": tenant, "conversation": place, "since": now, "reason": reason[:200]}
    connection.execute(wish.on_conflict_do_nothing(), row)
    connection.execute(_HOLD, {"_tenant": tenant, "_place": place})


def wake(connection: Connection, tenant: str, place: str) -> bool:
    """Somebody spoke there: what was held may be said. Returns True when the place had been silent."""
    wanted = {"_tenant": tenant, "_place": place}
    if connection.execute(_WAKE, wanted).rowcount == 0:
        return False
    connection.execute(_RELEASE, wanted)
    return True


def sweep(connection: Connection, before: datetime, limit: int = 200) -> int:
    """Forget held and failed deliveries written before `before`. Returns how many."""
    old = [delivery(row) for row in connection.execute(_STALE, {"_before": before, "_limit": limit})]
    for row in old:
        drop(connection, row)
    return len(old)


def chat_with(connection: Connection, tenant: str, member: str) -> str | None:
    """The 1:1 conversation with a member, if there is one."""
    found = connection.execute(_CHAT, {"_tenant": tenant, "_member": member}).first()
    return None if found is None else str(found.conversation)


def keep_chat(connection: Connection, tenant: TenantId, member: MemberId, conversation: str, service_url: str) -> None:
    """The 1:1 conversation with a member is this one."""
    wish = insert_into(connection, chats)
    row = {"tenant_id": tenant, "member_id": member, "conversation": conversation, "service_url": service_url}
    kept = {"conversation": wish.excluded.conversation, "service_url": wish.excluded.service_url}
    connection.execute(wish.on_conflict_do_update(index_elements=["tenant_id", "member_id"], set_=kept), row)


def lease(connection: Connection, name: str, holder: str, *, now: int, until: int) -> bool:
    """Take or keep the lease `name` until `until` (milliseconds). False while somebody else holds it."""
    wish = insert_into(connection, leases)
    taken = wish.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": wish.excluded.holder, "until": wish.excluded.until},
        where=(leases.c.holder == holder) | (leases.c.until < now),
    ).returning(leases.c.name)
    return connection.execute(taken, {"name": name, "holder": holder, "until": until}).first() is not None


def let_lease_go(connection: Connection, name: str, holder: str) -> None:
    """Give the lease back, so that another replica need not wait for it."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
