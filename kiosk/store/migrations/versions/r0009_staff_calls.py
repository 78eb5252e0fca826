"""Calls for staff: hand-offs and dangers, and who came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("danger", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("called_ms", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("nobody_ms", sa.BigInteger()),
        sa.Column("taken_ms", sa.BigInteger()),
        sa.Column("arrived_ms", sa.BigInteger()),
        sa.Column("closed_ms", sa.BigInteger()),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("values_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("who_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_calls"),
    )
    op.create_index("ix_staff_calls_called_ms", "staff_calls", ["called_ms"])
    op.create_index("ix_deliveries_kind", "deliveries", ["kind", "state"])


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
