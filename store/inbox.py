"""What was handled before, so that the same click has one effect and gets the same answer.

Keys are seals: nobody can read from them who clicked.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from community.people import TenantId
from store.queries import Query
from store.schema import inbox

KEPT_MILLISECONDS = 24 * 60 * 60 * 1000
"""Teams re-sends within seconds; a day leaves room for a queue that was held up."""
MOST_KEYS = 3
"""An act has a name, what its effect would be, and what it would have been a moment ago."""
_SEE = "see "
"""Begins an answer that is kept under another key."""

_SEEN = Query(
    select(inbox.c.answer).where(
        inbox.c.tenant_id == bindparam("_tenant"),
        or_(*(inbox.c.key == bindparam(f"_key_{place}") for place in range(MOST_KEYS))),
    )
)
_KEEP = Query(insert(inbox))
_FORGET = Query(delete(inbox).where(inbox.c.tenant_id == bindparam("_tenant"), inbox.c.answer.contains(bindparam("_words"))))
_OLD = Query(
    select(inbox.c.tenant_id, inbox.c.key)
    .where(inbox.c.at < bindparam("_before"))
    .order_by(inbox.c.at)
    .limit(bindparam("_limit"))
)
_SWEEP = Query(delete(inbox).where(inbox.c.tenant_id == bindparam("_tenant"), inbox.c.key == bindparam("_key")))


class Handled(NamedTuple):
    """What was answered the first time."""

    answer: str | None


class Inbox:
    """What a tenant's clicks and messages were answered."""

    def __init__(self, connection: Connection, tenant: TenantId) -> None:
        self.connection = connection
        self.tenant = tenant

    def seen(self, keys: list[str]) -> Handled | None:
        """What was answered before under any of `keys` (one to `MOST_KEYS`), or None when this is new."""
        wanted = {f"_key_{place}": keys[min(place, len(keys) - 1)] for place in range(MOST_KEYS)}
        found = _SEEN.all(self.connection, {"_tenant": self.tenant, **wanted})
        answers = [row.answer for row in found]
        if not answers:
            return None
        elsewhere = [answer for answer in answers if answer is not None and answer.startswith(_SEE)]
        if len(elsewhere) == len(answers):
            return self.seen([elsewhere[0].removeprefix(_SEE)])
        return Handled(next(answer for answer in answers if answer not in elsewhere))

    def keep(self, keys: list[str], answer: str | None, at: int) -> None:
        """Remember the answer, once; further keys point to it. Raises a driver's error when another turn answered first."""
        kept = [(keys[-1], answer), *((key, f"{_SEE}{keys[-1]}") for key in keys[:-1])]
        _KEEP.run_each(self.connection, [{"tenant_id": self.tenant, "key": key, "answer": text, "at": at} for key, text in kept])

    def forget(self, words: str) -> None:
        """Forget every answer that holds `words`. Looks through a day of answers, so it is for rare acts only."""
        _FORGET.run(self.connection, {"_tenant": self.tenant, "_words": words})


def sweep(connection: Connection, before: int, limit: int = 500) -> int:
    """Forget up to `limit` answers given before `before` (milliseconds). Returns how many."""
    old = _OLD.all(connection, {"_before": before, "_limit": limit})
    if old:
        _SWEEP.run_each(connection, [{"_tenant": row.tenant_id, "_key": row.key} for row in old])
    return len(old)
