"""Asking about review dates: how often somebody was asked about the present one, and when they are asked next."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select, update

from community.ids import DocumentId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import documents

_ONE = in_community(documents) & (documents.c.document_id == bindparam("_document"))
_TIMES = Query(select(documents.c.asked).where(_ONE))
_NEXT = Query(update(documents).where(_ONE).values(ask_on=bindparam("new_on"), asked=bindparam("new_times")))


class Reviews(Collection):
    """The review dates of one community's documents. Which are due, `Documents.due_for_review` says."""

    def times(self, document: DocumentId) -> int:
        """How often somebody was asked about the present review date."""
        return int(_TIMES.value(self.connection, {**self.whose, "_document": document}) or 0)

    def ask(self, document: DocumentId, on: date | None, times: int) -> None:
        """Somebody was asked `times` times by now, and is asked again `on` a day; never again without one."""
        _NEXT.run(
            self.connection,
            {**self.whose, "_document": document, "new_on": on.isoformat() if on else None, "new_times": times},
        )
