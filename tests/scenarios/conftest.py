"""One real hall for all whole-conversation tests: `kiosk serve` as a process of its own, real models, demo back end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.models import default_names, is_ready

_START_S = 240


@pytest.fixture(scope="session")
def models() -> Path:
    folder = Path(os.environ.get("KIOSK_MODELS", "~/.cache/hall-clerk/models")).expanduser()
    missing = [name for name in default_names() if not is_ready(name, folder)]
    if missing:
        pytest.skip(f"models {', '.join(missing)} are not in {folder}; run `make models`")
    return folder


@pytest.fixture(scope="session")
def hall(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The public address, e.g. `127.0.0.1:40123`."""
    data = tmp_path_factory.mktemp("hall")
    public, operators, backend = _free_port(), _free_port(), _free_port()
    environment = os.environ | {
        "KIOSK__PUBLIC__PORT": str(public),
        "KIOSK__OPERATORS__PORT": str(operators),
        "KIOSK__BACKEND__URL": f"http://127.0.0.1:{backend}",
        "KIOSK__DATA_DIR": str(data),
        "KIOSK_MODELS": str(models),
        "KIOSK__LOG__FORMAT": "json",
    }
    log = data / "serve.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--with-demo-backend"], env=environment, stdout=sink, stderr=sink
        )  # fmt: skip
    try:
        _wait_ready(server, f"http://127.0.0.1:{public}/readyz", log)
        yield f"127.0.0.1:{public}"
    finally:
        server.terminate()
        assert server.wait(60) == 0, f"the server did not drain: {log.read_text()[-2000:]}"


def _wait_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
