"""Kiosks, and where a conversation and a call for staff took place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False, server_default=""),
        sa.Column("window", sa.String(), nullable=False, server_default=""),
        sa.Column("volume", sa.Integer(), nullable=False, server_default="100"),
        sa.Column("elderly", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.String()),
        sa.Column("code_mark", sa.String()),
        sa.Column("code_until_ms", sa.BigInteger()),
        sa.Column("enrolled_ms", sa.BigInteger()),
        sa.Column("revoked_ms", sa.BigInteger()),
        sa.Column("seen_ms", sa.BigInteger()),
        sa.Column("address", sa.String(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_kiosks"),
        sa.UniqueConstraint("name", name="uq_kiosks_name"),
    )
    for table in ("conversations", "staff_calls"):
        for column in ("place", "window"):
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
