"""Whether a folder holds a Whisper model is seen without loading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asr.whisper.folder import WHISPER_FILES, obstacle_to_whisper
from kiosk.config import load_settings
from support.whisper_folder import whisper_folder


def test_a_whisper_has_no_obstacle(tmp_path: Path) -> None:
    assert obstacle_to_whisper(whisper_folder(tmp_path / "mine")) == ""


def test_the_shipped_model_has_none() -> None:
    folder = load_settings(None, {}).models_dir / "whisper-base"
    if not folder.is_dir():
        pytest.skip("whisper-base is not here")
    assert obstacle_to_whisper(folder) == ""


@pytest.mark.parametrize("name", WHISPER_FILES)
def test_a_file_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    folder = whisper_folder(tmp_path / "mine")
    (folder / name).unlink()
    assert obstacle_to_whisper(folder) == f"{name} is missing"


@pytest.mark.parametrize("content", [b"", b"Whisp", (6).to_bytes(4, "little") + b"\x10\0TransformerSpec\0"])
def test_weights_of_something_else(content: bytes, tmp_path: Path) -> None:
    folder = whisper_folder(tmp_path / "mine")
    (folder / "model.bin").write_bytes(content)
    assert obstacle_to_whisper(folder) == "model.bin holds no Whisper"
