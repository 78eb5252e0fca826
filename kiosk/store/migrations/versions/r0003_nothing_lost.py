"""Several cases in a conversation, each with its slots; a canary for the key; the trusted clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    before = op.get_bind().execute(sa.text("SELECT conversation, service, filed_ms, receipt_sealed FROM cases"))
    rows = [dict(row) for row in before.mappings()]
    op.drop_table("cases")
    cases = op.create_table(
        "cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False, server_default=""),
        sa.Column("filed_ms", sa.BigInteger(), nullable=False),
        sa.Column("receipt_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("slots_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_cases_conversation", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_cases_conversation", "cases", ["conversation"])
    if rows:  # the id is part of the place that a receipt is sealed for; it was the conversation's
        op.bulk_insert(cases, [row | {"id": row["conversation"]} for row in rows])
    op.create_table(
        "canary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canary"),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trusted_ms", sa.BigInteger(), nullable=False),
        sa.Column("doubted_ms", sa.BigInteger()),
        sa.Column("doubted_for_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
