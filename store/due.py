"""What is to be done at a time: one table for all of it, claimed in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete

from store.queries import Query
from store.rows import Collection, in_community
from store.schema import due


def _put(insert_into: Any) -> Any:
    wish = insert_into(due)
    kept = {name: wish.excluded[name] for name in ("at", "detail", "tries", "failed")}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "id"], set_=kept)


_PUT = Query(_put)
_DROP = Query(delete(due).where(in_community(due), due.c.id == bindparam("_id")))


class DueWork(Collection):
    """What one community has on the clock."""

    def put(self, what: str, about: str, at: datetime, detail: str = "") -> None:
        """Put work down for `at` (aware). The same work put down again takes the new time."""
        _PUT.run(
            self.connection,
            self.owned(
                id=due_id(what, about),
                what=what,
                about=about,
                at=round(at.timestamp() * 1000),
                detail=detail or None,
                tries=0,
                failed=False,
            ),
        )

    def drop(self, what: str, about: str) -> None:
        """Take work off the clock."""
        _DROP.run(self.connection, {**self.whose, "_id": due_id(what, about)})


def due_id(what: str, about: str) -> str:
    """One piece of work has one row."""
    return f"{what}:{about}"
