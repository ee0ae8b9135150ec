"""The tables of the library: documents, filings under way, what is known of a channel's files, and the index for finding."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from store.columns import Instant, community_column, in_letters_order, metadata, of_community, part_of, tenant_column

documents = Table(
    "documents",
    metadata,
    tenant_column(),
    community_column(),
    Column("document_id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("topics", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("good_for", Text, nullable=False),
    Column("owner_id", String(300)),
    Column("saver_id", String(300), nullable=False),
    Column("review_on", String(10)),
    Column("state", String(16), nullable=False),
    Column("usable", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("address_key", String(64)),
    Column("drive", String(300)),
    Column("item", String(300)),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64)),
    Column("quick_hash", String(64), nullable=False),
    Column("superseded_by", String(64)),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False),
    Column("thread", String(400)),
    Column("message", String(300)),
    Column("attachment", String(300)),
    Column("saved_at", Instant, nullable=False),
    Column("filed_at", Instant),
    Column("ask_on", String(10)),
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("told_at", BigInteger),
    Index("ix_documents_newest", "tenant_id", "community_id", "usable", "saved_at", "document_id"),
    Index("ix_documents_kind", "tenant_id", "community_id", "kind", "usable", "saved_at", "document_id"),
    Index("ix_documents_message", "tenant_id", "community_id", "message", "attachment"),
    Index("ix_documents_item", "tenant_id", "community_id", "item"),
    Index("ix_documents_content", "tenant_id", "community_id", "sha256"),
    Index("ix_documents_quick_hash", "tenant_id", "community_id", "quick_hash"),
    Index("ix_documents_saver", "tenant_id", "community_id", "saver_id", "saved_at", "document_id"),
    Index("ix_documents_address", "tenant_id", "community_id", "address_key"),
    Index("ix_documents_superseded", "tenant_id", "community_id", "superseded_by"),
    Index("ix_documents_review", "tenant_id", "community_id", "usable", "ask_on"),
    of_community(),
    sqlite_with_rowid=False,
)
"""`usable` is kept beside `state` for the indexes. What may be missing is NULL where an index looks for it, never empty.

On `ask_on` its owner is asked about the review date, which they were `asked` times; at `told_at` (milliseconds) SharePoint last
told that its file is there. A change of the review date begins that anew."""

document_topics = Table(
    "document_topics",
    metadata,
    tenant_column(),
    community_column(),
    Column("topic", String(120), primary_key=True),
    Column("document_id", String(64), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Index("ix_document_topics_newest", "tenant_id", "community_id", "topic", "saved_at", "document_id"),
    Index("ix_document_topics_kind", "tenant_id", "community_id", "topic", "kind", "saved_at", "document_id"),
    Index("ix_document_topics_document", "tenant_id", "community_id", "document_id"),
    part_of("documents", "document_id"),
    sqlite_with_rowid=False,
)
"""Of usable documents only: for browsing."""

document_counts = Table(
    "document_counts",
    metadata,
    tenant_column(),
    community_column(),
    Column("what", String(16), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("many", Integer, nullable=False),
    Index("ix_document_counts_most", "tenant_id", "community_id", "what", "many"),
    of_community(),
    sqlite_with_rowid=False,
)
"""How many usable documents there are in all, of each kind and on each topic."""

document_uses = Table(
    "document_uses",
    metadata,
    tenant_column(),
    community_column(),
    Column("document_id", String(64), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    Column("effect", Text, nullable=False),
    Column("used_at", Instant, nullable=False),
    Index("ix_document_uses_newest", "tenant_id", "community_id", "document_id", "used_at"),
    part_of("documents", "document_id"),
    sqlite_with_rowid=False,
)

starter_documents = Table(
    "starter_documents",
    metadata,
    tenant_column(),
    community_column(),
    Column("document_id", String(64), primary_key=True),
    Column("chosen_by", String(300), nullable=False),
    Column("chosen_at", Instant, nullable=False),
    part_of("documents", "document_id"),
    sqlite_with_rowid=False,
)

filings = Table(
    "filings",
    metadata,
    tenant_column(),
    community_column(),
    Column("filing_id", String(64), primary_key=True),
    Column("document_id", String(64), nullable=False),
    Column("origin", Text, nullable=False),
    Column("message", String(300), nullable=False),
    Column("attachment", String(300), nullable=False),
    Column("step", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("session_until", Instant),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("drive", String(300), nullable=False),
    Column("item", String(300), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due_at", BigInteger),
    Column("tries", Integer, nullable=False),
    Index("ix_filings_document", "tenant_id", "community_id", "document_id"),
    Index("ix_filings_message", "tenant_id", "community_id", "message", "attachment", unique=True,
          postgresql_where=text("message <> ''"), sqlite_where=text("message <> ''")),
    Index("ix_filings_due", "due_at", postgresql_where=text("due_at IS NOT NULL"), sqlite_where=text("due_at IS NOT NULL")),
    part_of("documents", "document_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

libraries = Table(
    "libraries",
    metadata,
    tenant_column(),
    community_column(),
    Column("group_id", String(64), nullable=False),
    Column("state", Text),
    Column("looked_at", Instant),
    Column("look_at", BigInteger),
    Column("link", Text, nullable=False),
    Column("changes_at", BigInteger),
    Column("walk", BigInteger),
    Column("told", String(16), nullable=False, server_default=""),
    Index("ix_libraries_look", "look_at", postgresql_where=text("look_at IS NOT NULL"), sqlite_where=text("look_at IS NOT NULL")),
    Index("ix_libraries_changes", "changes_at", postgresql_where=text("changes_at IS NOT NULL"),
          sqlite_where=text("changes_at IS NOT NULL")),
    of_community(),
    sqlite_with_rowid=False,
)  # fmt: skip

entries = Table(
    "entries",
    metadata,
    tenant_column(),
    community_column(),
    Column("ref", String(120), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("what", String(16), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("topics", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("words", Text().with_variant(TSVECTOR, "postgresql"), nullable=False),
    UniqueConstraint("tenant_id", "community_id", "number"),
    of_community(),
)
"""What can be found. `number` grows with `at`; `words` holds the tokens of `store.tokens`. What indexes them is made by the
migration alone: on PostgreSQL `ix_entries_words`, on SQLite `entry_search`, its triggers and `entry_search_number`."""

entry_words = Table(
    "entry_words",
    metadata,
    tenant_column(),
    community_column(),
    Column("word", in_letters_order(64), primary_key=True),
    Column("many", Integer, nullable=False),
    of_community(),
    sqlite_with_rowid=False,
)
"""A community's own vocabulary, and in how many entries each word is. In the letters' order, so that beginnings are found."""

entry_slips = Table(
    "entry_slips",
    metadata,
    tenant_column(),
    community_column(),
    Column("slip", String(64), primary_key=True),
    Column("word", String(64), primary_key=True),
    of_community(),
    sqlite_with_rowid=False,
)
"""Every word of the vocabulary with one letter left out, and whole: the way back from a slip of the finger.

They go with their word: `store.vocabulary` knows which they are, so that no index has to."""

SEARCH = "entry_search"
"""SQLite's full-text index of `entries.words`, which it keeps in several tables whose names begin like this."""


def described(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether something in the database is described above: all but the full-text indexes. What Alembic calls `include_name`."""
    return kind not in {"table", "index"} or not (name or "").startswith((SEARCH, "ix_entries_words"))
