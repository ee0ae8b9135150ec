"""What was handled before, so that the same click has one effect and gets the same answer.

Keys are seals: nobody can read from them who clicked.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from community.people import TenantId
from store.schema import inbox

KEPT_MILLISECONDS = 24 * 60 * 60 * 1000
"""Teams re-sends within seconds; a day leaves room for a queue that was held up."""

_SEEN = select(inbox.c.answer).where(
    inbox.c.tenant_id == bindparam("_tenant"), inbox.c.key.in_(bindparam("_keys", expanding=True))
).limit(1)  # fmt: skip
_OLD = (
    select(inbox.c.tenant_id, inbox.c.key)
    .where(inbox.c.at < bindparam("_before"))
    .order_by(inbox.c.at)
    .limit(bindparam("_limit"))
)
_SWEEP = delete(inbox).where(inbox.c.tenant_id == bindparam("_tenant"), inbox.c.key == bindparam("_key"))


class Handled(NamedTuple):
    """What was answered the first time."""

    answer: str | None


class Inbox:
    """What a tenant's clicks and messages were answered."""

    def __init__(self, connection: Connection, tenant: TenantId) -> None:
        self.connection = connection
        self.tenant = tenant

    def seen(self, keys: list[str]) -> Handled | None:
        """What was answered before under any of `keys`, or None when this is new."""
        found = self.connection.execute(_SEEN, {"_tenant": self.tenant, "_keys": keys}).first()
        return None if found is None else Handled(found.answer)

    def keep(self, keys: list[str], answer: str | None, at: int) -> None:
        """Remember the answer. Raises `IntegrityError` when another turn answered first."""
        self.connection.execute(
            insert(inbox), [{"tenant_id": self.tenant, "key": key, "answer": answer, "at": at} for key in keys]
        )


def sweep(connection: Connection, before: int, limit: int = 500) -> int:
    """Forget up to `limit` answers given before `before` (milliseconds). Returns how many."""
    old = connection.execute(_OLD, {"_before": before, "_limit": limit}).all()
    if old:
        connection.execute(_SWEEP, [{"_tenant": row.tenant_id, "_key": row.key} for row in old])
    return len(old)
