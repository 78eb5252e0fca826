"""Accounts linked to people at the organisation's sign-in server, and how each session was signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("linked_sealed", sa.LargeBinary()))
    op.add_column("accounts", sa.Column("linked_mark", sa.String()))
    op.create_index("ix_accounts_linked_mark", "accounts", ["linked_mark"], unique=True)
    op.add_column("account_sessions", sa.Column("means", sa.String(), nullable=False, server_default="password"))


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
