"""Which message in Teams shows what, so that it can be edited in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, desc, select

from store.queries import Query
from store.rows import Collection, in_community, literally
from store.schema import postings

_ONE = Query(
    select(postings.c.conversation, postings.c.message).where(in_community(postings), postings.c.subject == bindparam("_subject"))
)
_BEGINNING = Query(
    select(postings.c.subject)
    .where(in_community(postings), postings.c.subject.like(bindparam("_like"), escape="\\"))
    .order_by(desc(postings.c.posted_at), postings.c.subject)
    .limit(bindparam("_limit"))
)
_FORGET = Query(delete(postings).where(in_community(postings), postings.c.subject == bindparam("_subject")))


_BENEATH = Query(
    select(postings.c.subject)
    .where(in_community(postings), postings.c.subject > bindparam("_begin"), postings.c.subject < bindparam("_end"))
    .order_by(postings.c.subject)
    .limit(bindparam("_limit"))
)


def _keep(insert_into: Any) -> Any:
    wish = insert_into(postings)
    kept = {"conversation": wish.excluded.conversation, "message": wish.excluded.message}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "subject"], set_=kept)


_KEEP = Query(_keep)


class Posting(NamedTuple):
    """A message that Canopy may edit."""

    conversation: str
    message: str


class Postings(Collection):
    """The messages of one community."""

    def read(self, subject: str) -> Posting | None:
        """Where `subject` is shown, if anywhere."""
        found = _ONE.first(self.connection, {**self.whose, "_subject": subject})
        return None if found is None else Posting(found.conversation, found.message)

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """The subjects that begin with `prefix` and are shown somewhere, the newest first. For rare acts: it looks at many."""
        found = _BEGINNING.all(self.connection, {**self.whose, "_like": f"{literally(prefix)}%", "_limit": limit})
        return [str(row.subject) for row in found]

    def beneath(self, subject: str, limit: int) -> list[str]:
        """Subjects that are shown and begin with `subject/`."""
        span = {"_begin": f"{subject}/", "_end": f"{subject}0", "_limit": limit}  # 0 is the sign behind /
        return [row.subject for row in _BENEATH.all(self.connection, {**self.whose, **span})]

    def keep(self, subject: str, posting: Posting, now: datetime) -> None:
        """`subject` is shown there from now on."""
        row = self.owned(subject=subject, conversation=posting.conversation, message=posting.message, posted_at=now)
        _KEEP.run(self.connection, row)

    def forget(self, subject: str) -> None:
        """`subject` is not shown any more."""
        _FORGET.run(self.connection, {**self.whose, "_subject": subject})
