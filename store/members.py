"""Who is in a community, as the roster and their own acts say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update

from community.people import Member, MemberId, Person, Role, TeamsId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members

_ONE = Query(select(members).where(in_community(members), members.c.member_id == bindparam("_member")))
_HERE = select(members).where(in_community(members), members.c.here)
_ALL_HERE = Query(_HERE)
_CALLED = Query(
    select(members)
    .where(in_community(members), or_(members.c.member_id == bindparam("_member"), members.c.teams_id == bindparam("_member")))
    .limit(1)
)
_EVER_FACILITATORS = Query(select(members).where(in_community(members), members.c.role == Role.FACILITATOR))
_FACILITATORS = Query(_HERE.where(members.c.role == Role.FACILITATOR).order_by(members.c.name))
_LIKE = Query(
    _HERE.where(func.lower(members.c.name).like(bindparam("_like"), escape="\\"))
    .order_by(members.c.name)
    .limit(bindparam("_limit"))
)
_COUNT = Query(select(func.count()).select_from(members).where(in_community(members), members.c.here))
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
        """Who facilitates and is here, by name."""
        return [_member(row) for row in _FACILITATORS.all(self.connection, self.whose)]

    def like(self, words: str, limit: int) -> list[Member]:
        """Members here whose name holds `words`, by name."""
        found = _LIKE.all(self.connection, {**self.whose, "_like": f"%{_escaped(words.lower())}%", "_limit": limit})
        return [_member(row) for row in found]

    def here(self, wanted: Iterable[str]) -> set[MemberId]:
        """Those of `wanted` who are in the team now."""
        found = (self.read(MemberId(member)) for member in wanted)
        return {member.id for member in found if member is not None and member.here}

    def count(self) -> int:
        """How many are here."""
        return int(_COUNT.value(self.connection, self.whose))

    def settle_facilitators(self, chosen: frozenset[MemberId]) -> None:
        """Exactly the `chosen` facilitate from now on; who has left does not either, should they come back."""
        for member in map(_member, _EVER_FACILITATORS.all(self.connection, self.whose)):
            if member.id not in chosen:
                _ROLES.run(self.connection, {**self.whose, "_member": member.id, "_role": Role.MEMBER})
        for member_id in sorted(chosen):
            _ROLES.run(self.connection, {**self.whose, "_member": member_id, "_role": Role.FACILITATOR})


def _member(row: Any) -> Member:
    return Member.model_construct(
        id=MemberId(row.member_id),
        teams_id=TeamsId(row.teams_id),
        name=row.name,
        role=Role(row.role),
        here=bool(row.here),
    )


def _escaped(words: str) -> str:
    """`words` for a LIKE pattern that means just them."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
