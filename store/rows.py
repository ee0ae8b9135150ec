"""What the collections share: the two columns that lead every table, and a condition or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, FromClause, and_, bindparam, or_
from sqlalchemy.sql.elements import ColumnElement

from community.people import CommunityId, TenantId


def in_community(table: FromClause) -> ColumnElement[bool]:
    """The condition that keeps a query inside the community the collection was opened for."""
    return and_(table.c.tenant_id == bindparam("_tenant"), table.c.community_id == bindparam("_community"))


def one_of(column: ColumnElement[Any], *values: Any) -> ColumnElement[bool]:
    """The condition that `column` holds one of a few values known beforehand."""
    return or_(*(column == value for value in values))


def literally(words: str) -> str:
    """`words` for a LIKE pattern, escaped with a backslash, that means just them."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class Collection:
    """Rows of one community. Never commits: the turn does."""

    def __init__(self, connection: Connection, tenant: TenantId, community: CommunityId) -> None:
        self.connection = connection
        self.tenant = tenant
        self.community = community

    @property
    def whose(self) -> dict[str, str]:
        """The parameters of `in_community`."""
        return {"_tenant": self.tenant, "_community": self.community}

    def owned(self, **values: Any) -> Mapping[str, Any]:
        """`values` of a row in this community."""
        return {"tenant_id": self.tenant, "community_id": self.community, **values}
