"""What happened in each telephone call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False, server_default=""),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_at_ms", "calls", ["at_ms"])
    op.create_index("ix_calls_call", "calls", ["call"])


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
