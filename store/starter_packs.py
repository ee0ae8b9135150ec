"""What a facilitator chose for those who are new."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, literal, select

from community.documents import Document
from community.ids import DocumentId
from community.people import MemberId
from store.document_rows import document, document_query
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import documents, starter_documents

_ONE = in_community(starter_documents) & (starter_documents.c.document_id == bindparam("_document"))
_HAS = Query(select(literal(1)).select_from(starter_documents).where(_ONE))
_REMOVE = Query(delete(starter_documents).where(_ONE))
_EMPTY = Query(delete(starter_documents).where(in_community(starter_documents)))
_CHOSEN = Query(
    document_query()
    .join(
        starter_documents,
        and_(
            starter_documents.c.tenant_id == documents.c.tenant_id,
            starter_documents.c.community_id == documents.c.community_id,
            starter_documents.c.document_id == documents.c.document_id,
        ),
    )
    .where(documents.c.usable)
    .order_by(starter_documents.c.chosen_at, starter_documents.c.document_id)
    .limit(bindparam("_limit"))
)


def _add(insert_into: Any) -> Any:
    return insert_into(starter_documents).on_conflict_do_nothing()


_ADD = Query(_add)


class StarterPacks(Collection):
    """The starter pack of one community."""

    def add(self, document: DocumentId, by: MemberId, now: datetime) -> bool:
        """Put a document into the pack, behind those that are in it. False when it is in it already."""
        return _ADD.run(self.connection, self.owned(document_id=document, chosen_by=by, chosen_at=now)) == 1

    def remove(self, document: DocumentId) -> bool:
        """Take it out again. False when it is not in it."""
        return _REMOVE.run(self.connection, {**self.whose, "_document": document}) == 1

    def empty(self) -> None:
        """Take out everything, also what cannot be opened now."""
        _EMPTY.run(self.connection, self.whose)

    def has(self, document: DocumentId) -> bool:
        """Whether it is in the pack."""
        return _HAS.first(self.connection, {**self.whose, "_document": document}) is not None

    def chosen(self, limit: int) -> list[Document]:
        """The documents of the pack that can be opened now, in the order in which they were chosen."""
        return [document(row) for row in _CHOSEN.all(self.connection, {**self.whose, "_limit": limit})]
