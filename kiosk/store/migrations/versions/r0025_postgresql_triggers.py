"""On PostgreSQL too, what is only ever appended to refuses changes, as SQLite has done from the beginning."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0021"
branch_labels = None
depends_on = None

#: Table -> what is refused. Old gaps are deleted, and tickets with their history.
_REFUSED = {
    "events": "UPDATE OR DELETE",
    "gaps": "UPDATE",
    "audit": "UPDATE OR DELETE",
    "service_versions": "UPDATE OR DELETE",
    "service_files": "UPDATE OR DELETE",
    "service_history": "UPDATE OR DELETE",
    "work_ticket_events": "UPDATE",
}


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE FUNCTION only_ever_appended_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is only ever appended to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table, deeds in _REFUSED.items():
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE {deeds} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_ever_appended_to()"
        )
        if "DELETE" in deeds:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended_to()"
            )


def downgrade() -> None:
    raise NotImplementedError("restore the copy of the record that was made before the update")
