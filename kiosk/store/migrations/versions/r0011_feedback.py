"""Ratings; where a gap was asked; what staff saw to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("done_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_at_ms", "ratings", ["at_ms"])
    op.add_column("gaps", sa.Column("device", sa.String(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("done_ms", sa.BigInteger()))


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
