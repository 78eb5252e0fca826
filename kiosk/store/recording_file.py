"""Writes one recorded call into a file, which a crash or a full disk leaves readable. Blocking.

It is called `<ms since 1970>-<16 digits>.part` while the call goes on, and `.rec` from its end on.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.store.crypto import Keyring
from kiosk.store.recording_format import FrameCodec, RecordingEnd, RecordingHead

#: Bytes of the disk that recordings leave free: for the record, which must not be lost.
RESERVE = 256 << 20
PART, DONE = ".part", ".rec"


class RecordingFile:
    """For one thread at a time. After an OSError the file is as it was before, and the next write may succeed."""

    def __init__(self, folder: Path, keys: Keyring, head: RecordingHead) -> None:
        """Make the folder and the file. Raises OSError, also where the disk is nearly full."""
        folder.mkdir(0o700, parents=True, exist_ok=True)
        self.path = folder / f"{head.began_ms}-{secrets.token_hex(8)}{PART}"
        self._codec = FrameCodec(keys, self.path.stem)
        self._frames = self._size = 0
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            self._append(self._codec.head(head))
        except OSError:
            self.discard()
            raise

    def add(self, first: int, pcm: NDArray[np.int16]) -> None:
        """`pcm`: int16 of shape (n, 2), from sample `first` on."""
        self._append(self._codec.sound(self._frames, first, pcm))

    def finish(self, samples: int, missing: int) -> None:
        """Write the end, sync, close, and give the file its name.

        After an OSError it keeps the name of an unfinished one, and is finished at the next start.
        """
        try:
            self._append(self._codec.end(RecordingEnd(samples, missing, self._frames)), reserve=0)
            os.fsync(self._descriptor)
            name_finished(self.path)
        finally:
            os.close(self._descriptor)

    def discard(self) -> None:
        """Close and delete it."""
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)

    def _append(self, frame: bytes, *, reserve: int = RESERVE) -> None:
        if shutil.disk_usage(self.path.parent).free < reserve:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path.parent))
        try:
            if os.pwrite(self._descriptor, frame, self._size) < len(frame):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size, self._frames = self._size + len(frame), self._frames + 1


def name_finished(path: Path) -> None:
    """`.part` → `.rec`, and synced to the disk."""
    path.rename(path.with_suffix(DONE))
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
