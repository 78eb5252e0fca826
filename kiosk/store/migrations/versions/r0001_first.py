"""The first schema: conversations, turns, slots, cases, and the append-only events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger()),
        sa.Column("ending", sa.String()),
        sa.Column("service", sa.String(), nullable=False, server_default=""),
        sa.Column("version", sa.String(), nullable=False, server_default=""),
        sa.Column("state_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_began_ms", "conversations", ["began_ms"])
    op.create_table(
        "turns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("heard_sealed", sa.LargeBinary()),
        sa.Column("timings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        _to_conversation("turns"),
        sa.UniqueConstraint("conversation", "number", name="uq_turns_conversation_number"),
    )
    op.create_table(
        "slots",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "name", name="pk_slots"),
        _to_conversation("slots"),
    )
    op.create_table(
        "cases",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("filed_ms", sa.BigInteger(), nullable=False),
        sa.Column("receipt_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name="pk_cases"),
        _to_conversation("cases"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_conversation", "events", ["conversation"])
    _append_only()


def _to_conversation(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_conversation"
    return sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=name, ondelete="CASCADE")


def _append_only() -> None:
    if op.get_context().dialect.name != "sqlite":
        return  # on other databases, revoke the role's right to change events instead
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_no_{deed.lower()} BEFORE {deed} ON events "
            "BEGIN SELECT RAISE(ABORT, 'events are only ever appended to'); END"
        )


def downgrade() -> None:
    for table in ("events", "cases", "slots", "turns", "conversations"):
        op.drop_table(table)
