"""Who has not answered a poll, and whom a reminder could not reach."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func, or_, select

from community.ids import PollId
from community.people import MemberId
from store.members import VOTES
from store.outbox import Kind, State
from store.queries import Query
from store.rows import Collection, in_community, one_of
from store.schema import members, outbox, silences
from store.schema_activities import votes

_VOTED = exists().where(
    votes.c.tenant_id == members.c.tenant_id,
    votes.c.community_id == members.c.community_id,
    votes.c.poll_id == bindparam("_poll"),
    votes.c.member_id == members.c.member_id,
)
_SILENT = exists().where(silences.c.tenant_id == members.c.tenant_id, silences.c.conversation == members.c.member_id)
_GIVEN_UP = exists().where(
    outbox.c.tenant_id == members.c.tenant_id,
    outbox.c.community_id == members.c.community_id,
    outbox.c.kind == Kind.WHISPER,
    outbox.c.subject == bindparam("_subject"),
    outbox.c.place == members.c.member_id,
    one_of(outbox.c.state, State.HELD, State.FAILED),
)
_WAITING = and_(in_community(members), members.c.here, VOTES, ~_VOTED)
_NEXT = Query(
    select(members.c.member_id, _SILENT.label("silent"))
    .where(_WAITING, members.c.member_id > bindparam("_after"))
    .order_by(members.c.member_id)
    .limit(bindparam("_limit"))
)
_COUNT = Query(select(func.count()).select_from(members).where(_WAITING))
_UNREACHED = Query(select(func.count()).select_from(members).where(_WAITING, or_(_SILENT, _GIVEN_UP)))


class Waiting(NamedTuple):
    """Somebody who has no vote. To whom Teams lets Canopy say nothing in 1:1 is `silent`."""

    member: MemberId
    silent: bool


class Reminders(Collection):
    """The reminders of one community."""

    def waiting(self, poll: PollId, after: str, limit: int) -> list[Waiting]:
        """Members here with an id behind `after` who have no vote in a named poll, by id; of an anonymous one everybody."""
        found = _NEXT.all(self.connection, {**self.whose, "_poll": poll, "_after": after, "_limit": limit})
        return [Waiting(MemberId(row.member_id), bool(row.silent)) for row in found]

    def count_waiting(self, poll: PollId) -> int:
        """How many members here have no vote in a named poll."""
        return int(_COUNT.value(self.connection, {**self.whose, "_poll": poll}))

    def unreached(self, poll: PollId, subject: str) -> int:
        """How many of those who have no vote in a named poll Teams does not let Canopy tell `subject` in 1:1."""
        return int(_UNREACHED.value(self.connection, {**self.whose, "_poll": poll, "_subject": subject}))
