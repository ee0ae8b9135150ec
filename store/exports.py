"""What exports read that nothing else does."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select

from community.exports import MOST_VOTES, CastVote
from community.ids import PollId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_activities import votes

_CAST = Query(
    select(votes.c.answer, votes.c.voted_at, members.c.name)
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == votes.c.tenant_id,
            members.c.community_id == votes.c.community_id,
            members.c.member_id == votes.c.member_id,
        ),
    )
    .where(in_community(votes), votes.c.poll_id == bindparam("_poll"))
    .order_by(votes.c.voted_at, votes.c.member_id)
    .limit(MOST_VOTES)
)


class Exports(Collection):
    """The rows of one community's exports."""

    def votes(self, poll: PollId) -> list[CastVote]:
        """Who voted what and when in a named poll, in the order of their votes. Grows with the poll."""
        found = _CAST.all(self.connection, {**self.whose, "_poll": poll})
        return [CastVote(row.name or "", row.answer, row.voted_at) for row in found]
