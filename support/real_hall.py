"""`kiosk serve` as a process of its own: free ports, its data in the test's folder, the demo back end beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from support.card_reading import READER_ENVIRONMENT
from support.ports import free_port

_START_S = 540


def environment_of(models: Path, data: Path) -> tuple[int, dict[str, str]]:
    """The public port, and what a hall of its own is told: free ports, its data in `data`."""
    public, operators, backend = free_port(), free_port(), free_port()
    return public, os.environ | {
        "KIOSK__PUBLIC__PORT": str(public),
        "KIOSK__OPERATORS__PORT": str(operators),
        "KIOSK__BACKEND__URL": f"http://127.0.0.1:{backend}",
        "KIOSK__DATA_DIR": str(data),
        "KIOSK_MODELS": str(models),
        "KIOSK__LOG__FORMAT": "json",
        **READER_ENVIRONMENT,
    }


def serve(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--with-demo-backend", "--with-simulated-devices"],
            env=environment, stdout=sink, stderr=sink,
        )  # fmt: skip


def wait_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    url = f"http://127.0.0.1:{port}/readyz"
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        assert server.poll() is None, f"the server stopped: {log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass  # not listening yet, or still warming
        time.sleep(0.2)
    raise AssertionError(f"not ready after {_START_S} s: {log.read_text()[-2000:]}")
