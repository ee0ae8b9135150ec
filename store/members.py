"""Who is in a community, as the roster and their own acts say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update

from community.people import HOSTS, Member, MemberId, Person, Role, TeamsId
from store.queries import Query
from store.rows import Collection, in_community, literally, one_of
from store.schema import members

_ONE = Query(select(members).where(in_community(members), members.c.member_id == bindparam("_member")))
_HERE = select(members).where(in_community(members), members.c.here)
_ALL_HERE = Query(_HERE)
_CALLED = Query(
    select(members)
    .where(in_community(members), or_(members.c.member_id == bindparam("_member"), members.c.teams_id == bindparam("_member")))
    .limit(1)
)
_EVER_GIVEN = Query(select(members).where(in_community(members), members.c.role != Role.MEMBER))
_GIVEN = _HERE.where(members.c.role != Role.MEMBER).order_by(members.c.name, members.c.member_id)
_WITH_ROLES = Query(_GIVEN)
_WITH_ROLES_LOCKED = Query(_GIVEN.with_for_update(of=members))
_FACILITATORS = Query(_HERE.where(one_of(members.c.role, *sorted(HOSTS))).order_by(members.c.name))
_LIKE = Query(
    _HERE.where(func.lower(members.c.name).like(bindparam("_like"), escape="\\"))
    .order_by(members.c.name)
    .limit(bindparam("_limit"))
)
_COUNT = Query(select(func.count()).select_from(members).where(in_community(members), members.c.here))
VOTES = ~one_of(members.c.role, Role.EXPERT, Role.SPONSOR)
"""Who takes part in polls."""
_COUNT_VOTERS = Query(select(func.count()).select_from(members).where(in_community(members), members.c.here, VOTES))
_LEAVE = Query(
    update(members)
    .where(in_community(members), or_(members.c.member_id == bindparam("_member"), members.c.teams_id == bindparam("_member")))
    .values(here=False, left_at=bindparam("_now"))
)
_ROLES = Query(
    update(members).where(in_community(members), members.c.member_id == bindparam("_member")).values(role=bindparam("_role"))
)


def _meet(insert_into: Any) -> Any:
    wish = insert_into(members)
    told = {name: case((wish.excluded[name] == "", members.c[name]), else_=wish.excluded[name]) for name in ("teams_id", "name")}
    kept = {**told, "here": True, "left_at": None}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "member_id"], set_=kept)


_MEET = Query(_meet)


class Members(Collection):
    """The members of one community."""

    def read(self, member: MemberId) -> Member | None:
        """The member, or None for somebody never met."""
        found = _ONE.first(self.connection, {**self.whose, "_member": member})
        return None if found is None else _member(found)

    def called(self, name: str) -> Member | None:
        """The member with this member id, or whom Teams calls so; None for somebody never met."""
        found = _CALLED.first(self.connection, {**self.whose, "_member": name})
        return None if found is None else _member(found)

    def met(self, people: Iterable[Person], role: Role = Role.MEMBER) -> None:
        """Remember people who are here now. Those known keep their role; names and addresses follow Teams where it tells them."""
        rows = [
            self.owned(member_id=person.id, teams_id=person.teams_id, name=person.name, role=role, here=True, left_at=None)
            for person in sorted(people, key=lambda person: person.id)  # one order for all, so that no two wait for each other
        ]
        if not rows:
            return
        _MEET.run_each(self.connection, rows)

    def left(self, member: MemberId, now: datetime) -> None:
        """Somebody, by member id or as Teams calls them, is not in the team any more. What they wrote stays."""
        _LEAVE.run(self.connection, {**self.whose, "_member": member, "_now": now})

    def left_unless(self, still_here: set[MemberId], now: datetime) -> None:
        """Everybody but `still_here` is not in the team any more. For use after the whole roster was read."""
        for row in _ALL_HERE.all(self.connection, self.whose):
            if row.member_id not in still_here:
                self.left(MemberId(row.member_id), now)

    def facilitators(self) -> list[Member]:
        """Who facilitates and is here, by name, co-facilitators too."""
        return [_member(row) for row in _FACILITATORS.all(self.connection, self.whose)]

    def like(self, words: str, limit: int) -> list[Member]:
        """Members here whose name holds `words`, by name."""
        found = _LIKE.all(self.connection, {**self.whose, "_like": f"%{literally(words.lower())}%", "_limit": limit})
        return [_member(row) for row in found]

    def askable(self, wanted: Iterable[str]) -> set[MemberId]:
        """Those of `wanted` who are in the team now and may be asked: all but sponsors."""
        found = (self.read(MemberId(member)) for member in wanted)
        return {member.id for member in found if member is not None and member.here and member.role is not Role.SPONSOR}

    def count_voters(self) -> int:
        """How many are here who may vote."""
        return int(_COUNT_VOTERS.value(self.connection, self.whose))

    def count(self) -> int:
        """How many are here."""
        return int(_COUNT.value(self.connection, self.whose))

    def with_roles(self, *, to_change: bool = False) -> list[Member]:
        """Who is here and more than a member, by name. With `to_change`, others who would change it wait for this turn."""
        found = (_WITH_ROLES_LOCKED if to_change else _WITH_ROLES).all(self.connection, self.whose)
        return [_member(row) for row in found]

    def leading(self) -> list[Member]:
        """Who leads and is here, by name: the facilitators without their co-facilitators."""
        return [member for member in self.facilitators() if member.leads]

    def settle_roles(self, settled: Mapping[MemberId, Role]) -> None:
        """Exactly these have a role from now on; who has left has none either, should they come back."""
        for member in map(_member, _EVER_GIVEN.all(self.connection, self.whose)):
            if member.id not in settled:
                self.give_role(member.id, Role.MEMBER)
        for member_id in sorted(settled):
            self.give_role(member_id, settled[member_id])

    def give_role(self, member: MemberId, role: Role) -> None:
        """Somebody has this role from now on."""
        _ROLES.run(self.connection, {**self.whose, "_member": member, "_role": role})


def _member(row: Any) -> Member:
    return Member.model_construct(
        id=MemberId(row.member_id),
        teams_id=TeamsId(row.teams_id),
        name=row.name,
        role=Role(row.role),
        here=bool(row.here),
    )
