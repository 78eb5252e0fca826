"""Alembic's entry point: runs on the connection that `kiosk.store.migrate` provides."""

from __future__ import annotations

from alembic import context

from kiosk.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot ALTER most things in place
    transactional_ddl=True,  # the store begins its transactions itself, so a failed migration is rolled back
)
with context.begin_transaction():
    context.run_migrations()
