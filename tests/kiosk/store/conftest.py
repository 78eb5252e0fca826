"""The record's tests run on SQLite and on a real PostgreSQL: by the fixture `database`, on which `hall` stands.

Tests marked `sqlite_suffices` depend little on the database, or take long: on PostgreSQL they run only with
`KIOSK_TEST_POSTGRESQL=all` in the environment. Those marked `sqlite_only` are about SQLite's files.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.config import Settings
from support.databases import SqliteDatabase, TestDatabase


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_name" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    fewer = "sqlite_suffices" in marks and os.environ.get("KIOSK_TEST_POSTGRESQL") != "all"
    both = not fewer and "sqlite_only" not in marks
    metafunc.parametrize("database_name", ["sqlite", "postgresql"] if both else ["sqlite"])


@pytest.fixture
def database(database_name: str, request: pytest.FixtureRequest) -> TestDatabase:
    if database_name == "sqlite":
        return SqliteDatabase()
    found: TestDatabase = request.getfixturevalue("postgres_database")
    return found


@pytest.fixture
def hall(database: TestDatabase, tmp_path: Path) -> Settings:
    """Of a hall with an empty record."""
    return database.settings(tmp_path / "data")
