"""Virtual time for the tests that ask for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asr import VoiceActivity
from support import postgres as real_postgres
from support.databases import PostgresDatabase, make_template
from support.halls import file_of
from support.postgres import PostgresServer
from support.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """`pytestmark = pytest.mark.virtual_time` runs a module in virtual time."""
    if item.get_closest_marker("virtual_time"):
        return {"virtual": VirtualTimeLoop}
    return {"real": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def models() -> Path:
    """Where the models are; a test that needs one that is missing skips and says `make models`."""
    return Path(os.environ.get("KIOSK_MODELS", "~/.cache/hall-clerk/models")).expanduser()


@pytest.fixture(scope="session")
def vad(models: Path) -> VoiceActivity:
    return VoiceActivity(file_of(models, "silero/silero_vad.onnx"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL server, one for all tests of a process; a test that needs it where it is missing skips."""
    programs = real_postgres.programs()
    if programs is None:
        pytest.skip(real_postgres.MISSING)
    with real_postgres.postgres_server(programs) as server:
        yield server


@pytest.fixture(scope="session")
def record_template(postgres: PostgresServer) -> str:
    """The name of a database with the record's tables, empty: copied, it makes a test's own in a tenth of the time."""
    return make_template(postgres)


@pytest.fixture
def postgres_database(postgres: PostgresServer, record_template: str) -> Iterator[PostgresDatabase]:
    database = PostgresDatabase(postgres, record_template)
    yield database
    database.close()
