"""The hall's writer of recorded calls: what calls give it waits in a queue and is written by one thread.

No call ever waits for the disk but at its beginning, for `_BEGIN_S` at most. A chunk that cannot be written, or that
finds the queue full, is missing from its recording; it is counted and told, and the call goes on.
"""

from __future__ import annotations

import asyncio
import errno
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.store.crypto import Keyring
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead

#: Chunks of a second that wait for a slow disk, of all calls together: 19 MB. Overflow: the newest is dropped.
CHUNKS = 600
#: Seconds that a call waits for its file; later it is not recorded, and its greeting does not say so.
_BEGIN_S = 0.3
_KINDS = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EACCES: "readonly", errno.EPERM: "readonly",
          errno.EROFS: "readonly"}  # fmt: skip
_ADVICE = {
    "full": "The disk is full: free some space, or shorten phone.record_days. Calls go on without being recorded.",
    "readonly": "The folder of recordings cannot be written: check the rights of data_dir/recordings.",
    "slow": "The disk is too slow to record on: move data_dir to another one, or set phone.record to off.",
}


class RecordingFaults(Protocol):
    """Counts what is missing from recordings, by kind: full, readonly, slow, other."""

    def recording_fault(self, kind: str) -> None: ...


@dataclass(eq=False, slots=True)
class OpenRecording:
    """A recording in progress. Samples that are missing: `dropped` from the queue, `unwritten` by the thread."""

    file: RecordingFile
    dropped: int = 0
    unwritten: int = 0

    @property
    def missing(self) -> int:
        return self.dropped + self.unwritten


class RecordingWriter:
    """One per hall. Its task runs while something waits. `thread`: where files are written; one worker."""

    def __init__(self, folder: Path, keys: Keyring, faults: RecordingFaults, log: Any) -> None:
        self._folder, self._keys, self._faults, self._log = folder, keys, faults, log
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recordings")
        self._line: deque[Callable[[], None]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._failing = ""  # the kind of the last fault; empty since a write succeeded

    async def begin(self, head: RecordingHead) -> OpenRecording | None:
        """Make the file. None: it cannot be made, or not in time."""
        made: asyncio.Future[RecordingFile | None] = asyncio.get_running_loop().create_future()
        self._put(partial(self._make, head, made, asyncio.get_running_loop()))
        try:
            await asyncio.wait([made], timeout=_BEGIN_S)
        except asyncio.CancelledError:  # the caller hung up meanwhile
            if not made.cancel() and (file := made.result()) is not None:
                self._put(file.discard)
            raise
        if not made.done():
            made.cancel()
            self._fails("slow")
            return None
        file = made.result()
        return None if file is None else OpenRecording(file)

    def _make(
        self, head: RecordingHead, made: asyncio.Future[RecordingFile | None], loop: asyncio.AbstractEventLoop
    ) -> None:
        file = None
        try:
            file = RecordingFile(self._folder, self._keys, head)
        finally:
            loop.call_soon_threadsafe(_give, made, file)

    def add(self, recording: OpenRecording, first: int, pcm: NDArray[np.int16]) -> None:
        """A chunk of shape (n, 2), from sample `first` on. Never waits."""

        def write() -> None:
            recording.unwritten += len(pcm)
            recording.file.add(first, pcm)
            recording.unwritten -= len(pcm)

        if len(self._line) >= CHUNKS:
            recording.dropped += len(pcm)
            self._fails("slow")
        else:
            self._put(write)

    def finish(self, recording: OpenRecording, samples: int) -> None:
        """The call is over, `samples` long."""
        self._put(lambda: recording.file.finish(samples, recording.missing))

    @property
    def waiting(self) -> int:
        """Writes that wait for the disk."""
        return len(self._line)

    @property
    def trouble(self) -> dict[str, str] | None:
        """For `/readyz`: why calls are not recorded as they should be, and what to do."""
        if not self._failing:
            return None
        return {"kind": self._failing, "do": _ADVICE.get(self._failing, "See the log.")}

    async def close(self, within_s: float) -> None:
        """Write what waits. What is left after that time is finished at the next start."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=within_s)
            if self._task is not None:
                self._task.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _put(self, work: Callable[[], None]) -> None:
        self._line.append(work)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="recording writer")

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._line:
                try:
                    await loop.run_in_executor(self._thread, self._line[0])
                except OSError as error:
                    self._fails(_KINDS.get(error.errno or 0, "other"))
                else:
                    self._works()
                self._line.popleft()
        finally:
            self._task = None

    def _fails(self, kind: str) -> None:
        self._faults.recording_fault(kind)
        if self._failing != kind:
            self._log.error("calls are not recorded as they should be; they go on", kind=kind)
        self._failing = kind

    def _works(self) -> None:
        if self._failing and len(self._line) < CHUNKS // 2:
            self._log.warning("calls are recorded again")
            self._failing = ""


def _give(made: asyncio.Future[RecordingFile | None], file: RecordingFile | None) -> None:
    if not made.cancelled():
        made.set_result(file)
    elif file is not None:  # the call did not wait so long
        file.discard()
