"""`kiosk serve --new-key`: says what is lost, and does nothing while a hall runs or the key is right."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.commands.new_key import give_up_the_lost_key
from kiosk.config import Settings, load_settings
from kiosk.store import CaseEntry, ConversationEntry, KeyFileError, Store
from kiosk.store.data_lock import DataDirInUseError, sole_user_of


@pytest.fixture
def hall(tmp_path: Path) -> Settings:
    settings = load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "data")})

    async def fill() -> None:
        store = await Store.open(settings)
        await store.keep(ConversationEntry("c1", "k1", "screen", 1, cases=(CaseEntry("s", "v", "SB1", 2),)))
        await store.close()

    asyncio.run(fill())
    return settings


def test_what_is_lost_is_said_before_a_key_is_made(hall: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyFileError, match="without --new-key"):
        give_up_the_lost_key(hall)
    hall.key_path.unlink()
    with sole_user_of(hall.data_dir), pytest.raises(DataDirInUseError):
        give_up_the_lost_key(hall)
    assert not hall.key_path.exists()
    give_up_the_lost_key(hall)
    told = capsys.readouterr().err
    for text in ("cases: 1", "conversations: 1", "永远读不出来", "never be read again", str(hall.key_path)):
        assert text in told, text
    assert hall.key_path.read_text().startswith("2 "), "a number that nothing is sealed with"
