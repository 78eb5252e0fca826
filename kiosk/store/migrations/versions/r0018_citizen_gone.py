"""Calls for staff: whether the citizen is still there, and was told that nobody came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_calls", sa.Column("told_ms", sa.BigInteger()))
    op.add_column("staff_calls", sa.Column("gone_ms", sa.BigInteger()))
    op.add_column("staff_calls", sa.Column("gone", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
