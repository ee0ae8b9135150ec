"""What was answered lies beside its keys on SQLite, no more among them: an answer is a card, and a tree of cards is slow to search."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_anew()


def downgrade() -> None:
    _make_anew(sqlite_with_rowid=False)


def _make_anew(**options: Any) -> None:
    """The same table, kept another way. Nothing refers to it, so nothing goes with the old one."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.create_table(
        "inbox_anew",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_inbox")),
        **options,
    )
    op.execute("INSERT INTO inbox_anew (tenant_id, key, answer, at) SELECT tenant_id, key, answer, at FROM inbox")
    op.drop_table("inbox")
    op.rename_table("inbox_anew", "inbox")
    op.create_index("ix_inbox_at", "inbox", ["at"])
