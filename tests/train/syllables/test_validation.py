"""The list of recordings to measure on is read before any work."""

from __future__ import annotations

from pathlib import Path

import pytest

from train.syllables.validation import listed_recordings


def test_files_and_texts_are_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("| file | text |\n|---|---|\n| a.wav | 1.0 | 您好 (read) |\n", encoding="utf-8")
    (tmp_path / "a.wav").touch()
    assert listed_recordings(tmp_path) == [("a.wav", "您好")]


def test_a_list_of_nothing_and_a_recording_that_is_absent(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Recordings", encoding="utf-8")
    with pytest.raises(ValueError, match="lists no recordings"):
        listed_recordings(tmp_path)
    (tmp_path / "README.md").write_text("| b.wav | 1.0 | 您好 |", encoding="utf-8")
    with pytest.raises(ValueError, match=r"not there: b\.wav"):
        listed_recordings(tmp_path)
