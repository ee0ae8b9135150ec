"""The tables of polls, check-ins and reflections."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from store.columns import Instant, community_column, metadata, of_community, part_of, tenant_column

polls = Table(
    "polls",
    metadata,
    tenant_column(),
    community_column(),
    Column("poll_id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("shows", String(16), nullable=False),
    Column("most", Integer, nullable=False),
    Column("may_add", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("enough", Boolean, nullable=False),
    Column("launcher_id", String(300), nullable=False),
    Column("thread", String(400)),
    Column("results", Text),
    Column("outcome", Text),
    Column("launched_at", Instant, nullable=False),
    Column("closes_at", Instant),
    Column("closed_at", Instant),
    Column("reminded_at", Instant),
    Index("ix_polls_newest", "tenant_id", "community_id", "state", "launched_at"),
    of_community(),
    sqlite_with_rowid=False,
)

poll_options = Table(
    "poll_options",
    metadata,
    tenant_column(),
    community_column(),
    Column("poll_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("votes", Integer, nullable=False),
    part_of("polls", "poll_id"),
    sqlite_with_rowid=False,
)

IN_WORDS = "substr(answer, 1, 1) = '\"'"
"""Which votes hold words: theirs is a string in JSON, the others are lists."""

votes = Table(
    "votes",
    metadata,
    tenant_column(),
    community_column(),
    Column("poll_id", String(64), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("press", Integer, nullable=False),
    Column("voted_at", Instant, nullable=False),
    # Of open words only: an index of all votes would tempt PostgreSQL, while it has no statistics, to look for one vote in it.
    Index(
        "ix_votes_newest_words",
        "tenant_id",
        "community_id",
        "poll_id",
        "voted_at",
        sqlite_where=text(IN_WORDS),
        postgresql_where=text(IN_WORDS),
    ),
    part_of("polls", "poll_id"),
    sqlite_with_rowid=False,
)

checkins = Table(
    "checkins",
    metadata,
    tenant_column(),
    community_column(),
    Column("checkin_id", String(64), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("line", String(200), nullable=False),
    Column("question", Text, nullable=False),
    Column("scale", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("wellbeing", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("enough", Boolean, nullable=False),
    Column("launcher_id", String(300), nullable=False),
    Column("thread", String(400)),
    Column("results", Text),
    Column("launched_at", Instant, nullable=False),
    Column("closes_at", Instant),
    Column("closed_at", Instant),
    Index("ix_checkins_newest", "tenant_id", "community_id", "state", "launched_at"),
    Index("ix_checkins_line", "tenant_id", "community_id", "line", "closed_at"),
    of_community(),
    sqlite_with_rowid=False,
)

checkin_answers = Table(
    "checkin_answers",
    metadata,
    tenant_column(),
    community_column(),
    Column("checkin_id", String(64), primary_key=True),
    Column("member_id", String(300), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("press", Integer, nullable=False),
    part_of("checkins", "checkin_id"),
    sqlite_with_rowid=False,
)

checkin_kinds = Table(
    "checkin_kinds",
    metadata,
    tenant_column(),
    community_column(),
    Column("kind", String(64), primary_key=True),
    Column("label", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("scale", Text, nullable=False),
    Column("wellbeing", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    of_community(),
    sqlite_with_rowid=False,
)

prompts = Table(
    "prompts",
    metadata,
    tenant_column(),
    community_column(),
    Column("prompt_id", String(64), primary_key=True),
    Column("template", String(64), nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reflected", Integer, nullable=False),
    Column("shared", Integer, nullable=False),
    Column("launcher_id", String(300), nullable=False),
    Column("thread", String(400)),
    Column("source", String(300)),
    Column("launched_at", Instant, nullable=False),
    Column("closes_at", Instant),
    Column("closed_at", Instant),
    Index("ix_prompts_newest", "tenant_id", "community_id", "state", "launched_at"),
    Index("ix_prompts_source", "tenant_id", "community_id", "source"),
    of_community(),
    sqlite_with_rowid=False,
)

reflections = Table(
    "reflections",
    metadata,
    tenant_column(),
    community_column(),
    Column("reflection_id", String(64), primary_key=True),
    Column("prompt_id", String(64), nullable=False),
    Column("member_id", String(300)),
    Column("member_tag", String(64)),
    Column("parts", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("written_at", Instant),
    Index("ix_reflections_mine", "tenant_id", "community_id", "member_id", "written_at"),
    Index("ix_reflections_prompt", "tenant_id", "community_id", "prompt_id", "member_id", unique=True),
    Index("ix_reflections_seal", "tenant_id", "community_id", "prompt_id", "member_tag", unique=True),
    part_of("prompts", "prompt_id"),
    sqlite_with_rowid=False,
)
