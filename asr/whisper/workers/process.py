"""One worker process, seen from the hall: it is started, told, listened to and killed. No policy in here."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.errors import RecogniserError
from asr.whisper.workers.messages import Answer, Frames, GarbageError, Order, frame, read_answer, write_order

#: One thread each: two workers of one thread beat one worker of two (5.2 s against 7.7 s for 12 utterances).
_QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ORT_DISABLE_TELEMETRY": "1"}
#: Where this package lies: the worker must find it too.
_HERE = str(Path(__file__).resolve().parents[3])
#: Of what it writes to standard error, so much is kept to explain its death (bytes).
_LAST_WORDS = 2000


class WorkerError(RecogniserError):
    """A worker process died, stalled, or spoke nonsense."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The worker has closed its output, or says what nobody understands: it is of no more use."""

    why: str


Said = Answer | Gone


def worker_command(folder: Path, device: str, compute_type: str) -> tuple[str, ...]:
    """The worker of `asr.whisper.workers.worker`. `-P`: nothing in the working directory is taken for a module."""
    return (
        sys.executable,
        "-P",
        "-m",
        "asr.whisper.workers.worker",
        str(folder),
        "--device",
        device,
        "--compute",
        compute_type,
    )


class Child:
    """A running worker process. Made by `start`; `kill` must follow."""

    def __init__(self, process: asyncio.subprocess.Process, on_said: Callable[[Said], None]) -> None:
        self._process = process
        self._on_said = on_said
        self._last_words = b""
        self._readers = (
            asyncio.create_task(self._listen(), name="asr.worker.answers"),
            asyncio.create_task(self._overhear(), name="asr.worker.errors"),
        )

    @classmethod
    async def start(cls, command: Sequence[str], on_said: Callable[[Said], None]) -> Child:
        """`on_said` is called for every answer, and once with `Gone`. Raises `WorkerError` if it cannot be started."""
        path = os.pathsep.join(filter(None, (_HERE, os.environ.get("PYTHONPATH"))))
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **_QUIET, "PYTHONPATH": path}
            )
        except OSError as error:
            raise WorkerError(f"cannot start a recogniser process: {error}") from error
        return cls(process, on_said)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def tell(self, order: Order) -> None:
        """Hand over an order. Returns when it is in the pipe. Raises `WorkerError` when the worker is dead."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(frame(write_order(order)))
            await self._process.stdin.drain()
        except ConnectionError as error:
            raise WorkerError("the recogniser process is gone") from error

    async def kill(self) -> None:
        """End it, wherever it is, and wait until nothing of it is left."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        # Both read to the end, which is near now: a pipe that is not read to its end is never closed.
        await asyncio.gather(*self._readers)
        await self._process.wait()

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        frames = Frames()
        try:
            while data := await self._process.stdout.read(1 << 16):
                for payload in frames.feed(data):
                    self._on_said(read_answer(payload))
        except GarbageError as error:
            self._on_said(Gone(f"the recogniser process speaks nonsense: {error}"))
            while await self._process.stdout.read(1 << 16):
                pass
            return
        # What it wrote before it died explains the death, and may still be on its way.
        await asyncio.wait(self._readers[1:], timeout=0.5)
        words = self._last_words.decode(errors="replace").strip().splitlines()
        self._on_said(Gone("the recogniser process died" + (f": {words[-1][:200]}" if words else "")))

    async def _overhear(self) -> None:
        assert self._process.stderr is not None
        while data := await self._process.stderr.read(1 << 12):
            self._last_words = (self._last_words + data)[-_LAST_WORDS:]
