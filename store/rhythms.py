"""What comes round again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from community.ids import RhythmId
from community.people import MemberId
from community.rhythms import Rhythm, RhythmState
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import rhythms

_RHYTHMS = select(rhythms).where(in_community(rhythms))
_BY_ID = Query(_RHYTHMS.where(rhythms.c.rhythm_id == bindparam("_rhythm")))
_BY_ID_LOCKED = Query(_RHYTHMS.where(rhythms.c.rhythm_id == bindparam("_rhythm")).with_for_update())
_RUNNING = Query(
    _RHYTHMS.where(rhythms.c.state == RhythmState.RUNNING)
    .order_by(rhythms.c.next_at, rhythms.c.rhythm_id)
    .limit(bindparam("_limit"))
)
_COUNT = Query(select(func.count()).select_from(rhythms).where(in_community(rhythms), rhythms.c.state == RhythmState.RUNNING))
_ADD = Query(insert(rhythms))
_SAVE = Query(
    update(rhythms)
    .where(in_community(rhythms), rhythms.c.rhythm_id == bindparam("_rhythm"))
    .values({column: bindparam(f"new_{column}") for column in ("state", "plan", "next_at", "done")})
)


class Rhythms(Collection):
    """What repeats in one community, or waits to be launched once."""

    def add(self, rhythm: Rhythm) -> None:
        """Keep a new rhythm."""
        _ADD.run(self.connection, self.owned(
                rhythm_id=rhythm.id, what=rhythm.what, title=rhythm.title, plan=rhythm.plan, rule=rhythm.rule,
                starts=rhythm.starts.isoformat(), state=rhythm.state, launcher_id=rhythm.launcher, next_at=rhythm.next_at,
                done=_written(rhythm.done),
            ))  # fmt: skip

    def read(self, rhythm: RhythmId, *, to_change: bool = False) -> Rhythm | None:
        """The rhythm, or None. With `to_change`, others who would change it wait for this turn."""
        found = (_BY_ID_LOCKED if to_change else _BY_ID).first(self.connection, {**self.whose, "_rhythm": rhythm})
        return None if found is None else _rhythm(found)

    def save(self, rhythm: Rhythm) -> None:
        """Keep what changed of a rhythm that was read `to_change`."""
        _SAVE.run(self.connection, {
                **self.whose, "_rhythm": rhythm.id, "new_state": rhythm.state, "new_plan": rhythm.plan,
                "new_next_at": rhythm.next_at, "new_done": _written(rhythm.done),
            })  # fmt: skip

    def running(self, limit: int) -> list[Rhythm]:
        """Those that go on, soonest first."""
        return [_rhythm(row) for row in _RUNNING.all(self.connection, {**self.whose, "_limit": limit})]

    def count_running(self) -> int:
        """How many go on."""
        return int(_COUNT.value(self.connection, self.whose))


def _written(wall: datetime | None) -> str | None:
    return None if wall is None else wall.isoformat()


def _rhythm(row: Any) -> Rhythm:
    return Rhythm.model_construct(
        id=RhythmId(row.rhythm_id),
        what=row.what,
        title=row.title,
        plan=row.plan,
        rule=row.rule,
        starts=datetime.fromisoformat(row.starts),
        state=RhythmState(row.state),
        launcher=MemberId(row.launcher_id),
        next_at=row.next_at,
        done=None if row.done is None else datetime.fromisoformat(row.done),
    )
