"""Who accepted which version of the memorandum and when, who has not, and who was reminded."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, desc, exists, func, select, tuple_

from community.memoranda import Acceptance
from community.people import Member, MemberId, Role, TeamsId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_people import acceptances, memorandum_nudges

After = tuple[datetime, MemberId]
"""Where a page ended: `accepted_at` and `member` of its last acceptance."""
AfterName = tuple[str, MemberId]
"""Where a page by name ended: name and id of its last member."""

_OF_MEMBER = and_(
    members.c.tenant_id == acceptances.c.tenant_id,
    members.c.community_id == acceptances.c.community_id,
    members.c.member_id == acceptances.c.member_id,
)
_WITH_NAMES = select(acceptances, members.c.name).outerjoin(members, _OF_MEMBER).where(in_community(acceptances))
_VERSION = acceptances.c.version == bindparam("_version")
_MINE = acceptances.c.member_id == bindparam("_member")
_ONE = Query(_WITH_NAMES.where(_VERSION, _MINE))
_NEWEST_VERSION = Query(select(func.max(acceptances.c.version)).where(in_community(acceptances), _MINE))
_listed = (
    _WITH_NAMES.where(_VERSION)
    .order_by(desc(acceptances.c.accepted_at), desc(acceptances.c.member_id))
    .limit(bindparam("_limit"))
)
_behind = tuple_(acceptances.c.accepted_at, acceptances.c.member_id) < tuple_(
    bindparam("_at", type_=acceptances.c.accepted_at.type), bindparam("_behind")
)
_LIST, _LIST_BEHIND = Query(_listed), Query(_listed.where(_behind))

_HERE = in_community(members) & members.c.here
_ACCEPTED = exists().where(_OF_MEMBER, _VERSION)
_NUDGED = exists().where(
    memorandum_nudges.c.tenant_id == members.c.tenant_id,
    memorandum_nudges.c.community_id == members.c.community_id,
    memorandum_nudges.c.member_id == members.c.member_id,
    memorandum_nudges.c.version == bindparam("_version"),
)
_BY_NAME = (members.c.name, members.c.member_id)
_COUNT = Query(select(func.count()).select_from(members).where(_HERE, _ACCEPTED))
_OUTSTANDING = select(members).where(_HERE, ~_ACCEPTED).order_by(*_BY_NAME).limit(bindparam("_limit"))
_behind_name = tuple_(*_BY_NAME) > tuple_(bindparam("_name"), bindparam("_behind"))
_WAITED_FOR, _WAITED_FOR_BEHIND = Query(_OUTSTANDING), Query(_OUTSTANDING.where(_behind_name))
_TO_NUDGE = Query(_OUTSTANDING.where(~_NUDGED))

_theirs = acceptances.alias("theirs")
_latest = (
    select(func.max(_theirs.c.version))
    .where(
        _theirs.c.tenant_id == members.c.tenant_id,
        _theirs.c.community_id == members.c.community_id,
        _theirs.c.member_id == members.c.member_id,
    )
    .correlate(members)
    .scalar_subquery()
)
_OVERVIEW = (
    select(members.c.member_id, members.c.name, acceptances.c.version, acceptances.c.accepted_at)
    .select_from(members)
    .outerjoin(acceptances, _OF_MEMBER & (acceptances.c.version == _latest))
    .where(_HERE)
    .order_by(*_BY_NAME)
    .limit(bindparam("_limit"))
)
_EVERYBODY, _EVERYBODY_BEHIND = Query(_OVERVIEW), Query(_OVERVIEW.where(_behind_name))


def _accept(insert_into: Any) -> Any:
    return insert_into(acceptances).on_conflict_do_nothing()


def _nudge(insert_into: Any) -> Any:
    return insert_into(memorandum_nudges).on_conflict_do_nothing()


_ACCEPT, _NUDGE = Query(_accept), Query(_nudge)


class Standing(NamedTuple):
    """The newest version that a member who is here accepted, and when; None for none."""

    member: MemberId
    name: str
    version: int | None
    accepted_at: datetime | None


class Acceptances(Collection):
    """What the members of one community accepted."""

    def accept(self, version: int, member: MemberId, now: datetime) -> bool:
        """A member accepts a version. True the first time; said again, the first time stands."""
        return _ACCEPT.run(self.connection, self.owned(version=version, member_id=member, accepted_at=now)) == 1

    def newest_of(self, member: MemberId) -> int | None:
        """The newest version a member accepted, or None: what `check_agreed` asks for."""
        found: int | None = _NEWEST_VERSION.value(self.connection, {**self.whose, "_member": member})
        return found

    def read(self, version: int, member: MemberId) -> Acceptance | None:
        """A member's acceptance of a version, or None."""
        found = _ONE.first(self.connection, {**self.whose, "_version": version, "_member": member})
        return None if found is None else _acceptance(found)

    def of(self, version: int, limit: int, after: After | None = None) -> list[Acceptance]:
        """Who accepted a version, newest first, behind `after`; those who have left since are among them."""
        wanted = {**self.whose, "_version": version, "_limit": limit}
        if after is None:
            return [_acceptance(row) for row in _LIST.all(self.connection, wanted)]
        return [_acceptance(row) for row in _LIST_BEHIND.all(self.connection, {**wanted, "_at": after[0], "_behind": after[1]})]

    def count(self, version: int) -> int:
        """How many who are here accepted a version. Grows with the members."""
        return int(_COUNT.value(self.connection, {**self.whose, "_version": version}))

    def everybody(self, limit: int, after: AfterName | None = None) -> list[Standing]:
        """Everybody here with the newest version they accepted, by name, behind `after`."""
        query = _EVERYBODY if after is None else _EVERYBODY_BEHIND
        found = query.all(self.connection, {**self.whose, "_limit": limit, **_after(after)})
        return [Standing(MemberId(row.member_id), row.name, row.version, row.accepted_at) for row in found]

    def outstanding(self, version: int, limit: int, after: AfterName | None = None) -> list[Member]:
        """Who is here and has not accepted a version, by name, behind `after`."""
        query = _WAITED_FOR if after is None else _WAITED_FOR_BEHIND
        found = query.all(self.connection, {**self.whose, "_version": version, "_limit": limit, **_after(after)})
        return [_member(row) for row in found]

    def to_nudge(self, version: int, limit: int) -> list[Member]:
        """Who is here, has not accepted a version, and was not reminded of it, by name."""
        found = _TO_NUDGE.all(self.connection, {**self.whose, "_version": version, "_limit": limit})
        return [_member(row) for row in found]

    def nudge(self, version: int, member: MemberId) -> bool:
        """A member is reminded of a version. False when they were before: nobody is, twice."""
        return _NUDGE.run(self.connection, self.owned(version=version, member_id=member)) == 1


def _after(place: AfterName | None) -> dict[str, str]:
    return {} if place is None else {"_name": place[0], "_behind": place[1]}


def _acceptance(row: Any) -> Acceptance:
    return Acceptance.model_construct(
        version=row.version, member=MemberId(row.member_id), name=row.name or "", accepted_at=row.accepted_at
    )


def _member(row: Any) -> Member:
    return Member.model_construct(
        id=MemberId(row.member_id), teams_id=TeamsId(row.teams_id), name=row.name, role=Role(row.role), here=bool(row.here)
    )
