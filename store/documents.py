"""The catalogue: what a community keeps to use again. Counts are kept, so that browsing costs the same after years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Table, bindparam, case, desc, insert, select, tuple_, update

from community.documents import Document, DocumentState
from community.ids import DocumentId
from community.people import MemberId
from store.document_rows import address_key, changing, document, document_query
from store.document_shelves import Shelves, Standing
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import document_topics, documents

After = tuple[datetime, DocumentId]
"""Where a page ended: `saved_at` and `id` of its last document."""

_ONE = documents.c.document_id == bindparam("_document")
_BY_ID = Query(document_query().where(_ONE))
_BY_ID_LOCKED = Query(document_query().where(_ONE).with_for_update(of=documents))
_BEFORE = Query(select(documents.c.kind, documents.c.topics, documents.c.usable).where(in_community(documents), _ONE))
_COLUMNS = (
    "title", "kind", "topics", "source", "good_for", "owner_id", "review_on", "state", "usable", "reason", "name", "address",
    "address_key", "drive", "item", "size", "sha256", "quick_hash", "superseded_by", "revision", "thread", "message",
    "attachment", "filed_at",
)  # fmt: skip
_ADD = Query(insert(documents))
_NEW_REVIEW = bindparam("new_review_on", type_=String())
_OTHER_REVIEW = documents.c.review_on.is_distinct_from(_NEW_REVIEW)
_SAVE = Query(
    update(documents)
    .where(in_community(documents), _ONE)
    .values(
        {column: bindparam(f"new_{column}") for column in _COLUMNS}
        | {"ask_on": case((_OTHER_REVIEW, _NEW_REVIEW), else_=documents.c.ask_on)}
        | {"asked": case((_OTHER_REVIEW, 0), else_=documents.c.asked)}
    )
)
_NEWEST_OF_ANY = desc(documents.c.saved_at), desc(documents.c.document_id)
_KEPT = documents.c.state != DocumentState.TAKEN_OUT
_OF_MESSAGE = Query(
    document_query()
    .where(_KEPT, documents.c.message == bindparam("_message"))
    .order_by(documents.c.saved_at, documents.c.document_id)
    .limit(50)
)
_BY_ITEM = Query(
    document_query()
    .where(_KEPT, documents.c.item == bindparam("_item"), documents.c.drive == bindparam("_drive"))
    .order_by(*_NEWEST_OF_ANY)
    .limit(1)
)
_BY_CONTENT = Query(
    document_query()
    .where(documents.c.sha256 == bindparam("_sha256"), documents.c.state == DocumentState.FILED)
    .order_by(*_NEWEST_OF_ANY)
    .limit(1)
)
_BY_QUICK_HASH = Query(
    document_query()
    .where(documents.c.quick_hash == bindparam("_hash"), documents.c.size == bindparam("_size"))
    .where(documents.c.state == DocumentState.FILED)
    .order_by(documents.c.saved_at, documents.c.document_id)
    .limit(2)
)
_SAVED_BY = Query(
    document_query()
    .where(_KEPT, documents.c.saver_id == bindparam("_saver"))
    .order_by(*_NEWEST_OF_ANY)
    .limit(bindparam("_limit"))
)
_BY_ADDRESS = Query(
    document_query()
    .where(documents.c.address_key == bindparam("_key"), documents.c.state == DocumentState.LINK)
    .order_by(*_NEWEST_OF_ANY)
    .limit(1)
)
_DUE = Query(
    document_query()
    .where(documents.c.usable, documents.c.superseded_by.is_(None), documents.c.ask_on <= bindparam("_on"))
    .order_by(documents.c.ask_on, documents.c.document_id)
    .limit(bindparam("_limit"))
)
_SUPERSEDED = Query(
    document_query()
    .where(_KEPT, documents.c.superseded_by == bindparam("_document"))
    .order_by(*_NEWEST_OF_ANY)
    .limit(bindparam("_limit"))
)


def _pages(table: Table, statement: Any) -> tuple[Query, Query]:
    """The first page, newest first by the index of `table`, and the page behind a place."""
    order = (table.c.saved_at, table.c.document_id)
    listed = statement.order_by(*map(desc, order)).limit(bindparam("_limit"))
    behind = tuple_(*order) < tuple_(bindparam("_at", type_=table.c.saved_at.type), bindparam("_behind"))
    return Query(listed), Query(listed.where(behind))


_of_kind = documents.c.kind == bindparam("_kind")
_on_topic = (
    document_query()
    .join(
        document_topics,
        (document_topics.c.tenant_id == documents.c.tenant_id)
        & (document_topics.c.community_id == documents.c.community_id)
        & (document_topics.c.document_id == documents.c.document_id),
    )
    .where(in_community(document_topics), document_topics.c.topic == bindparam("_topic"))
)
_USABLE = _pages(documents, document_query().where(documents.c.usable))
_OF_KIND = _pages(documents, document_query().where(documents.c.usable, _of_kind))
_ON_TOPIC = _pages(document_topics, _on_topic)
_ON_TOPIC_OF_KIND = _pages(document_topics, _on_topic.where(document_topics.c.kind == bindparam("_kind")))


class Documents(Collection):
    """The documents of one community."""

    def add(self, doc: Document) -> None:
        """Keep a new document."""
        review = doc.review_on.isoformat() if doc.review_on else None
        first = {"uses": 0, "saved_at": doc.saved_at, "ask_on": review, "asked": 0, "told_at": None}
        saved = self.owned(document_id=doc.id, saver_id=doc.saver, **first, **changing(doc))
        _ADD.run(self.connection, saved)
        self._shelves.move(doc)

    def read(self, doc: DocumentId, *, to_change: bool = False) -> Document | None:
        """The document with its people's names and its card, or None. With `to_change`, others who would change it wait."""
        return self._one(_BY_ID_LOCKED if to_change else _BY_ID, _document=doc)

    def save(self, doc: Document) -> None:
        """Keep what changed of a document that was read `to_change`. How often it was used is counted by `store.uses`."""
        about = {**self.whose, "_document": doc.id}
        row = _BEFORE.first(self.connection, about)
        _SAVE.run(self.connection, {**about, **{f"new_{name}": value for name, value in changing(doc).items()}})
        self._shelves.move(doc, Standing(row.kind, tuple(row.topics.split()), bool(row.usable)))

    def of_message(self, message: str, attachment: str | None = None) -> list[Document]:
        """The documents that came of a message, or of one attachment of it, oldest first; without those that were taken out."""
        found = self._all(_OF_MESSAGE, {"_message": message})
        return [doc for doc in found if attachment is None or doc.attachment == attachment]

    def by_item(self, drive: str, item: str) -> Document | None:
        """The document that SharePoint calls so, unless it was taken out."""
        return self._one(_BY_ITEM, _drive=drive, _item=item)

    def by_content(self, sha256: str) -> Document | None:
        """The newest filed document with these very bytes. `sha256` is theirs, in hexadecimal."""
        return self._one(_BY_CONTENT, _sha256=sha256)

    def by_quick_hash(self, quick_hash: str, size: int) -> list[Document]:
        """The first two filed documents that SharePoint holds for the same content."""
        return self._all(_BY_QUICK_HASH, {"_hash": quick_hash, "_size": size})

    def saved_by(self, member: MemberId, limit: int) -> list[Document]:
        """What a member saved, newest first; without what was taken out."""
        return self._all(_SAVED_BY, {"_saver": member, "_limit": limit})

    def by_address(self, address: str) -> Document | None:
        """The link that leads there, unless it was taken out."""
        return self._one(_BY_ADDRESS, _key=address_key(address))

    def newest(self, limit: int, *, kind: str = "", topic: str = "", after: After | None = None) -> list[Document]:
        """Usable documents of a kind, on a topic, or all of them; newest first, behind `after`."""
        pages = (_ON_TOPIC_OF_KIND if kind else _ON_TOPIC) if topic else (_OF_KIND if kind else _USABLE)
        wanted: dict[str, Any] = {"_limit": limit, "_kind": kind, "_topic": topic}
        if after is not None:
            wanted |= {"_at": after[0], "_behind": after[1]}
        return self._all(pages[0 if after is None else 1], wanted)

    def count(self) -> int:
        """How many documents are usable."""
        return self._shelves.many()

    def count_by_kind(self) -> dict[str, int]:
        """How many usable documents there are of each kind, the most first. `""` is for those of no kind."""
        return dict(self._shelves.most("kind", 200))

    def count_by_topic(self, limit: int) -> list[tuple[str, int]]:
        """The topics with the most usable documents, and how many each has."""
        return self._shelves.most("topic", limit)

    def due_for_review(self, on: date, limit: int) -> list[Document]:
        """Usable documents that nothing supersedes and about which somebody is to be asked by `on`, the longest due first."""
        return self._all(_DUE, {"_on": on.isoformat(), "_limit": limit})

    def superseding(self, doc: DocumentId, limit: int = 20) -> list[Document]:
        """The documents that this one supersedes, newest first."""
        return self._all(_SUPERSEDED, {"_document": doc, "_limit": limit})

    @property
    def _shelves(self) -> Shelves:
        return Shelves(self.connection, self.tenant, self.community)

    def _one(self, query: Query, **wanted: str | None) -> Document | None:
        found = query.first(self.connection, {**self.whose, **wanted})
        return None if found is None else document(found)

    def _all(self, query: Query, wanted: Mapping[str, Any]) -> list[Document]:
        return [document(row) for row in query.all(self.connection, {**self.whose, **wanted})]
