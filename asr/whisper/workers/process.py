"""One worker process, seen from the hall: start it, send requests, receive replies, kill it. No policy in here."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.errors import RecogniserError
from asr.whisper.workers.messages import (
    DecodeRequest,
    FrameReader,
    WorkerProtocolError,
    WorkerReply,
    frame,
    read_reply,
    write_request,
)

#: One thread each: two workers of one thread beat one worker of two (5.2 s against 7.7 s for 12 utterances).
#: glibc gives memory back beyond 8 MB at the end of its one heap. By itself it raises that limit with every long
#: utterance: 60 utterances of up to 15 s took a worker from 464 to 601 MB, with this to 484 MB, at the same speed.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": str(8 << 20),
}
#: The folder that holds the package `asr`: the worker imports it too.
_PACKAGE_ROOT = str(Path(__file__).resolve().parents[3])
#: The newest bytes of its standard error that are kept, to explain its end.
_STDERR_KEPT = 2000


class WorkerError(RecogniserError):
    """A worker process died, stalled, or broke the protocol."""


@dataclass(frozen=True, slots=True)
class WorkerExited:
    """The worker has closed its output, or has broken the protocol: it must be replaced."""

    why: str


WorkerMessage = WorkerReply | WorkerExited


def worker_command(folder: Path, device: str, compute_type: str) -> tuple[str, ...]:
    """The command line of `worker.py`. `-P`: modules are not imported from the working directory."""
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


class WorkerProcess:
    """A running worker process. Made by `start`; `kill` must follow."""

    def __init__(self, process: asyncio.subprocess.Process, on_message: Callable[[WorkerMessage], None]) -> None:
        self._process = process
        self._on_message = on_message
        self._stderr = b""
        self._readers = (
            asyncio.create_task(self._read_replies(), name="asr.worker.answers"),
            asyncio.create_task(self._read_stderr(), name="asr.worker.errors"),
        )

    @classmethod
    async def start(cls, command: Sequence[str], on_message: Callable[[WorkerMessage], None]) -> WorkerProcess:
        """`on_message` gets every reply, and one `WorkerExited`. Raises `WorkerError` if it cannot start."""
        path = os.pathsep.join(filter(None, (_PACKAGE_ROOT, os.environ.get("PYTHONPATH"))))
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path}
            )
        except OSError as error:
            raise WorkerError(f"cannot start a recogniser process: {error}") from error
        return cls(process, on_message)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def send(self, request: DecodeRequest) -> None:
        """Write a request into its pipe. Raises `WorkerError` when the worker is dead."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(frame(write_request(request)))
            await self._process.stdin.drain()
        except ConnectionError as error:
            raise WorkerError("the recogniser process is gone") from error

    async def kill(self) -> None:
        """Kill it, and wait until its process, pipes and readers are gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        # Both read to the end: a pipe that is not read to its end is never closed.
        await asyncio.gather(*self._readers)
        await self._process.wait()

    async def _read_replies(self) -> None:
        assert self._process.stdout is not None
        frames = FrameReader()
        try:
            while data := await self._process.stdout.read(1 << 16):
                for payload in frames.feed(data):
                    self._on_message(read_reply(payload))
        except WorkerProtocolError as error:
            self._on_message(WorkerExited(f"the recogniser process broke its protocol: {error}"))
            while await self._process.stdout.read(1 << 16):
                pass
            return
        # What it wrote to standard error explains its end, and may still be in the pipe.
        await asyncio.wait(self._readers[1:], timeout=0.5)
        words = self._stderr.decode(errors="replace").strip().splitlines()
        self._on_message(WorkerExited("the recogniser process died" + (f": {words[-1][:200]}" if words else "")))

    async def _read_stderr(self) -> None:
        assert self._process.stderr is not None
        while data := await self._process.stderr.read(1 << 12):
            self._stderr = (self._stderr + data)[-_STDERR_KEPT:]
