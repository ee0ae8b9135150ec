"""Who can help with which topic, and who would like to learn about it.

Counts are kept: the map of a community costs the same however many profiles it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, delete, desc, insert, select

from community.people import MemberId
from community.profiles import Profile
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_people import profile_counts, profile_topics


class Wish(StrEnum):
    """What a topic in a profile means."""

    HELP = "help"
    LEARN = "learn"


Standing = tuple[str, Wish]
"""A topic, and what is wished about it."""

_OF_MEMBER = in_community(profile_topics) & (profile_topics.c.member_id == bindparam("_member"))
_STANDING = Query(select(profile_topics.c.topic, profile_topics.c.wish).where(_OF_MEMBER))
_TAKE_DOWN = Query(delete(profile_topics).where(_OF_MEMBER))
_PUT_UP = Query(insert(profile_topics))
_WHO = Query(
    select(profile_topics.c.member_id)
    .join(
        members,
        and_(
            members.c.tenant_id == profile_topics.c.tenant_id,
            members.c.community_id == profile_topics.c.community_id,
            members.c.member_id == profile_topics.c.member_id,
        ),
    )
    .where(
        in_community(profile_topics),
        profile_topics.c.topic == bindparam("_topic"),
        profile_topics.c.wish == bindparam("_wish"),
        members.c.here,
    )
    .order_by(desc(profile_topics.c.confirmed_at), desc(profile_topics.c.member_id))
    .limit(bindparam("_limit"))
)
_MOST = Query(
    select(profile_counts.c.topic, profile_counts.c.many)
    .where(in_community(profile_counts), profile_counts.c.wish == bindparam("_wish"), profile_counts.c.many > 0)
    .order_by(desc(profile_counts.c.many), profile_counts.c.topic)
    .limit(bindparam("_limit"))
)


def _count(insert_into: Any) -> Any:
    wish = insert_into(profile_counts)
    more = {"many": profile_counts.c.many + wish.excluded.many}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "topic", "wish"], set_=more)


_COUNT = Query(_count)
_NOBODY = Query(
    delete(profile_counts).where(
        in_community(profile_counts),
        profile_counts.c.topic == bindparam("_topic"),
        profile_counts.c.wish == bindparam("_wish"),
        profile_counts.c.many <= 0,
    )
)


def standings(profile: Profile | None) -> set[Standing]:
    """Where a profile stands; nowhere while it was put away."""
    if profile is None or profile.ended_at is not None:
        return set()
    helps = {(topic, Wish.HELP) for topic in profile.can_help}
    return helps | {(topic, Wish.LEARN) for topic in profile.wants_to_learn}


class ProfileTopics(Collection):
    """The topics in the profiles of one community."""

    def move(self, member: MemberId, profile: Profile | None) -> None:
        """Have a member's profile stand where it belongs from now on, and nowhere else; None for one that is gone."""
        mine = {**self.whose, "_member": member}
        before = {(str(row.topic), Wish(row.wish)) for row in _STANDING.all(self.connection, mine)}
        now = standings(profile)
        if before:
            _TAKE_DOWN.run(self.connection, mine)
        if now and profile is not None:
            shared = {"member_id": member, "confirmed_at": profile.confirmed_at}
            _PUT_UP.run_each(self.connection, [self.owned(topic=topic, wish=wish, **shared) for topic, wish in sorted(now)])
        self._count(Counter(now), before)

    def who(self, topic: str, wish: Wish, limit: int) -> list[MemberId]:
        """Members here whose profile says so of a topic, those first who said so last."""
        found = _WHO.all(self.connection, {**self.whose, "_topic": topic, "_wish": wish, "_limit": limit})
        return [MemberId(row.member_id) for row in found]

    def most(self, wish: Wish, limit: int) -> dict[str, int]:
        """The topics with the most profiles that say so, and how many, the most first."""
        found = _MOST.all(self.connection, {**self.whose, "_wish": wish, "_limit": limit})
        return {row.topic: row.many for row in found}

    def _count(self, more: Counter[Standing], fewer: Iterable[Standing]) -> None:
        """Always in the same order, so that two who count at once never wait for each other in a circle."""
        more.subtract(fewer)
        rows = [self.owned(topic=topic, wish=wish, many=change) for (topic, wish), change in sorted(more.items()) if change]
        if rows:
            _COUNT.run_each(self.connection, rows)
        if left := [row for row in rows if row["many"] < 0]:  # words of their own that nobody has in a profile any more
            _NOBODY.run_each(self.connection, [{**self.whose, "_topic": row["topic"], "_wish": row["wish"]} for row in left])
