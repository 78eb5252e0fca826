"""`kiosk serve` run as the command it is, on real sockets, with engines that load at once.

Everything between the command line and the listeners is the real thing: settings, record, scripts, admission, channels.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.hall import engines
from kiosk.server import process
from kiosk.server.server import Server
from support.callers import Parrot
from support.fakes import Voice
from support.halls import LIBRARY

SERVICES = Path(__file__).parents[1] / "services"


class _Voice(Voice):
    async def held(self, text: str, *, speed: float = 1.0) -> None:
        return None

    async def close(self) -> None: ...


class _Recogniser(Parrot):
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Served:
    """The running server, seen from the thread that asks it. `loop` is the server's own."""

    server: Server
    loop: asyncio.AbstractEventLoop

    def pass_time(self, seconds: float) -> None:
        """Put the server's clock forward, and wake it."""

        def forward() -> None:
            real = self.loop.time
            self.loop.time = lambda: real() + seconds  # type: ignore[method-assign]

        self.loop.call_soon_threadsafe(forward)


def run_serve(
    monkeypatch: pytest.MonkeyPatch,
    data: Path,
    arguments: Sequence[str],
    environment: dict[str, str],
    probe: Callable[[Served], Awaitable[None]],
) -> str:
    """Run the command until `probe` (in a thread and event loop of its own) has returned. What it printed.

    `data`: its data_dir. Raises what the probe raised.
    """
    for name in [name for name in os.environ if name.startswith("KIOSK")]:
        monkeypatch.delenv(name)
    defaults = {
        "KIOSK__DATA_DIR": str(data),
        "KIOSK__SERVICES_DIR": str(SERVICES),
        "KIOSK__PUBLIC__PORT": "0",
        "KIOSK__OPERATORS__PORT": "0",
        "KIOSK__DRAIN_S": "0.2",
    }
    for name, value in (defaults | environment).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(data.parent)
    monkeypatch.setattr(process, "settle", lambda: None)  # this process is pytest's too
    monkeypatch.setattr("kiosk.hall.opening.load_library", lambda folder: LIBRARY)
    monkeypatch.setattr(engines, "load_voice_activity", lambda settings: None)
    monkeypatch.setattr(engines, "load_turn_detector", lambda settings: None)
    monkeypatch.setattr(engines, "load_recogniser", lambda settings: _Recogniser())
    monkeypatch.setattr(engines, "load_voice", lambda settings, metering=None: _Voice(quicker=40))
    raised: list[BaseException] = []

    async def warm(server: Server) -> None:
        server.hall.ready = True

    def ask(served: Served) -> None:
        try:
            asyncio.run(probe(served))  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 -- raised again by whoever runs the command
            raised.append(error)
        finally:
            served.loop.call_soon_threadsafe(served.server.stop)

    async def background_jobs(server: Server, on_progress: object) -> None:
        threading.Thread(target=ask, args=[Served(server, asyncio.get_running_loop())], daemon=True).start()

    monkeypatch.setattr(Server, "warm", warm)
    monkeypatch.setattr(Server, "background_jobs", background_jobs)
    result = CliRunner().invoke(app, ["serve", *arguments])
    if raised:
        raise raised[0]
    if result.exception is not None:
        raise result.exception
    return result.output
