"""Tickets (工单) with their history, which is only appended to. It follows 0022, which was released first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            _text(name)
            for name in ("state", "kind", "source", "hall", "conversation", "service", "department", "owner")
        ),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("opened_ms", "due_ms", "remind_ms")),
        *(sa.Column(name, sa.BigInteger()) for name in ("closed_ms", "overdue_ms", "reminded_ms")),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer()),
        sa.Column("score", sa.Integer()),
        *(_text(name) for name in ("main", "case_mark", "phone_mark", "subject_mark")),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner_sealed", sa.LargeBinary()),
        sa.Column("reply_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_work_tickets"),
        sa.UniqueConstraint("number", name="uq_work_tickets_number"),
        sa.UniqueConstraint("kind", "source", name="uq_work_tickets_kind_source"),
    )
    op.create_index("ix_work_tickets_state", "work_tickets", ["state", "due_ms"])
    for name in ("conversation", "case_mark", "phone_mark", "subject_mark"):
        op.create_index(f"ix_work_tickets_{name}", "work_tickets", [name])
    op.create_table(
        "work_ticket_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("action", "before", "after")),
        sa.Column("changes", sa.JSON(), nullable=False),
        *(_text(name) for name in ("account", "key")),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket"], ["work_tickets.id"], name="fk_work_ticket_events_ticket", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_work_ticket_events"),
        sa.UniqueConstraint("ticket", "version", name="uq_work_ticket_events_ticket_version"),
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER work_ticket_events_no_update BEFORE UPDATE ON work_ticket_events "
            "BEGIN SELECT RAISE(ABORT, 'the history of a ticket is only ever appended to'); END"
        )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
