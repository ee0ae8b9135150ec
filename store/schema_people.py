"""The tables about people: profiles, the memorandum and who accepted it, welcomes, and who was called on."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from store.columns import Instant, community_column, metadata, of_community, part_of, tenant_column

profiles = Table(
    "profiles",
    metadata,
    tenant_column(),
    community_column(),
    Column("member_id", String(300), primary_key=True),
    Column("appreciated", Text, nullable=False),
    Column("matters", Text, nullable=False),
    Column("support", Text, nullable=False),
    Column("job", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("years", Integer),
    Column("experience", String(16)),
    Column("can_help", Text, nullable=False),
    Column("wants", Text, nullable=False),
    Column("reach", Text, nullable=False),
    Column("pronouns", Text, nullable=False),
    Column("introduced", Boolean, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("ended_at", Instant),
    Index("ix_profiles_ended", "tenant_id", "community_id", "ended_at",
          postgresql_where=text("ended_at IS NOT NULL"), sqlite_where=text("ended_at IS NOT NULL")),
    of_community(),
    sqlite_with_rowid=False,
)  # fmt: skip

profile_drafts = Table(
    "profile_drafts",
    metadata,
    tenant_column(),
    community_column(),
    Column("member_id", String(300), primary_key=True),
    Column("form", Text, nullable=False),
    Column("at", Instant, nullable=False),
    of_community(),
    sqlite_with_rowid=False,
)

profile_topics = Table(
    "profile_topics",
    metadata,
    tenant_column(),
    community_column(),
    Column("topic", String(120), primary_key=True),
    Column("wish", String(8), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    Column("confirmed_at", Instant, nullable=False),
    Index("ix_profile_topics_newest", "tenant_id", "community_id", "topic", "wish", "confirmed_at", "member_id"),
    Index("ix_profile_topics_member", "tenant_id", "community_id", "member_id"),
    part_of("profiles", "member_id"),
    sqlite_with_rowid=False,
)
"""Of profiles that can be found only. `wish`: "help" or "learn"."""

profile_counts = Table(
    "profile_counts",
    metadata,
    tenant_column(),
    community_column(),
    Column("topic", String(120), primary_key=True),
    Column("wish", String(8), primary_key=True),
    Column("many", Integer, nullable=False),
    of_community(),
    sqlite_with_rowid=False,
)
"""How many rows of `profile_topics` there are of each topic and wish."""

memoranda = Table(
    "memoranda",
    metadata,
    tenant_column(),
    community_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("author_id", String(300), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("adopted_at", Instant),
    Column("revision", Integer, nullable=False),
    Index("ix_memoranda_draft", "tenant_id", "community_id", unique=True,
          postgresql_where=text("state = 'draft'"), sqlite_where=text("state = 'draft'")),
    Index("ix_memoranda_adopted", "tenant_id", "community_id", unique=True,
          postgresql_where=text("state = 'adopted'"), sqlite_where=text("state = 'adopted'")),
    of_community(),
    sqlite_with_rowid=False,
)  # fmt: skip
"""At most one draft and one version in force: the database says so."""

acceptances = Table(
    "acceptances",
    metadata,
    tenant_column(),
    community_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("member_id", String(300), primary_key=True),
    Column("accepted_at", Instant, nullable=False),
    Index("ix_acceptances_newest", "tenant_id", "community_id", "version", "accepted_at", "member_id"),
    Index("ix_acceptances_member", "tenant_id", "community_id", "member_id", "version"),
    part_of("memoranda", "version"),
    sqlite_with_rowid=False,
)

memorandum_comments = Table(
    "memorandum_comments",
    metadata,
    tenant_column(),
    community_column(),
    Column("comment_id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("member_id", String(300), nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_memorandum_comments_oldest", "tenant_id", "community_id", "version", "at", "comment_id"),
    Index("ix_memorandum_comments_member", "tenant_id", "community_id", "version", "member_id"),
    part_of("memoranda", "version"),
    sqlite_with_rowid=False,
)

memorandum_nudges = Table(
    "memorandum_nudges",
    metadata,
    tenant_column(),
    community_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("member_id", String(300), primary_key=True),
    part_of("memoranda", "version"),
    sqlite_with_rowid=False,
)
"""Who was reminded of which version: once each."""

welcomes = Table(
    "welcomes",
    metadata,
    tenant_column(),
    community_column(),
    Column("member_id", String(300), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_welcomes_due", "tenant_id", "community_id", "at",
          postgresql_where=text("state = 'due'"), sqlite_where=text("state = 'due'")),
    of_community(),
    sqlite_with_rowid=False,
)  # fmt: skip
"""One for each member ever met, so that nobody is welcomed twice."""

calls = Table(
    "calls",
    metadata,
    tenant_column(),
    community_column(),
    Column("ask_id", String(64), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Index("ix_calls_member", "tenant_id", "community_id", "member_id", "at"),
    part_of("asks", "ask_id"),
    sqlite_with_rowid=False,
)
