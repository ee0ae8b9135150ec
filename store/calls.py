"""Who was called on for which ask, once each, and who is to be left in peace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, desc, func, select, update

from community.calls import LEFT_IN_PEACE, Call, CallState, rests
from community.ids import AskId
from community.people import MemberId
from store.given import about_given, given
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import communities
from store.schema_people import calls

_OF_ASK = in_community(calls) & (calls.c.ask_id == bindparam("_ask"))
_MINE = _OF_ASK & (calls.c.member_id == bindparam("_member"))
_ONE = Query(select(calls).where(_MINE))
_CALLS = Query(select(calls).where(_OF_ASK).order_by(calls.c.at, calls.c.member_id))
_SAY = Query(update(calls).where(_MINE).values(state=bindparam("new_state"), at=bindparam("new_at")))
_RECENT = about_given(
    lambda wanted: (
        select(calls)
        .where(in_community(calls), calls.c.member_id.in_(select(wanted.c.value)), calls.c.at > bindparam("_since"))
        .order_by(desc(calls.c.at))
    )
)
_ALONE = Query(select(communities.c.community_id).where(in_community(communities)).with_for_update(key_share=True))
_COUNT = Query(select(func.count()).select_from(calls).where(in_community(calls), calls.c.at >= bindparam("_since")))
_FORGET = Query(delete(calls).where(_OF_ASK))


def _call(insert_into: Any) -> Any:
    return insert_into(calls).on_conflict_do_nothing()


_CALL = Query(_call)


class Calls(Collection):
    """The calls of one community."""

    def alone(self) -> None:
        """Others of this community who would call on somebody wait for this turn: two asks do not choose the same person."""
        _ALONE.first(self.connection, self.whose)

    def add(self, ask: AskId, member: MemberId, now: datetime, state: CallState = CallState.CALLED) -> bool:
        """Call on somebody for an ask. False when they were before: nobody is, twice for one ask."""
        return _CALL.run(self.connection, self.owned(ask_id=ask, member_id=member, at=now, state=state)) == 1

    def read(self, ask: AskId, member: MemberId) -> Call | None:
        """The call to somebody for an ask, or None."""
        found = _ONE.first(self.connection, {**self.whose, "_ask": ask, "_member": member})
        return None if found is None else _read(found)

    def say(self, ask: AskId, member: MemberId, state: CallState, now: datetime) -> bool:
        """Keep what somebody said to a call. False when there was none."""
        values = {"_ask": ask, "_member": member, "new_state": state, "new_at": now}
        return _SAY.run(self.connection, {**self.whose, **values}) == 1

    def of(self, ask: AskId) -> list[Call]:
        """Everybody who was called on for an ask, in that order."""
        return [_read(row) for row in _CALLS.all(self.connection, {**self.whose, "_ask": ask})]

    def recent(self, people: Iterable[MemberId], now: datetime) -> dict[MemberId, list[Call]]:
        """The calls to each of `people` that may still count against another, the latest first; none for who has none."""
        found: dict[MemberId, list[Call]] = {}
        for row in _RECENT.all(self.connection, {**self.whose, **given(people), "_since": now - LEFT_IN_PEACE}):
            found.setdefault(MemberId(row.member_id), []).append(_read(row))
        return found

    def resting(self, people: Iterable[MemberId], now: datetime) -> set[MemberId]:
        """Those of `people` who are not to be called on now: they were lately, or said “not now”."""
        recent = self.recent(people, now)
        return {member for member, made in recent.items() if any(rests(call, now) for call in made)}

    def count_since(self, moment: datetime) -> int:
        """How many calls were made since `moment`. Grows with them: for reports."""
        return int(_COUNT.value(self.connection, {**self.whose, "_since": moment}))

    def forget(self, ask: AskId) -> None:
        """Keep nothing of who was called on for an ask."""
        _FORGET.run(self.connection, {**self.whose, "_ask": ask})


def _read(row: Any) -> Call:
    return Call.model_construct(ask=AskId(row.ask_id), member=MemberId(row.member_id), at=row.at, state=CallState(row.state))
