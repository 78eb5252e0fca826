from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from tts import Phone, Speech
from tts.disk_cache import DiskCache

SPEECH = Speech(
    "您好",
    (np.sin(np.arange(12_000) / 9) * 9000).astype(np.int16),
    24_000,
    (Phone("n", 0, 900), Phone("i", 900, 12_000)),
)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def disk_cache(tmp_path: Path) -> DiskCache:
    return DiskCache(tmp_path, max_bytes=10_000_000)


def test_what_is_put_is_taken(disk_cache: DiskCache) -> None:
    name = DiskCache.name_of("voice", "1.000", "您好")
    assert disk_cache.get(name) is None
    disk_cache.put(name, SPEECH)
    taken = disk_cache.get(name)
    assert taken is not None
    assert np.array_equal(taken.pcm, SPEECH.pcm)
    assert taken.pcm.dtype == np.int16
    assert (taken.rate, taken.phones, taken.text) == (SPEECH.rate, SPEECH.phones, "")


def test_what_is_there_is_known_without_being_read(disk_cache: DiskCache) -> None:
    assert not disk_cache.has("name")
    disk_cache.put("name", SPEECH)
    assert disk_cache.has("name")
    assert disk_cache.counts.unread == 0


def test_silence_is_not_worth_keeping(disk_cache: DiskCache, tmp_path: Path) -> None:
    disk_cache.put("ab" * 20, Speech("", np.zeros(0, np.int16), 24_000, ()))
    assert files(tmp_path) == []
    assert disk_cache.counts.unwritten == 0


def test_the_words_are_nowhere_in_the_folder(disk_cache: DiskCache, tmp_path: Path) -> None:
    disk_cache.put(DiskCache.name_of("您好"), SPEECH)
    for path in files(tmp_path):
        assert "您好" not in str(path)
        assert "您好".encode() not in path.read_bytes()


@pytest.mark.parametrize("damage", ["empty", "half", "flipped", "foreign"])
def test_a_corrupt_file_is_dropped_and_counted(disk_cache: DiskCache, tmp_path: Path, damage: str) -> None:
    name = DiskCache.name_of("x")
    disk_cache.put(name, SPEECH)
    (path,) = files(tmp_path)
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(
        {
            "empty": b"",
            "half": data[:middle],
            "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "foreign": b"RIFF" + data[4:],
        }[damage]
    )
    assert disk_cache.get(name) is None
    assert disk_cache.counts.corrupt == 1
    assert files(tmp_path) == []
    disk_cache.put(name, SPEECH)
    assert disk_cache.get(name) is not None


def test_the_longest_unused_is_dropped_first(tmp_path: Path) -> None:
    names = [DiskCache.name_of(str(number)) for number in range(6)]
    size = _size_of_one(tmp_path / "probe")
    disk_cache = DiskCache(tmp_path / "cache", max_bytes=int(size * 4.5))
    for age, name in enumerate(names[:4]):
        disk_cache.put(name, SPEECH)
        (path,) = (tmp_path / "cache").rglob(f"{name}.*")
        os.utime(path, (1000 + age, 1000 + age))
    assert disk_cache.get(names[0]) is not None  # used again: now the youngest
    disk_cache.put(names[4], SPEECH)
    assert disk_cache.get(names[1]) is None
    assert disk_cache.get(names[0]) is not None
    assert disk_cache.get(names[4]) is not None
    assert disk_cache.counts.dropped == 1
    assert sum(path.stat().st_size for path in files(tmp_path / "cache")) <= size * 4.5


def _size_of_one(folder: Path) -> int:
    DiskCache(folder, max_bytes=10_000_000).put("ab" * 20, SPEECH)
    return files(folder)[0].stat().st_size


def test_a_full_disk_is_counted_and_leaves_no_rubbish(
    disk_cache: DiskCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    disk_cache.put(DiskCache.name_of("x"), SPEECH)
    assert disk_cache.counts.unwritten == 1
    assert files(tmp_path) == []
    assert "No space left" in caplog.text
    assert SPEECH.text not in caplog.text


def test_a_folder_that_cannot_be_made_is_no_disaster(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    disk_cache = DiskCache(tmp_path / "file" / "cache", max_bytes=1000)
    disk_cache.put(DiskCache.name_of("x"), SPEECH)
    assert disk_cache.get(DiskCache.name_of("x")) is None
    assert disk_cache.counts.unwritten == 1


def test_what_decides_the_sound_decides_the_name() -> None:
    assert DiskCache.name_of("a", "b") != DiskCache.name_of("ab", "")
    assert DiskCache.name_of("a", "b") == DiskCache.name_of("a", "b")
