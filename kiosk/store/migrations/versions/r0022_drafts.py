"""Drafts of the scripts, their saves, and the conversations that were tried with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "script_drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("parent", sa.Integer()),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("discarded_ms", sa.BigInteger()),
        sa.Column("proposed", sa.Integer()),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_script_drafts"),
    )
    op.create_table(
        "script_saves",
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        _of_draft("script_saves"),
        sa.PrimaryKeyConstraint("draft", "revision", name="pk_script_saves"),
    )
    op.create_table(
        "script_trials",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("service", "channel", "ending")),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lines_sealed", sa.LargeBinary(), nullable=False),
        _of_draft("script_trials"),
        sa.PrimaryKeyConstraint("id", name="pk_script_trials"),
    )
    op.create_index("ix_script_trials_draft", "script_trials", ["draft"])


def _of_draft(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["draft"], ["script_drafts.id"], name=f"fk_{table}_draft", ondelete="CASCADE")


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
