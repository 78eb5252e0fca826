"""What a worker process is started with."""

from __future__ import annotations

import asyncio
import sys

from asr.whisper.workers.process import WorkerExited, WorkerMessage, WorkerProcess

#: Ends at once, and says on standard error, whose last line explains an end, how its C library keeps memory.
_TELLS = "import os, sys; sys.stderr.write(' '.join(os.environ[n] for n in sys.argv[1:]))"


async def test_its_c_library_keeps_little_of_what_was_freed() -> None:
    told: asyncio.Queue[WorkerMessage] = asyncio.Queue()
    command = (sys.executable, "-c", _TELLS, "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_")
    worker = await WorkerProcess.start(command, told.put_nowait)
    async with asyncio.timeout(60):
        last = await told.get()
    await worker.kill()
    assert isinstance(last, WorkerExited)
    assert last.why.endswith(f"1 {8 << 20}")
