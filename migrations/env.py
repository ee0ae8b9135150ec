"""Alembic's way in: migrations run on the connection that Canopy hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from store import schema as schema  # so that `metadata` holds every table
from store.columns import Instant, metadata
from store.schema_library import described


def _rendered(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write an instant as what the database holds, so that a migration stands on its own."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=_rendered,
    include_name=described,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
