"""`kiosk serve` as a process of its own for the benches: free ports, demo back end, its data in `data/bench`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp

from bench.processes import running
from kiosk.config import Settings
from support.card_reading import READER_ENVIRONMENT
from support.ports import free_port

#: The first start on a machine renders every prompt: the best part of an hour on two cores.
_START_S = 7200.0


@dataclass(frozen=True, slots=True)
class HallProcess:
    process: asyncio.subprocess.Process
    ws: str
    metrics: str


@contextlib.asynccontextmanager
async def hall_running(
    settings: Settings, extra: Mapping[str, str] | None = None, *, door: bool = True, rehearse: bool = True
) -> AsyncIterator[HallProcess]:
    """Yields when ready, with every prompt rendered (slow the first time). `door` false: no citizen is queued.

    `extra`: more of its environment.
    """
    public, operators, backend = free_port(), free_port(), free_port()
    environment = _environment(settings, public, operators, backend) | dict(extra or {})
    log = settings.data_dir / "bench" / "serve.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = ("-m", "kiosk") if door else ("-m", "support.unqueued_hall")
    command = (sys.executable, *start, "serve", "--with-demo-backend")
    async with running(*command, env=environment, log=log) as process:
        try:
            async with asyncio.timeout(_START_S):
                await rehearsed(process, public, whole=rehearse)
        except TimeoutError:
            raise SystemExit(f"the server was not ready within {_START_S:.0f} s; see {log}") from None
        yield HallProcess(process, f"ws://127.0.0.1:{public}/ws", f"http://127.0.0.1:{operators}/metrics")


async def start_server(settings: Settings) -> tuple[asyncio.subprocess.Process, str]:
    """The process and its WebSocket address. The caller ends the process."""
    public, operators, backend = free_port(), free_port(), free_port()
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kiosk", "serve", "--with-demo-backend",
        env=_environment(settings, public, operators, backend),
    )  # fmt: skip
    await rehearsed(server, public)
    return server, f"ws://127.0.0.1:{public}/ws"


def roomy(sessions: int) -> dict[str, str]:
    """The highest limits. The hall still queues citizens beyond the capacity that it measures."""
    return {
        "KIOSK__LIMITS__SESSIONS": str(sessions),
        "KIOSK__LIMITS__CONNECTIONS": str(sessions),
        "KIOSK__LIMITS__LOAD": "1",
    }


async def rehearsed(server: asyncio.subprocess.Process, port: int, *, whole: bool = True) -> None:
    """Waits until the server is ready; with `whole`, until every prompt is in its cache."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        told = -1
        while server.returncode is None:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    prompts = (await answer.json()).get("prompts")
                    if not whole and answer.status == 200:
                        return
                if prompts and prompts["done"] == prompts["total"]:
                    return
                if prompts and prompts["done"] // 50 != told:
                    told = prompts["done"] // 50
                    print(f"rehearsing {prompts['done']} of {prompts['total']} prompts ...", flush=True)
            await asyncio.sleep(0.5)
    raise SystemExit("the server did not start; run `kiosk doctor`")


def _environment(settings: Settings, public: int, operators: int, backend: int) -> dict[str, str]:
    return dict(os.environ) | {
        "KIOSK__PUBLIC__PORT": str(public),
        "KIOSK__OPERATORS__PORT": str(operators),
        "KIOSK__BACKEND__URL": f"http://127.0.0.1:{backend}",
        "KIOSK__DATA_DIR": str(settings.data_dir / "bench"),
        **READER_ENVIRONMENT,
        "KIOSK__TTS__ELDERLY_SPEED": str(settings.tts.speed),  # one rehearsal is enough
        "KIOSK__LOG__LEVEL": "warning",
        "KIOSK__DRAIN_S": "1",
        "KIOSK_MODELS": str(settings.models_dir),
    }
