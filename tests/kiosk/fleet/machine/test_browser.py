"""The watchdog with a real, headless Chromium and the options of a kiosk: enrolled, hung, killed, sent home."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from kiosk.channels.browser.page_files import page_dir
from kiosk.config import FleetSettings, ListenerSettings, Settings
from kiosk.fleet.machine import browser
from kiosk.fleet.machine.setup import KioskMachine, settings_of
from kiosk.server.server import Server
from kiosk.store import Store
from support.chromium import find
from support.connected import listening
from support.connected import settings_of as hall_settings
from support.ports import free_port

LAN, CODE = "10.9.8.7", "12345678"
#: What a machine without a screen needs besides, and how its name leads here.
HERE = (
    "--headless=new", "--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {LAN} 127.0.0.1",
)  # fmt: skip


@asynccontextmanager
async def hall(tmp_path: Path, port: int) -> AsyncIterator[Server]:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    settings = replace(hall_settings(ListenerSettings()), fleet=FleetSettings("required"), drain_s=0.2)
    settings = replace(settings, public=ListenerSettings(port=port))
    await store.kiosks.invite("kiosk-1", {}, CODE, name_id="1", lasts_ms=900_000)
    async with listening(settings, store=store) as server:
        yield server
    await store.close()


async def until(found: Callable[[], Any], within_s: float = 90) -> Any:
    async with asyncio.timeout(within_s):
        while not (value := found()):
            await asyncio.sleep(0.2)
        return value


def renderers(watchdog: subprocess.Popen[bytes]) -> list[psutil.Process]:
    found = []
    with suppress(psutil.NoSuchProcess):
        for one in psutil.Process(watchdog.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if "--type=renderer" in one.cmdline():
                    found.append(one)
    return found


def start(settings: Path, log: Path, notify: Path) -> subprocess.Popen[bytes]:
    around = {**os.environ, "NOTIFY_SOCKET": str(notify)}
    with log.open("wb") as out:
        command = [sys.executable, browser.__file__, settings]
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=around)


@asynccontextmanager
async def kiosk(tmp_path: Path, port: int, silent_s: float = 30) -> AsyncIterator[tuple[subprocess.Popen[bytes], Path]]:
    """The watchdog as it is installed, and the file of what it tells systemd."""
    settings = settings_of(KioskMachine(f"http://{LAN}:{port}/", CODE))
    flags = settings["flags"]
    assert isinstance(flags, list)
    settings |= {
        "browser": [find()], "flags": [*flags, *HERE], "profile": str(tmp_path / "profile"), "silent_s": silent_s,
    }  # fmt: skip
    file, log = tmp_path / "kiosk.json", tmp_path / "log"
    file.write_text(json.dumps(settings), encoding="utf-8")
    watchdog = start(file, log, tmp_path / "notify")
    try:
        yield watchdog, log
    finally:
        watchdog.terminate()
        watchdog.wait(20)


@pytest.fixture
def notified(tmp_path: Path) -> Any:
    """What systemd would be told."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(tmp_path / "notify"))
    line.setblocking(False)
    yield line
    line.close()


def keeps_token(profile: Path) -> bool:
    """Chromium writes its cookies every 30 s; killed before, it would have to be enrolled anew."""
    return any(b"kiosk-token" in file.read_bytes() for file in profile.glob("Default/**/Cookies*"))


def told(line: socket.socket) -> str:
    with suppress(BlockingIOError):
        return line.recv(4096).decode()
    return ""


async def test_a_browser_that_hangs_is_started_again_and_stays_enrolled(
    tmp_path: Path, notified: socket.socket
) -> None:
    if find() is None or page_dir() is None:
        pytest.skip("no Chromium, or the page is not built")
    port = free_port()
    async with hall(tmp_path, port) as server, kiosk(tmp_path, port, silent_s=10) as (watchdog, log):
        fleet = server.fleet
        first = await until(lambda: fleet.line_of("1"))
        assert "READY=1" in await until(lambda: told(notified))
        await until(lambda: told(notified) == "READY=1\nWATCHDOG=1")
        hung = renderers(watchdog)
        assert hung
        for one in hung:
            one.send_signal(signal.SIGSTOP)
        await until(lambda: "gave no sign of life" in log.read_text())
        line = await until(lambda: fleet.line_of("1") is not first and fleet.line_of("1"))
        assert line.name == "kiosk-1", "by its token: the code is used up"
        assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in hung)
        await until(lambda: line.states.get("microphone"))


async def test_a_browser_that_finds_no_hall_is_sent_there_once_it_is_up(
    tmp_path: Path, notified: socket.socket
) -> None:
    if find() is None or page_dir() is None:
        pytest.skip("no Chromium, or the page is not built")
    port = free_port()
    async with kiosk(tmp_path, port) as (watchdog, log):
        await until(lambda: "is sent to the hall again" in log.read_text())
        async with hall(tmp_path, port) as server:
            await until(lambda: server.fleet.line_of("1"))
            assert watchdog.poll() is None
            await until(lambda: keeps_token(tmp_path / "profile"))
            before = server.fleet.line_of("1")
            children = psutil.Process(watchdog.pid).children()
            for one in children:
                one.kill()
            await until(lambda: "ended by itself" in log.read_text())
            await until(lambda: server.fleet.line_of("1") not in (None, before))
        assert not (tmp_path / "profile" / "DevToolsActivePort").exists(), "no port is open"
