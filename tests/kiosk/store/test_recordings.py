"""Recordings on the disk: sealed, bound to their place, whole after a kill at any byte, and never in a call's way."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import structlog

from kiosk.store import StoreError, recording_file, recordings
from kiosk.store.crypto import Keyring
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead
from kiosk.store.recording_writer import CHUNKS, RecordingWriter

KEYS = Keyring({1: bytes(range(32))}, 1)
HEAD = RecordingHead("40325ec2-5efd", "c1", "audiosocket", 1_795_000_000_000, 8_000)
RATE = 8_000


def second(value: int, samples: int = RATE) -> np.ndarray:
    return np.stack([np.full(samples, value, np.int16), np.full(samples, -value, np.int16)], axis=1)


def made(folder: Path, seconds: int = 3, head: RecordingHead = HEAD) -> RecordingFile:
    file = RecordingFile(folder, KEYS, head)
    for n in range(seconds):
        file.add(n * RATE, second(n + 1))
    return file


def heard(folder: Path, keys: Keyring = KEYS) -> np.ndarray:
    (found,), _ = recordings.stored(folder, keys)
    return np.concatenate(list(recordings.sound(found, keys)))


def test_it_is_read_as_it_was_written_with_silence_where_nothing_was(tmp_path: Path) -> None:
    file = made(tmp_path, 2)
    file.add(5 * RATE, second(6, 100))
    assert [each.end for each in recordings.stored(tmp_path, KEYS)[0]] == [None], "the call goes on"
    file.finish(6 * RATE + 7, 40)
    ((found,), unreadable) = recordings.stored(tmp_path, KEYS)
    assert unreadable == 0
    assert found.head == HEAD
    assert found.end is not None
    assert (found.end.samples, found.end.missing, found.end.cut) == (6 * RATE + 7, 40, False)
    sound = heard(tmp_path)
    assert sound.shape == (6 * RATE + 7, 2)
    assert (sound[: 2 * RATE] == np.concatenate([second(1), second(2)])).all()
    assert not sound[2 * RATE : 5 * RATE].any()
    assert (sound[5 * RATE : 5 * RATE + 100] == second(6, 100)).all()
    assert recordings.of_call(tmp_path, KEYS, "c1") == recordings.of_call(tmp_path, KEYS, HEAD.call) == [found]
    assert recordings.of_call(tmp_path, KEYS, "other") == []


def test_neither_sound_nor_call_can_be_read_without_the_key(tmp_path: Path) -> None:
    made(tmp_path).finish(3 * RATE, 0)
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    assert second(1).tobytes()[:32] not in data
    assert HEAD.call.encode() not in data
    assert path.stat().st_mode & 0o077 == 0
    assert recordings.stored(tmp_path, Keyring({1: bytes(32)}, 1)) == ([], 1)


@pytest.mark.parametrize("where", [60, 40_000, 70_000, -40_000])
def test_a_changed_byte_is_found(tmp_path: Path, where: int) -> None:
    made(tmp_path).finish(3 * RATE, 0)
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[where] ^= 1
    path.write_bytes(data)
    found, unreadable = recordings.stored(tmp_path, KEYS)
    if found:
        with pytest.raises(StoreError):
            list(recordings.sound(found[0], KEYS))
    else:
        assert unreadable == 1


def test_frames_that_were_taken_out_are_missed(tmp_path: Path) -> None:
    made(tmp_path).finish(3 * RATE, 0)
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    frame = (len(data) - 400) // 3
    end = data[-161:]
    path.write_bytes(data[: len(data) - len(end) - frame] + end)
    (found,), _ = recordings.stored(tmp_path, KEYS)
    with pytest.raises(StoreError):
        list(recordings.sound(found, KEYS))


def test_a_kill_at_any_byte_leaves_whole_seconds_or_nothing(tmp_path: Path) -> None:
    file = made(tmp_path / "whole", 3)
    data = file.path.read_bytes()
    ends = [0]
    with file.path.open("rb") as opened:
        for sealed in recordings.frames(opened):
            ends.append(ends[-1] + 4 + len(sealed))
    cuts = sorted({*range(0, len(data), 997), *(max(0, end + step) for end in ends for step in (-1, 0, 1))})
    for cut in (cut for cut in cuts if cut <= len(data)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / file.path.name).write_bytes(data[:cut])
        frames = sum(end <= cut for end in ends[1:])
        kept = max(0, frames - 1)
        assert recordings.finish_left_over(folder, KEYS) == ((1, 0) if kept else (0, 1))
        if kept:
            (found,), _ = recordings.stored(folder, KEYS)
            assert found.end is not None
            assert found.end.cut
            assert (heard(folder) == np.concatenate([second(n + 1) for n in range(kept)])).all()
        else:
            assert list(folder.iterdir()) == []
    assert recordings.finish_left_over(tmp_path / "nowhere", KEYS) == (0, 0)


def test_a_process_that_is_killed_while_it_records(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from tests.kiosk.store.test_recordings import *
file = RecordingFile(Path({str(tmp_path)!r}), KEYS, HEAD)
for n in range(100_000):
    file.add(n * RATE, second(n % 1000 + 1))
    if n == 20:
        print("on", flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."})
    assert child.stdout is not None
    assert child.stdout.readline() == b"on\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert recordings.finish_left_over(tmp_path, KEYS) == (1, 0)
    sound = heard(tmp_path)
    assert len(sound) >= 20 * RATE
    assert (sound[:: RATE // 2, 0] == np.repeat(np.arange(len(sound) // RATE) % 1000 + 1, 2)).all()


def test_another_key_deletes_nothing(tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(StoreError, match="key"):
        recordings.finish_left_over(tmp_path, Keyring({2: bytes(32)}, 2))
    assert len(list(tmp_path.iterdir())) == 1


def test_old_ones_are_purged_and_what_goes_on_is_not(tmp_path: Path) -> None:
    for began in (1_000, 2_000, 3_000):
        made(tmp_path, 1, RecordingHead("x", "c", "audiosocket", began, RATE)).finish(RATE, 0)
    made(tmp_path, 1, RecordingHead("x", "c", "audiosocket", 500, RATE))
    assert recordings.purge(tmp_path, 2_500) == 2
    left, _ = recordings.stored(tmp_path, KEYS)
    assert [each.head.began_ms for each in left] == [3_000, 500]


def test_a_full_disk_takes_no_more_and_spoils_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made(tmp_path, 1)
    real = os.pwrite

    def half(descriptor: int, data: bytes, at: int) -> int:
        real(descriptor, data[: len(data) // 2], at)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(OSError, match="full"):
        file.add(RATE, second(2))
    monkeypatch.setattr(os, "pwrite", real)
    file.add(2 * RATE, second(3))
    file.finish(3 * RATE, RATE)
    sound = heard(tmp_path)
    assert (sound[:RATE] == second(1)).all()
    assert not sound[RATE : 2 * RATE].any()
    assert (sound[2 * RATE :] == second(3)).all()


# ---- the writer -----------------------------------------------------------------------------------------------------


class Faults:
    def __init__(self) -> None:
        self.kinds: list[str] = []

    def recording_fault(self, kind: str) -> None:
        self.kinds.append(kind)


def writer(folder: Path, faults: Faults) -> RecordingWriter:
    return RecordingWriter(folder, KEYS, faults, structlog.get_logger("kiosk"))


async def test_the_writer_writes_several_calls_at_once(tmp_path: Path) -> None:
    faults = Faults()
    writing = writer(tmp_path, faults)
    calls = [await writing.begin(RecordingHead(f"{n}", "", "audiosocket", n, RATE)) for n in range(3)]
    for n in range(5):
        for number, call in enumerate(calls):
            assert call is not None
            writing.add(call, n * RATE, second(10 * number + n + 1))
    for call in calls:
        assert call is not None
        writing.finish(call, 5 * RATE)
    await writing.close(30)
    assert faults.kinds == []
    for number in range(3):
        (found,) = recordings.of_call(tmp_path, KEYS, str(number))
        sound = np.concatenate(list(recordings.sound(found, KEYS)))
        assert (sound[::RATE, 0] == np.arange(5) + 10 * number + 1).all()


async def test_a_full_disk_is_counted_told_and_over_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = Faults()
    writing = writer(tmp_path, faults)
    call = await writing.begin(HEAD)
    assert call is not None
    writing.add(call, 0, second(1))
    free = recording_file.shutil.disk_usage(tmp_path)
    full = free._replace(free=recording_file.RESERVE - 1)
    await drained(writing)
    monkeypatch.setattr(recording_file.shutil, "disk_usage", lambda _: full)
    writing.add(call, RATE, second(2))
    await drained(writing)
    assert faults.kinds == ["full"]
    assert writing.trouble is not None
    assert "free some space" in writing.trouble["do"]
    assert await writing.begin(HEAD) is None, "no call begins to be recorded"
    monkeypatch.setattr(recording_file.shutil, "disk_usage", lambda _: free)
    writing.add(call, 2 * RATE, second(3))
    await drained(writing)
    assert writing.trouble is None
    writing.finish(call, 3 * RATE)
    await writing.close(30)
    (found,) = recordings.of_call(tmp_path, KEYS, HEAD.call)
    assert found.end is not None
    assert found.end.missing == RATE


async def test_a_disk_that_stands_still_holds_up_no_call_and_no_memory(tmp_path: Path) -> None:
    faults, stands = Faults(), threading.Event()
    writing = writer(tmp_path, faults)
    call = await writing.begin(HEAD)
    assert call is not None
    await drained(writing)  # the file is there before its making has left the queue
    before = call.file.add

    def stuck(first: int, pcm: np.ndarray) -> None:
        stands.wait(60)
        before(first, pcm)

    call.file.add = stuck  # type: ignore[method-assign]
    for n in range(CHUNKS + 50):
        writing.add(call, n * 10, second(1, 10))
    assert call.dropped == 50 * 10
    assert set(faults.kinds) == {"slow"}
    assert await writing.begin(HEAD) is None, "within 0.3 s"
    stands.set()
    await drained(writing)
    writing.finish(call, CHUNKS * 10)
    await writing.close(30)
    (found,), _ = recordings.stored(tmp_path, KEYS)
    assert found.end is not None
    assert found.end.missing == 500
    assert [path.suffix for path in tmp_path.iterdir()] == [".rec"], "the file that came too late is deleted"


async def test_a_caller_who_hangs_up_before_the_file_is_there_leaves_none(tmp_path: Path) -> None:
    faults, stands = Faults(), threading.Event()
    writing = writer(tmp_path, faults)
    call = await writing.begin(HEAD)
    assert call is not None
    call.file.add = lambda *_: stands.wait(60)  # type: ignore[method-assign, assignment]
    writing.add(call, 0, second(1, 10))
    waiting = asyncio.create_task(writing.begin(HEAD))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    stands.set()
    await drained(writing)
    writing.finish(call, 10)
    await writing.close(30)
    assert [path.suffix for path in tmp_path.iterdir()] == [".rec"]


async def drained(writing: RecordingWriter) -> None:
    async with asyncio.timeout(30):
        while writing.waiting:
            await asyncio.sleep(0)
