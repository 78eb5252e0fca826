"""Migrates a database to this version's schema, with the migrations of the installed package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from kiosk.store.errors import StoreError

MIGRATIONS = Path(__file__).with_name("migrations")


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def is_current(connection: Connection) -> bool:
    """Whether the schema is this version's. Writes nothing."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def upgrade(connection: Connection) -> None:
    """Migrate to the newest revision. Raises `StoreError("newer")` for a database of a later version."""
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError:
        raise StoreError(
            "newer",
            "The record was made by a newer version of this program; install that version, or use another data_dir.",
        ) from None
