"""The kinds of check-in that a community made for itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from community.checkin_kinds import CheckinKind
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_activities import checkin_kinds

_ALL = Query(select(checkin_kinds).where(in_community(checkin_kinds)).order_by(checkin_kinds.c.made_at, checkin_kinds.c.kind))
_ADD = Query(insert(checkin_kinds))
_DROP = Query(delete(checkin_kinds).where(in_community(checkin_kinds), checkin_kinds.c.kind == bindparam("_kind")))


class CheckinKinds(Collection):
    """The own kinds of one community."""

    def all(self) -> list[CheckinKind]:
        """Every kind, the oldest first. There are few: a list has to hold them."""
        return [CheckinKind.model_validate_json(row.scale) for row in _ALL.all(self.connection, self.whose)]

    def add(self, kind: CheckinKind, now: datetime) -> None:
        """Keep a new kind."""
        _ADD.run(self.connection, self.owned(
                kind=kind.slug, label=kind.label, question=kind.question, scale=kind.model_dump_json(),
                wellbeing=kind.wellbeing, made_at=now,
            ))  # fmt: skip

    def drop(self, slug: str) -> bool:
        """Delete a kind; its rounds stay. False when it was not there any more."""
        return _DROP.run(self.connection, {**self.whose, "_kind": slug}) == 1
