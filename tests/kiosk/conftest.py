"""Virtual time for the tests that ask for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from asr import VoiceActivity
from support.halls import file_of
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
