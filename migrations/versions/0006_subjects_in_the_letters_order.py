"""On PostgreSQL what is shown is kept in the letters' order: others leave out "/" and ":", and what begins alike is not together."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PLAIN = sa.String(length=120)


def upgrade() -> None:
    _keep_as(sa.String(length=120, collation="C"))


def downgrade() -> None:
    _keep_as(_PLAIN)


def _keep_as(kind: sa.String) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("postings", "subject", type_=kind, existing_type=_PLAIN, existing_nullable=False)
