"""Who used which document, each with one line on what came of it. The count is kept on the document."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, desc, insert, select, update

from community.ids import DocumentId
from community.people import MemberId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_library import document_uses, documents

_OF_DOCUMENT = in_community(document_uses) & (document_uses.c.document_id == bindparam("_document"))
_ITS = _OF_DOCUMENT & (document_uses.c.member_id == bindparam("_member"))
_ADD = Query(insert(document_uses))
_SAY = Query(update(document_uses).where(_ITS).values(effect=bindparam("new_effect"), used_at=bindparam("new_at")))
_TAKE_BACK = Query(delete(document_uses).where(_ITS))
_COUNT = Query(
    update(documents)
    .where(in_community(documents), documents.c.document_id == bindparam("_document"))
    .values(uses=documents.c.uses + bindparam("_more"))
)
_WITH_NAMES = (
    select(document_uses.c.member_id, document_uses.c.effect, document_uses.c.used_at, members.c.name)
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == document_uses.c.tenant_id,
            members.c.community_id == document_uses.c.community_id,
            members.c.member_id == document_uses.c.member_id,
        ),
    )
    .where(_OF_DOCUMENT)
)
_NEWEST = Query(_WITH_NAMES.order_by(desc(document_uses.c.used_at), document_uses.c.member_id).limit(bindparam("_limit")))
_BY = Query(_WITH_NAMES.where(document_uses.c.member_id == bindparam("_member")))


class Use(NamedTuple):
    """One member's use of a document."""

    member: MemberId
    name: str
    effect: str
    """What came of it, in one line; may be empty."""
    used_at: datetime


class Uses(Collection):
    """What the documents of one community were used for."""

    def add(self, document: DocumentId, member: MemberId, effect: str, now: datetime) -> bool:
        """A member used a document. True the first time; said again, the new line takes the place of the old one."""
        if _SAY.run(self.connection, {**self._by(document, member), "new_effect": effect, "new_at": now}):
            return False
        _ADD.run(self.connection, self.owned(document_id=document, member_id=member, effect=effect, used_at=now))
        _COUNT.run(self.connection, {**self._about(document), "_more": 1})
        return True

    def take_back(self, document: DocumentId, member: MemberId) -> bool:
        """They did not, after all. False when they never said so."""
        if not _TAKE_BACK.run(self.connection, self._by(document, member)):
            return False
        _COUNT.run(self.connection, {**self._about(document), "_more": -1})
        return True

    def by(self, document: DocumentId, member: MemberId) -> Use | None:
        """A member's own use of a document, if they said so."""
        found = _BY.first(self.connection, self._by(document, member))
        return None if found is None else _use(found)

    def of(self, document: DocumentId, limit: int) -> list[Use]:
        """Who used it and what came of it, newest first."""
        return [_use(row) for row in _NEWEST.all(self.connection, {**self._about(document), "_limit": limit})]

    def _about(self, document: DocumentId) -> dict[str, str]:
        return {**self.whose, "_document": document}

    def _by(self, document: DocumentId, member: MemberId) -> dict[str, str]:
        return {**self._about(document), "_member": member}


def _use(row: Any) -> Use:
    return Use(MemberId(row.member_id), row.name or "", row.effect, row.used_at)
