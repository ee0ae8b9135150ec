"""Which message in Teams shows what, so that it can be edited in place."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from store.rows import Collection, in_community, insert_into
from store.schema import postings

_ONE = select(postings.c.conversation, postings.c.message).where(
    in_community(postings), postings.c.subject == bindparam("_subject")
)
_FORGET = delete(postings).where(in_community(postings), postings.c.subject == bindparam("_subject"))


class Posting(NamedTuple):
    """A message that Canopy may edit."""

    conversation: str
    message: str


class Postings(Collection):
    """The messages of one community."""

    def read(self, subject: str) -> Posting | None:
        """Where `subject` is shown, if anywhere."""
        found = self.connection.execute(_ONE, {**self.whose, "_subject": subject}).first()
        return None if found is None else Posting(found.conversation, found.message)

    def keep(self, subject: str, posting: Posting, now: datetime) -> None:
        """`subject` is shown there from now on."""
        wish = insert_into(self.connection, postings)
        self.connection.execute(
            wish.on_conflict_do_update(
                index_elements=["tenant_id", "community_id", "subject"],
                set_={"conversation": wish.excluded.conversation, "message": wish.excluded.message},
            ),
            self.owned(subject=subject, conversation=posting.conversation, message=posting.message, posted_at=now),
        )

    def forget(self, subject: str) -> None:
        """`subject` is not shown any more."""
        self.connection.execute(_FORGET, {**self.whose, "_subject": subject})
