"""Every table. Each leads with its tenant, so that a database can be partitioned by it without a redesign.

Times are whole milliseconds since 1970 UTC; `Instant` turns them into aware datetimes and back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as milliseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Datetime in, milliseconds out."""
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Milliseconds in, datetime out."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def _tenant() -> Column[str]:
    return Column("tenant_id", String(64), primary_key=True)


def _community() -> Column[str]:
    return Column("community_id", String(64), primary_key=True)


communities = Table(
    "communities",
    metadata,
    _tenant(),
    _community(),
    Column("home", String(300), nullable=False),
    Column("team_id", String(300)),
    Column("service_url", String(500), nullable=False),
    Column("bot_id", String(300), nullable=False),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("anonymous_asking", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("founded_at", Instant, nullable=False),
    Column("roster_read_at", Instant),
    UniqueConstraint("tenant_id", "home"),
    Index("ix_communities_team", "tenant_id", "team_id"),
)

installations = Table(
    "installations",
    metadata,
    _tenant(),
    Column("team_id", String(300), primary_key=True),
    Column("installer_id", String(300), nullable=False),
    Column("installed_at", Instant, nullable=False),
)

members = Table(
    "members",
    metadata,
    _tenant(),
    _community(),
    Column("member_id", String(300), primary_key=True),
    Column("teams_id", String(300), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("here", Boolean, nullable=False),
    Column("left_at", Instant),
    Index("ix_members_member", "tenant_id", "member_id"),
    Index("ix_members_role", "tenant_id", "community_id", "role"),
    ForeignKeyConstraint(
        ["tenant_id", "community_id"], ["communities.tenant_id", "communities.community_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

asks = Table(
    "asks",
    metadata,
    _tenant(),
    _community(),
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
    ForeignKeyConstraint(
        ["tenant_id", "community_id"], ["communities.tenant_id", "communities.community_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

answers = Table(
    "answers",
    metadata,
    _tenant(),
    _community(),
    Column("ask_id", String(64), primary_key=True),
    Column("answer_id", String(64), primary_key=True),
    Column("member_id", String(300), nullable=False),
    Column("answer", Text, nullable=False),
    Column("link", Text),
    Column("helped", Boolean, nullable=False),
    Column("answered_at", Instant, nullable=False),
    Index("ix_answers_best", "tenant_id", "community_id", "ask_id", "helped", "answered_at"),
    ForeignKeyConstraint(
        ["tenant_id", "community_id", "ask_id"], ["asks.tenant_id", "asks.community_id", "asks.ask_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

same_here = Table(
    "same_here",
    metadata,
    _tenant(),
    _community(),
    Column("ask_id", String(64), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    ForeignKeyConstraint(
        ["tenant_id", "community_id", "ask_id"], ["asks.tenant_id", "asks.community_id", "asks.ask_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

postings = Table(
    "postings",
    metadata,
    _tenant(),
    _community(),
    Column("subject", String(120), primary_key=True),
    Column("conversation", String(400), nullable=False),
    Column("message", String(300), nullable=False),
    Column("posted_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    _tenant(),
    _community(),
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
    _tenant(),
    Column("key", String(64), primary_key=True),
    Column("answer", Text),
    Column("at", BigInteger, nullable=False),
    Index("ix_inbox_at", "at"),
    sqlite_with_rowid=False,
)

chats = Table(
    "chats",
    metadata,
    _tenant(),
    Column("member_id", String(300), primary_key=True),
    Column("conversation", String(400), nullable=False),
    Column("service_url", String(500), nullable=False),
    sqlite_with_rowid=False,
)

silences = Table(
    "silences",
    metadata,
    _tenant(),
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
