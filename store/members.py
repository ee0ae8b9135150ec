"""Who is in a community, as the roster and their own acts say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from community.people import Member, MemberId, Person, Role, TeamsId
from store.rows import Collection, in_community, insert_into
from store.schema import members

_ONE = select(members).where(in_community(members), members.c.member_id == bindparam("_member"))
_HERE = select(members).where(in_community(members), members.c.here)
_FACILITATORS = _HERE.where(members.c.role == Role.FACILITATOR).order_by(members.c.name)
_LIKE = (
    _HERE.where(func.lower(members.c.name).like(bindparam("_like"), escape="\\"))
    .order_by(members.c.name)
    .limit(bindparam("_limit"))
)
_COUNT = select(func.count()).select_from(members).where(in_community(members), members.c.here)
_LEAVE = (
    update(members)
    .where(in_community(members), members.c.member_id == bindparam("_member"))
    .values(here=False, left_at=bindparam("_now"))
)
_ROLES = update(members).where(in_community(members), members.c.member_id == bindparam("_member")).values(role=bindparam("_role"))


class Members(Collection):
    """The members of one community."""

    def read(self, member: MemberId) -> Member | None:
        """The member, or None for somebody never met."""
        found = self.connection.execute(_ONE, {**self.whose, "_member": member}).first()
        return None if found is None else _member(found)

    def met(self, people: Iterable[Person], role: Role = Role.MEMBER) -> None:
        """Remember people who are here now. Those known keep their role; names and addresses follow Teams."""
        rows = [
            self.owned(member_id=person.id, teams_id=person.teams_id, name=person.name, role=role, here=True, left_at=None)
            for person in people
        ]
        if not rows:
            return
        wish = insert_into(self.connection, members)
        known = ["tenant_id", "community_id", "member_id"]
        kept = {"teams_id": wish.excluded.teams_id, "name": wish.excluded.name, "here": True, "left_at": None}
        self.connection.execute(wish.on_conflict_do_update(index_elements=known, set_=kept), rows)

    def left(self, member: MemberId, now: datetime) -> None:
        """Somebody is not in the team any more. What they wrote stays."""
        self.connection.execute(_LEAVE, {**self.whose, "_member": member, "_now": now})

    def left_unless(self, still_here: set[MemberId], now: datetime) -> None:
        """Everybody but `still_here` is not in the team any more. For use after the whole roster was read."""
        for row in self.connection.execute(_HERE, self.whose).all():
            if row.member_id not in still_here:
                self.left(MemberId(row.member_id), now)

    def facilitators(self) -> list[Member]:
        """Who facilitates and is here, by name."""
        return [_member(row) for row in self.connection.execute(_FACILITATORS, self.whose)]

    def like(self, words: str, limit: int) -> list[Member]:
        """Members here whose name holds `words`, by name."""
        found = self.connection.execute(_LIKE, {**self.whose, "_like": f"%{_escaped(words.lower())}%", "_limit": limit})
        return [_member(row) for row in found]

    def here(self, wanted: Iterable[str]) -> set[MemberId]:
        """Those of `wanted` who are in the team now."""
        asked = list(wanted)
        query = select(members.c.member_id).where(in_community(members), members.c.here, members.c.member_id.in_(asked))
        return {MemberId(row.member_id) for row in self.connection.execute(query, self.whose)}

    def count(self) -> int:
        """How many are here."""
        return self.connection.execute(_COUNT, self.whose).scalar_one()

    def settle_facilitators(self, chosen: frozenset[MemberId]) -> None:
        """Exactly the `chosen` facilitate from now on."""
        for member in self.facilitators():
            if member.id not in chosen:
                self.connection.execute(_ROLES, {**self.whose, "_member": member.id, "_role": Role.MEMBER})
        for member_id in sorted(chosen):
            self.connection.execute(_ROLES, {**self.whose, "_member": member_id, "_role": Role.FACILITATOR})


def _member(row: Row[Any]) -> Member:
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
