"""What Canopy will say outside its answer: written in the turn's own transaction, delivered later by the courier."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, insert, select, update

from community.people import CommunityId, TenantId
from community.times import milliseconds
from store.queries import Query
from store.rows import Collection, in_community, literally, one_of
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
    REPLACE = "replace"
    """Put what `body` holds in place of the message it names. Safe to repeat."""
    UPLOAD = "upload"
    """Put a file where `body` says, and show it in the chat. Safe to repeat. `body` goes as soon as something came of it."""


ROSTER_ID = f"{Kind.ROSTER}:roster"
"""The one delivery that reads who is in a community."""
CAREFUL = frozenset({Kind.POST, Kind.THREAD, Kind.WHISPER})
"""Teams has no key to tell a repeated message from a new one, so these are sent at most once."""

SILENT = frozenset({Kind.UNSEAL, Kind.UPLOAD})
"""What says nothing to Teams, so that none of Teams' limits counts for it."""


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


_UNCONFIRMED = Query(
    select(outbox)
    .where(in_community(outbox), outbox.c.state == State.UNCONFIRMED)
    .order_by(outbox.c.id)
    .limit(bindparam("_limit"))
)
_AGAIN = Query(
    update(outbox)
    .where(in_community(outbox), outbox.c.id == bindparam("_id"), outbox.c.state == State.UNCONFIRMED)
    .values(state=State.PENDING, due_at=bindparam("_due"), courier=None, tries=0, told=False)
)
_DROP = Query(delete(outbox).where(in_community(outbox), outbox.c.id == bindparam("_id"), outbox.c.state == State.UNCONFIRMED))
_SETTLED = Query(
    delete(outbox).where(in_community(outbox), outbox.c.subject == bindparam("_subject"), outbox.c.state == State.UNCONFIRMED)
)
_FORGET = Query(
    delete(outbox).where(in_community(outbox), outbox.c.body.contains(bindparam("_words")), outbox.c.state != State.SENDING)
)

_SAY = Query(insert(outbox))


_BENEATH = Query(
    select(outbox.c.subject)
    .where(
        in_community(outbox), one_of(outbox.c.kind, *sorted(CAREFUL)), one_of(outbox.c.state, State.PENDING, State.SENDING),
        outbox.c.subject.like(bindparam("_like"), escape="\\"),
    )
    .limit(bindparam("_limit"))
)  # fmt: skip


def _freshen(insert_into: Any) -> Any:
    wish = insert_into(outbox)
    keys = ["tenant_id", "community_id", "id"]
    given_up = one_of(outbox.c.state, State.HELD, State.FAILED)
    kept = {
        "newer": outbox.c.newer + 1,
        "state": case((given_up, State.PENDING.value), else_=outbox.c.state),
        "due_at": case((given_up, wish.excluded.due_at), else_=outbox.c.due_at),
        "tries": case((given_up, 0), else_=outbox.c.tries),
        "written_at": wish.excluded.written_at,
    }
    return wish.on_conflict_do_update(index_elements=keys, set_=kept)


_FRESHEN = Query(_freshen)


class Outbox(Collection):
    """What one community is still to be told, through the Teams service at `service_url`."""

    def __init__(self, connection: Connection, tenant: TenantId, community: CommunityId, service_url: str = "") -> None:
        super().__init__(connection, tenant, community)
        self.service_url = service_url

    def say(self, kind: Kind, place: str, now: datetime, *, subject: str = "", body: str | None = None) -> None:
        """Write one delivery. With `subject` it is drawn when it is sent; with `body` (JSON) it is said as it stands."""
        new_id = f"{milliseconds(now):012x}{next(_counter) & 0xFFFFFF:06x}{secrets.token_hex(6)}"
        _SAY.run(self.connection, {**self._row(new_id, kind, subject, place, now), "body": body})

    def freshen(self, kind: Kind, subject: str, place: str, now: datetime) -> None:
        """Do something that only the newest state matters for. Many wishes before it is done become one."""
        _FRESHEN.run(self.connection, self._row(f"{kind}:{subject}", kind, subject, place, now))

    def _row(self, new_id: str, kind: Kind, subject: str, place: str, now: datetime) -> Mapping[str, Any]:
        """A delivery that is due at once, and that nobody has tried."""
        return self.owned(
            id=new_id, kind=kind, subject=subject, place=place, service_url=self.service_url, body=None, state=State.PENDING,
            due_at=milliseconds(now), tries=0, newer=0, courier=None, reason=None, told=False, written_at=now,
        )  # fmt: skip

    def unconfirmed(self, limit: int = 20) -> list[Delivery]:
        """What may or may not have been said, oldest first."""
        return [delivery(row) for row in _UNCONFIRMED.all(self.connection, {**self.whose, "_limit": limit})]

    def again(self, delivery_id: str, now: datetime) -> bool:
        """Send an unconfirmed delivery after all. False when it was settled before."""
        return _AGAIN.run(self.connection, {**self.whose, "_id": delivery_id, "_due": milliseconds(now)}) == 1

    def drop(self, delivery_id: str) -> bool:
        """Leave an unconfirmed delivery as it is. False when it was settled before."""
        return _DROP.run(self.connection, {**self.whose, "_id": delivery_id}) == 1

    def beneath(self, subject: str, limit: int) -> list[str]:
        """Subjects that begin with `subject/` and are to be posted, or are being posted."""
        wanted = {"_like": f"{literally(subject)}/%", "_limit": limit}
        return [row.subject for row in _BENEATH.all(self.connection, {**self.whose, **wanted})]

    def arrived(self, subject: str) -> None:
        """What shows `subject` turned out to be there: nothing about it is unconfirmed any more."""
        _SETTLED.run(self.connection, {**self.whose, "_subject": subject})

    def forget(self, words: str) -> None:
        """Do not say what quotes `words` and was not said yet, or may not have been."""
        _FORGET.run(self.connection, {**self.whose, "_words": words})


def delivery(row: Any) -> Delivery:
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
