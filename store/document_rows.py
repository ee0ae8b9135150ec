"""How a document is read from its row, with the names of its people and where its card is, and how it is written there."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, and_, literal, select

from community.documents import Document, DocumentState
from community.ids import DocumentId
from community.people import MemberId
from store.rows import in_community
from store.schema import members, postings
from store.schema_library import documents

_owners, _savers = members.alias("owners"), members.alias("savers")


def document_query() -> Select[Any]:
    """Documents of the community a collection was opened for, as `document` reads them."""
    return (
        select(
            documents, _owners.c.name.label("owner_name"), _savers.c.name.label("saver_name"),
            postings.c.message.label("card"), postings.c.conversation.label("place"),
        )
        .outerjoin(_owners, _is(_owners, documents.c.owner_id))
        .outerjoin(_savers, _is(_savers, documents.c.saver_id))
        .outerjoin(
            postings,
            and_(
                postings.c.tenant_id == documents.c.tenant_id,
                postings.c.community_id == documents.c.community_id,
                postings.c.subject == literal("document:").concat(documents.c.document_id),
            ),
        )
        .where(in_community(documents))
    )  # fmt: skip


def _is(people: Any, who: Any) -> Any:
    return and_(
        people.c.tenant_id == documents.c.tenant_id, people.c.community_id == documents.c.community_id, people.c.member_id == who
    )


def address_key(address: str) -> str | None:
    """What an address is looked up by: addresses may be longer than an index takes."""
    return sha256(address.encode("utf-8", "surrogatepass")).hexdigest() if address else None


def changing(doc: Document) -> dict[str, Any]:
    """The columns of a document that can change, but for `uses`, which counts in the database."""
    return {
        "title": doc.title, "kind": doc.kind, "topics": " ".join(doc.topics), "source": doc.source, "good_for": doc.good_for,
        "owner_id": doc.owner, "review_on": doc.review_on.isoformat() if doc.review_on else None, "state": doc.state,
        "usable": doc.usable, "reason": doc.reason, "name": doc.name, "address": doc.address,
        "address_key": address_key(doc.address), "drive": doc.drive or None, "item": doc.item or None, "size": doc.size,
        "sha256": doc.sha256 or None, "quick_hash": doc.quick_hash, "superseded_by": doc.superseded_by,
        "revision": doc.revision, "thread": doc.thread, "message": doc.message or None, "attachment": doc.attachment or None,
        "filed_at": doc.filed_at,
    }  # fmt: skip


def document(row: Any) -> Document:
    """A document from a row of `document_query`."""
    return Document.model_construct(
        id=DocumentId(row.document_id),
        title=row.title,
        kind=row.kind,
        topics=tuple(row.topics.split()),
        source=row.source,
        good_for=row.good_for,
        owner=None if row.owner_id is None else MemberId(row.owner_id),
        owner_name=row.owner_name,
        saver=MemberId(row.saver_id),
        saver_name=row.saver_name,
        review_on=None if row.review_on is None else date.fromisoformat(row.review_on),
        state=DocumentState(row.state),
        reason=row.reason,
        name=row.name,
        address=row.address,
        drive=row.drive or "",
        item=row.item or "",
        size=row.size,
        sha256=row.sha256 or "",
        quick_hash=row.quick_hash,
        superseded_by=None if row.superseded_by is None else DocumentId(row.superseded_by),
        uses=row.uses,
        revision=row.revision,
        thread=row.thread or row.place,
        card=row.card,
        message=row.message or "",
        attachment=row.attachment or "",
        saved_at=row.saved_at,
        filed_at=row.filed_at,
    )
