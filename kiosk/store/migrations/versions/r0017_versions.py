"""Versions of the scripts and the knowledge, their history, and which version a conversation had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("parent", sa.Integer()),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("author_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_service_versions"),
    )
    op.create_table(
        "service_files",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_service_files"),
    )
    op.create_table(
        "service_history",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("rollout", sa.String(), nullable=False),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_service_history"),
    )
    op.create_table(
        "service_halls",
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "version", name="pk_service_halls"),
    )
    op.add_column("conversations", sa.Column("scripts", sa.String(), nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("reasks", sa.Integer()))
    op.create_index("ix_conversations_scripts", "conversations", ["scripts"])
    if op.get_context().dialect.name != "sqlite":
        return  # on other databases, revoke the role's right to change these rows instead
    for name in ("service_versions", "service_files", "service_history"):
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{deed.lower()} BEFORE {deed} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is only ever appended to'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
