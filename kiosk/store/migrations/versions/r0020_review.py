"""Facts of services and questions for the numbers; confidence, rivals, corrections and score sheets for the review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("confidence", sa.Float()))
    op.add_column("turns", sa.Column("rivals_sealed", sa.LargeBinary()))
    op.create_table(
        "corrections",
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_corrections_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn", name="pk_corrections"),
    )
    op.create_table(
        "review_scores",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        _of_conversation("review_scores"),
        sa.PrimaryKeyConstraint("conversation", "account", name="pk_review_scores"),
    )
    op.create_table(
        "service_runs",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("device", "channel", "scripts", "version")),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger()),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("outcome", "reason", "step")),
        _of_conversation("service_runs"),
        sa.PrimaryKeyConstraint("conversation", "service", "number", name="pk_service_runs"),
    )
    op.create_index("ix_service_runs_began_ms", "service_runs", ["began_ms"])
    op.create_index("ix_service_runs_ended_ms", "service_runs", ["ended_ms"])
    op.create_table(
        "step_asks",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("service", "step", "device", "channel", "scripts")),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("reask", sa.String(), nullable=False),
        sa.Column("put", sa.Integer(), nullable=False),
        _of_conversation("step_asks"),
        sa.PrimaryKeyConstraint("conversation", "number", name="pk_step_asks"),
    )
    op.create_index("ix_step_asks_at_ms", "step_asks", ["at_ms"])


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation"], ["conversations.id"], name=f"fk_{table}_conversation", ondelete="CASCADE"
    )


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
