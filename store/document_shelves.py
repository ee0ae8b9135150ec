"""Where usable documents stand, for browsing: under their topics, and counted in all, by kind and by topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, desc, insert, select

from community.documents import Document
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import document_counts, document_topics

Place = tuple[str, str]
"""What is counted ("all", "kind" or "topic"), and which."""
ALL: Place = ("all", "")

_OF_DOCUMENT = in_community(document_topics) & (document_topics.c.document_id == bindparam("_document"))
_TAKE_DOWN = Query(delete(document_topics).where(_OF_DOCUMENT))
_PUT_UP = Query(insert(document_topics))
_COUNTED = in_community(document_counts) & (document_counts.c.what == bindparam("_what"))
_MANY = Query(select(document_counts.c.many).where(_COUNTED, document_counts.c.name == bindparam("_name")))
_MOST = Query(
    select(document_counts.c.name, document_counts.c.many)
    .where(_COUNTED, document_counts.c.many > 0)
    .order_by(desc(document_counts.c.many), document_counts.c.name)
    .limit(bindparam("_limit"))
)


def _count(insert_into: Any) -> Any:
    wish = insert_into(document_counts)
    more = {"many": document_counts.c.many + wish.excluded.many}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "what", "name"], set_=more)


_COUNT = Query(_count)


class Standing(NamedTuple):
    """What decides where a document stands."""

    kind: str
    topics: tuple[str, ...]
    usable: bool

    def places(self) -> set[Place]:
        """Where it counts."""
        topics = {("topic", topic) for topic in self.topics}
        return {ALL, ("kind", self.kind)} | topics if self.usable else set()


NOWHERE = Standing("", (), usable=False)


def standing(doc: Document) -> Standing:
    """Where a document stands, as it is."""
    return Standing(doc.kind, doc.topics, doc.usable)


class Shelves(Collection):
    """The shelves of one community's catalogue."""

    def move(self, doc: Document, before: Standing = NOWHERE) -> None:
        """Bring topics and counts up to date for a document that stood elsewhere, or nowhere."""
        now = standing(doc)
        if now == before:
            return
        if before.usable:
            _TAKE_DOWN.run(self.connection, {**self.whose, "_document": doc.id})
        if now.usable and now.topics:
            rows = [
                self.owned(topic=topic, document_id=doc.id, kind=doc.kind, saved_at=doc.saved_at)
                for topic in dict.fromkeys(now.topics)
            ]
            _PUT_UP.run_each(self.connection, rows)
        self._count(Counter(now.places()), before.places())

    def many(self, place: Place = ALL) -> int:
        """How many usable documents stand there."""
        what, name = place
        return int(_MANY.value(self.connection, {**self.whose, "_what": what, "_name": name}) or 0)

    def most(self, what: str, limit: int) -> list[tuple[str, int]]:
        """The kinds or topics with the most usable documents, and how many each."""
        found = _MOST.all(self.connection, {**self.whose, "_what": what, "_limit": limit})
        return [(row.name, row.many) for row in found]

    def _count(self, more: Counter[Place], fewer: Iterable[Place]) -> None:
        """Always in the same order, so that two who count at once never wait for each other in a circle."""
        more.subtract(fewer)
        rows = [self.owned(what=what, name=name, many=change) for (what, name), change in sorted(more.items()) if change]
        if rows:
            _COUNT.run_each(self.connection, rows)
