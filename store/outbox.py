"""What Canopy will say outside its answer: written in the turn's own transaction, delivered later by the courier."""

from __future__ import annotations

import itertools
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from community.people import CommunityId, TenantId
from store.rows import Collection, in_community, insert_into
from store.schema import outbox

_counter = itertools.count()


class Kind(StrEnum):
    """What the courier is to do."""

    POST = "post"
    """Say something new in a conversation. Claimed once, then sent; never sent again by itself."""
    THREAD = "thread"
    """Start a thread in a channel. As careful as a post."""
    WHISPER = "whisper"
    """Say something to one member, in 1:1. As careful as a post."""
    UNSEAL = "unseal"
    """Destroy the key of a matter. Safe to repeat."""
    REFRESH = "refresh"
    """Edit the message that shows a subject. Safe to repeat; only the newest counts."""
    ROSTER = "roster"
    """Read who is in the team. Safe to repeat."""


CAREFUL = frozenset({Kind.POST, Kind.THREAD, Kind.WHISPER})
"""Teams has no key to tell a repeated message from a new one, so these are sent at most once."""


class State(StrEnum):
    """Where a delivery is. A delivery that was done has no row any more."""

    PENDING = "pending"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    FAILED = "failed"


class Delivery(NamedTuple):
    """One thing to say."""

    tenant: str
    community: str
    id: str
    kind: Kind
    subject: str
    place: str
    service_url: str
    body: str | None
    state: State
    due_at: int
    tries: int
    newer: int
    written_at: datetime
    reason: str | None


_UNCONFIRMED = (
    select(outbox)
    .where(in_community(outbox), outbox.c.state == State.UNCONFIRMED)
    .order_by(outbox.c.id)
    .limit(bindparam("_limit"))
)
_AGAIN = (
    update(outbox)
    .where(in_community(outbox), outbox.c.id == bindparam("_id"), outbox.c.state == State.UNCONFIRMED)
    .values(state=State.PENDING, due_at=bindparam("_due"), courier=None, tries=0)
)
_DROP = delete(outbox).where(in_community(outbox), outbox.c.id == bindparam("_id"), outbox.c.state == State.UNCONFIRMED)
_SETTLED = delete(outbox).where(
    in_community(outbox), outbox.c.subject == bindparam("_subject"), outbox.c.state == State.UNCONFIRMED
)
_UNSAID = delete(outbox).where(
    in_community(outbox), outbox.c.subject == bindparam("_subject"), outbox.c.state.in_([State.PENDING, State.HELD])
)


class Outbox(Collection):
    """What one community is still to be told, through the Teams service at `service_url`."""

    def __init__(self, connection: Connection, tenant: TenantId, community: CommunityId, service_url: str = "") -> None:
        super().__init__(connection, tenant, community)
        self.service_url = service_url

    def say(self, kind: Kind, place: str, now: datetime, *, subject: str = "", body: str | None = None) -> None:
        """Write one delivery. With `subject` it is drawn when it is sent; with `body` (JSON) it is said as it stands."""
        due = round(now.timestamp() * 1000)
        new_id = f"{due:012x}{next(_counter) & 0xFFFFFF:06x}{secrets.token_hex(6)}"
        self.connection.execute(
            insert(outbox),
            self.owned(
                id=new_id,
                kind=kind,
                subject=subject,
                place=place,
                service_url=self.service_url,
                body=body,
                state=State.PENDING,
                due_at=due,
                tries=0,
                newer=0,
                written_at=now,
            ),
        )

    def freshen(self, kind: Kind, subject: str, place: str, now: datetime) -> None:
        """Do something that only the newest state matters for. Many wishes before it is done become one."""
        wish = insert_into(self.connection, outbox)
        due = round(now.timestamp() * 1000)
        self.connection.execute(
            wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "id"], set_={"newer": outbox.c.newer + 1}),
            self.owned(
                id=f"{kind}:{subject}",
                kind=kind,
                subject=subject,
                place=place,
                service_url=self.service_url,
                body=None,
                state=State.PENDING,
                due_at=due,
                tries=0,
                newer=0,
                written_at=now,
            ),
        )

    def unconfirmed(self, limit: int = 20) -> list[Delivery]:
        """What may or may not have been said, oldest first."""
        return [delivery(row) for row in self.connection.execute(_UNCONFIRMED, {**self.whose, "_limit": limit})]

    def again(self, delivery_id: str, now: datetime) -> bool:
        """Send an unconfirmed delivery after all. False when it was settled before."""
        due = round(now.timestamp() * 1000)
        return self.connection.execute(_AGAIN, {**self.whose, "_id": delivery_id, "_due": due}).rowcount == 1

    def drop(self, delivery_id: str) -> bool:
        """Leave an unconfirmed delivery as it is. False when it was settled before."""
        return self.connection.execute(_DROP, {**self.whose, "_id": delivery_id}).rowcount == 1

    def arrived(self, subject: str) -> None:
        """What shows `subject` turned out to be there: nothing about it is unconfirmed any more."""
        self.connection.execute(_SETTLED, {**self.whose, "_subject": subject})

    def unsay(self, subject: str) -> None:
        """Do not say what was not said yet about `subject`."""
        self.connection.execute(_UNSAID, {**self.whose, "_subject": subject})


def delivery(row: Row[Any]) -> Delivery:
    """A delivery, from its row."""
    return Delivery(
        row.tenant_id,
        row.community_id,
        row.id,
        Kind(row.kind),
        row.subject,
        row.place,
        row.service_url,
        row.body,
        State(row.state),
        row.due_at,
        row.tries,
        row.newer,
        row.written_at,
        row.reason,
    )
