"""Documents by the files they are, as SharePoint tells of them: which are known, which were told of, and which no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import String, bindparam, case, desc, func, or_, select, update

from community.documents import Document, DocumentState
from community.ids import DocumentId
from store.document_rows import document, document_query
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import documents, filings

_SLACK = timedelta(minutes=1)
"""Clocks of replicas may differ by so much."""
_FILED = documents.c.state == DocumentState.FILED
_OF_ITEM = Query(
    document_query()
    .where(documents.c.item == bindparam("_item"), documents.c.drive == bindparam("_drive"))
    .order_by(
        case((documents.c.state == DocumentState.TAKEN_OUT, 1), else_=0),
        desc(documents.c.saved_at),
        desc(documents.c.document_id),
    )
    .limit(1)
)
_ON_ITS_WAY = Query(
    select(filings.c.filing_id)
    .where(in_community(filings), func.lower(filings.c.attachment) == bindparam("_shared", type_=String()))
    .limit(1)
)
"""Only few are under way at a time."""
_TELL = Query(
    update(documents)
    .where(in_community(documents), documents.c.document_id == bindparam("_document"))
    .values(told_at=bindparam("new_at"))
)
_UNTOLD = Query(
    document_query()
    .where(_FILED, documents.c.drive == bindparam("_drive"), documents.c.item.is_not(None))
    .where(func.coalesce(documents.c.told_at, 0) < bindparam("_since"))
    .where(or_(documents.c.filed_at.is_(None), documents.c.filed_at < bindparam("_before", type_=documents.c.filed_at.type)))
    .order_by(documents.c.document_id)
    .limit(bindparam("_limit"))
)


class StoredFiles(Collection):
    """The stored files that the catalogue of one community knows."""

    def of_item(self, drive: str, item: str) -> Document | None:
        """The document that SharePoint calls so, even one that was taken out; of several, the newest that is in."""
        found = _OF_ITEM.first(self.connection, {**self.whose, "_drive": drive, "_item": item})
        return None if found is None else document(found)

    def on_its_way(self, shared_as: str) -> bool:
        """Whether a file that a message shares, and calls so, is being filed, or waits for another try."""
        return _ON_ITS_WAY.first(self.connection, {**self.whose, "_shared": shared_as}) is not None

    def tell(self, doc: DocumentId, at: int) -> None:
        """SharePoint told at `at` (milliseconds) that the file of a document is there."""
        _TELL.run(self.connection, {**self.whose, "_document": doc, "new_at": at})

    def untold(self, drive: str, since: int, limit: int) -> list[Document]:
        """Filed documents of a drive whose files were there before `since` (milliseconds) and were not told of from then on."""
        before = datetime.fromtimestamp(since / 1000, UTC) - _SLACK
        wanted = {"_drive": drive, "_since": since, "_before": before, "_limit": limit}
        return [document(row) for row in _UNTOLD.all(self.connection, {**self.whose, **wanted})]
