"""Pictures that citizens hand in, of one conversation each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "digest", name="pk_pictures"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_pictures_conversation", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
