"""Who launched what where."""

from __future__ import annotations

from sqlalchemy import bindparam, literal, select

from community.people import MemberId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_activities import polls

_IN = Query(
    select(literal(1))
    .where(in_community(polls), polls.c.thread == bindparam("_thread"), polls.c.launcher_id == bindparam("_member"))
    .limit(1)
)


class Launches(Collection):
    """The launches of one community."""

    def poll_in(self, thread: str, member: MemberId) -> bool:
        """Whether this member has launched a poll into a thread. Looks through all polls: for what happens seldom."""
        return _IN.first(self.connection, {**self.whose, "_thread": thread, "_member": member}) is not None
