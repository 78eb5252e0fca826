"""Gaps: questions without a written answer, sealed; never changed, purged with age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_at_ms", "gaps", ["at_ms"])
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER gaps_no_update BEFORE UPDATE ON gaps "
            "BEGIN SELECT RAISE(ABORT, 'gaps are only ever appended to'); END"
        )


def downgrade() -> None:
    op.drop_table("gaps")
