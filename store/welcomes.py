"""Who was welcomed, and how far that has come: one row each, so that nobody is welcomed twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, select, update

from community.people import MemberId
from community.welcomes import Welcome, WelcomeState
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_people import welcomes

_MINE = in_community(welcomes) & (welcomes.c.member_id == bindparam("_member"))
_ONE = Query(select(welcomes).where(_MINE))
_ONE_LOCKED = Query(select(welcomes).where(_MINE).with_for_update())
_DUE = Query(
    select(welcomes)
    .join(
        members,
        and_(
            members.c.tenant_id == welcomes.c.tenant_id,
            members.c.community_id == welcomes.c.community_id,
            members.c.member_id == welcomes.c.member_id,
        ),
    )
    .where(in_community(welcomes), welcomes.c.state == WelcomeState.DUE, members.c.here)
    .order_by(welcomes.c.at, welcomes.c.member_id)
    .limit(bindparam("_limit"))
)
_CHANGE = Query(
    update(welcomes)
    .where(_MINE, welcomes.c.state == bindparam("_was"))
    .values(state=bindparam("new_state"), at=bindparam("new_at"))
)
_FORGET = Query(delete(welcomes).where(_MINE))


def _begin(insert_into: Any) -> Any:
    return insert_into(welcomes).on_conflict_do_nothing()


_BEGIN = Query(_begin)


class Welcomes(Collection):
    """The welcomes of one community."""

    def begin(self, people: Iterable[MemberId], now: datetime) -> list[MemberId]:
        """Have those of `people` welcomed who never were, and say who that is. Several turns may do so at once: one counts."""
        new = (member for member in sorted(set(people)) if self._is_new(member, now))
        return list(new)

    def read(self, member: MemberId, *, to_change: bool = False) -> Welcome | None:
        """How far a member's welcome has come; None for somebody never met. With `to_change`, others wait for this turn."""
        found = (_ONE_LOCKED if to_change else _ONE).first(self.connection, {**self.whose, "_member": member})
        return None if found is None else _welcome(found)

    def due(self, limit: int) -> list[Welcome]:
        """Those still to be told whose members are here, the longest due first."""
        return [_welcome(row) for row in _DUE.all(self.connection, {**self.whose, "_limit": limit})]

    def change(self, was: Welcome, now: Welcome) -> bool:
        """Keep a welcome that `was` so. False when another turn changed it meanwhile, or it is the same: nothing happens then."""
        if was == now:
            return False
        changes = {"_member": was.member, "_was": was.state, "new_state": now.state, "new_at": now.at}
        return _CHANGE.run(self.connection, {**self.whose, **changes}) == 1

    def forget(self, member: MemberId) -> bool:
        """Keep nothing of a member's welcome: should they come back, they are new. False when there was none."""
        return _FORGET.run(self.connection, {**self.whose, "_member": member}) == 1

    def _is_new(self, member: MemberId, now: datetime) -> bool:
        return _BEGIN.run(self.connection, self.owned(member_id=member, state=WelcomeState.DUE, at=now)) == 1


def _welcome(row: Any) -> Welcome:
    return Welcome.model_construct(member=MemberId(row.member_id), state=WelcomeState(row.state), at=row.at)
