"""The folder of recorded calls: list, find, read, delete, purge, and what to do with what a crash left. Blocking.

Functions raise OSError where the disk fails, and `StoreError` for a file that does not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.recording_file import DONE, PART, name_finished
from kiosk.store.recording_format import (
    END_FRAME,
    FrameCodec,
    RecordingEnd,
    RecordingHead,
    first_frame,
    frame_bytes,
    frames,
)

#: Samples of silence in one piece.
_PIECE = 80_000


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """`end` None: the call goes on, or its end has not been written."""

    path: Path
    head: RecordingHead
    end: RecordingEnd | None


def stored(folder: Path, keys: Keyring) -> tuple[list[StoredRecording], int]:
    """All recordings, the newest first, and how many files do not open."""
    found, unreadable = list[StoredRecording](), 0
    paths = [path for path in folder.glob("*-*") if path.suffix in (PART, DONE)] if folder.is_dir() else []
    for path in paths:
        try:
            found.append(_look(path, keys))
        except (StoreError, OSError):  # OSError: purged meanwhile
            unreadable += path.exists()
    return sorted(found, key=lambda each: each.head.began_ms, reverse=True), unreadable


def of_call(folder: Path, keys: Keyring, call: str) -> list[StoredRecording]:
    """The recordings of the call that the dialplan, or the record, names so; the newest first."""
    return [each for each in stored(folder, keys)[0] if call in (each.head.call, each.head.conversation)]


def sound(recording: StoredRecording, keys: Keyring) -> Iterator[NDArray[np.int16]]:
    """The whole sound of a finished one in pieces of int16, shape (n, 2): caller and clerk. Silence where none is kept.

    Raises `StoreError("corrupt")` where a frame was changed, moved or taken out.
    """
    end = recording.end
    if end is None:
        raise StoreError("other", "The call is still being recorded: wait for its end.")
    codec, at, number = FrameCodec(keys, recording.path.stem), 0, 0
    with recording.path.open("rb") as file:
        for number, sealed in zip(range(end.frames), frames(file), strict=False):
            if number == 0:
                codec.open_head(sealed)
                continue
            first, pcm = codec.open_sound(number, sealed)
            if first < at or first + len(pcm) > end.samples:
                raise StoreError("corrupt", f"{recording.path.name} holds sound outside its call.")
            yield from _silence(first - at)
            yield pcm
            at = first + len(pcm)
    if number + 1 != end.frames:
        raise StoreError("corrupt", f"{recording.path.name} lacks frames: {number + 1} of {end.frames} are there.")
    yield from _silence(end.samples - at)


def purge(folder: Path, before_ms: int) -> int:
    """Delete finished recordings of calls that began before that time. How many."""
    deleted = 0
    for path in folder.glob(f"*-*{DONE}"):
        began = path.stem.partition("-")[0]
        if began.isdecimal() and int(began) < before_ms:
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def finish_left_over(folder: Path, keys: Keyring) -> tuple[int, int]:
    """At the start, before any call: finish what a breakdown left, as far as it opens, and delete what holds no sound.

    How many were finished, and deleted. Raises `StoreError("key")` for one that another key seals, which stays.
    """
    finished = deleted = 0
    for path in sorted(folder.glob(f"*-*{PART}")):
        if _finish(path, keys):
            finished += 1
        else:
            path.unlink(missing_ok=True)
            deleted += 1
    return finished, deleted


def _finish(path: Path, keys: Keyring) -> bool:
    """False: there is no sound in it."""
    codec, size, samples, number = FrameCodec(keys, path.stem), 0, 0, 0
    with path.open("r+b") as file:
        for sealed in frames(file):
            try:
                if number:
                    first, pcm = codec.open_sound(number, sealed)
                    samples = first + len(pcm)
                else:
                    codec.open_head(sealed)
            except StoreError as error:
                if error.kind == "key":
                    raise
                break
            size, number = size + frame_bytes(sealed), number + 1
        if not samples:
            return False
        file.seek(size)
        file.write(codec.end(RecordingEnd(samples, 0, number, cut=True)))
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    name_finished(path)
    return True


def _look(path: Path, keys: Keyring) -> StoredRecording:
    codec = FrameCodec(keys, path.stem)
    with path.open("rb") as file:
        head = codec.open_head(first_frame(file))
        if path.suffix == PART:
            return StoredRecording(path, head, None)
        file.seek(max(0, os.fstat(file.fileno()).st_size - END_FRAME))
        return StoredRecording(path, head, codec.open_end(first_frame(file)))


def _silence(samples: int) -> Iterator[NDArray[np.int16]]:
    while samples > 0:
        yield np.zeros((min(samples, _PIECE), 2), np.int16)
        samples -= _PIECE
