"""The tables of the house itself: communities, members, asks, deliveries, the clock. Others are in the schemas imported here."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from store import schema_activities as schema_activities  # so that `metadata` holds every table
from store import schema_library as schema_library
from store import schema_people as schema_people
from store.columns import Instant, community_column, in_letters_order, metadata, of_community, part_of, tenant_column

communities = Table(
    "communities",
    metadata,
    tenant_column(),
    community_column(),
    Column("home", String(300), nullable=False),
    Column("team_id", String(300)),
    Column("service_url", String(500), nullable=False),
    Column("bot_id", String(300), nullable=False),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("anonymous_asking", Boolean, nullable=False),
    Column("anyone_launches", Boolean, nullable=False, server_default=text("false")),
    Column("support", Text, nullable=False, server_default=""),
    Column("pack", String(64), nullable=False, server_default="mca"),
    Column("gate_memorandum", Boolean, nullable=False, server_default=text("false")),
    Column("call_after_days", Integer, nullable=False, server_default="2"),
    Column("state", String(16), nullable=False),
    Column("founded_at", Instant, nullable=False),
    Column("roster_read_at", Instant),
    UniqueConstraint("tenant_id", "home"),
    Index("ix_communities_team", "tenant_id", "team_id"),
)

installations = Table(
    "installations",
    metadata,
    tenant_column(),
    Column("team_id", String(300), primary_key=True),
    Column("installer_id", String(300), nullable=False),
    Column("installed_at", Instant, nullable=False),
)

members = Table(
    "members",
    metadata,
    tenant_column(),
    community_column(),
    Column("member_id", String(300), primary_key=True),
    Column("teams_id", String(300), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("here", Boolean, nullable=False),
    Column("left_at", Instant),
    Index("ix_members_member", "tenant_id", "member_id"),
    Index("ix_members_role", "tenant_id", "community_id", "role"),
    of_community(),
    sqlite_with_rowid=False,
)

asks = Table(
    "asks",
    metadata,
    tenant_column(),
    community_column(),
    Column("ask_id", String(64), primary_key=True),
    Column("kind", String(16)),
    Column("question", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("asker_id", String(300)),
    Column("asker_tag", String(64)),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("same_here", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("thread", String(400)),
    Column("source", String(300)),
    Column("learned", Text),
    Column("asked_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Index("ix_asks_newest", "tenant_id", "community_id", "state", "asked_at"),
    Index("ix_asks_source", "tenant_id", "community_id", "source"),
    of_community(),
    sqlite_with_rowid=False,
)

answers = Table(
    "answers",
    metadata,
    tenant_column(),
    community_column(),
    Column("ask_id", String(64), primary_key=True),
    Column("answer_id", String(64), primary_key=True),
    Column("member_id", String(300), nullable=False),
    Column("answer", Text, nullable=False),
    Column("link", Text),
    Column("helped", Boolean, nullable=False),
    Column("answered_at", Instant, nullable=False),
    Index("ix_answers_best", "tenant_id", "community_id", "ask_id", "helped", "answered_at"),
    part_of("asks", "ask_id"),
    sqlite_with_rowid=False,
)

same_here = Table(
    "same_here",
    metadata,
    tenant_column(),
    community_column(),
    Column("ask_id", String(64), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    part_of("asks", "ask_id"),
    sqlite_with_rowid=False,
)

postings = Table(
    "postings",
    metadata,
    tenant_column(),
    community_column(),
    Column("subject", in_letters_order(120), primary_key=True),
    Column("conversation", String(400), nullable=False),
    Column("message", String(300), nullable=False),
    Column("posted_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    tenant_column(),
    community_column(),
    Column("id", String(160), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("place", String(400), nullable=False),
    Column("service_url", String(500), nullable=False),
    Column("body", Text),
    Column("state", String(16), nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("newer", Integer, nullable=False, server_default="0"),
    Column("courier", String(64)),
    Column("reason", String(200)),
    Column("told", Boolean, nullable=False, server_default=text("false")),
    Column("written_at", Instant, nullable=False),
    Index("ix_outbox_pending", "due_at", postgresql_where=text("state = 'pending'"), sqlite_where=text("state = 'pending'")),
    sqlite_with_rowid=False,
)

inbox = Table(
    "inbox",
    metadata,
    tenant_column(),
    Column("key", String(64), primary_key=True),
    Column("answer", Text),
    Column("at", BigInteger, nullable=False),
    Index("ix_inbox_at", "at"),
)
"""On SQLite the one table whose rows are looked up all the time and big: they lie apart from their keys (decision 0020)."""

chats = Table(
    "chats",
    metadata,
    tenant_column(),
    Column("member_id", String(300), primary_key=True),
    Column("conversation", String(400), nullable=False),
    Column("service_url", String(500), nullable=False),
    sqlite_with_rowid=False,
)

silences = Table(
    "silences",
    metadata,
    tenant_column(),
    Column("conversation", String(400), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("reason", String(200), nullable=False),
    sqlite_with_rowid=False,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", BigInteger, nullable=False),
)

due = Table(
    "due",
    metadata,
    tenant_column(),
    community_column(),
    Column("id", String(200), primary_key=True),
    Column("what", String(64), nullable=False),
    Column("about", String(120), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("planned", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("failed", Boolean, nullable=False, server_default=text("false")),
    Column("detail", Text),
    Index("ix_due_next", "at", postgresql_where=text("NOT failed"), sqlite_where=text("NOT failed")),
    of_community(),
    sqlite_with_rowid=False,
)

rhythms = Table(
    "rhythms",
    metadata,
    tenant_column(),
    community_column(),
    Column("rhythm_id", String(64), primary_key=True),
    Column("what", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("rule", String(200), nullable=False),
    Column("starts", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("launcher_id", String(300), nullable=False),
    Column("next_at", Instant),
    Column("done", String(32)),
    of_community(),
    sqlite_with_rowid=False,
)
