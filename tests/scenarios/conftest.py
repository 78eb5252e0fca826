"""One real hall for all whole-conversation tests: `kiosk serve` as a process of its own, real models, demo back end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.models import default_names, is_ready
from support.real_hall import environment_of, serve, wait_ready


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
    port, environment = environment_of(models, data)
    server = serve(environment, data / "serve.log")
    try:
        wait_ready(server, port, data / "serve.log")
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        assert server.wait(60) == 0, f"the server did not drain: {(data / 'serve.log').read_text()[-2000:]}"
