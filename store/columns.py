"""What every table begins with, and how a time is kept.

Each table leads with its tenant, so that a database can be partitioned by it without a redesign. Times are whole
milliseconds since 1970 UTC; `Instant` turns them into aware datetimes and back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, MetaData, String
from sqlalchemy.types import TypeDecorator

from community.times import milliseconds

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
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Milliseconds in, datetime out."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def tenant_column() -> Column[str]:
    """The tenant, first in every key."""
    return Column("tenant_id", String(64), primary_key=True)


def community_column() -> Column[str]:
    """The community, second in the key of what belongs to one."""
    return Column("community_id", String(64), primary_key=True)


def in_letters_order(length: int) -> String:
    """Text that is sorted by its letters' codes in every database, whatever its locale: what begins alike is together."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def of_community() -> ForeignKeyConstraint:
    """What belongs to a community goes with it."""
    return ForeignKeyConstraint(
        ["tenant_id", "community_id"], ["communities.tenant_id", "communities.community_id"], ondelete="CASCADE"
    )


def part_of(table: str, key: str) -> ForeignKeyConstraint:
    """What belongs to a row of `table`, by its `key`, goes with it."""
    ours = ["tenant_id", "community_id", key]
    return ForeignKeyConstraint(ours, [f"{table}.{column}" for column in ours], ondelete="CASCADE")
