"""A hub on this machine with one model on it, and what a fetch from it may leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from huggingface_hub import file_download

from kiosk.models.catalogue import TURBO
from kiosk.models.files import ModelDownloadError
from kiosk.models.hub import fetch_from_hub
from kiosk.models.lock_file import lock_path
from support.made_whisper import make_whisper
from support.model_hub import ModelHub, model_hub

NAME = TURBO.name


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    """Named by HF_ENDPOINT, as a mirror is. The client's waits take no time, and it writes in small pieces."""
    with model_hub() as found:
        monkeypatch.setenv("HF_ENDPOINT", found.url + "/")
        monkeypatch.setattr(file_download, "time", SimpleNamespace(sleep=lambda seconds: None))
        monkeypatch.setattr(file_download.constants, "DOWNLOAD_CHUNK_SIZE", 50_000)
        yield found


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = make_whisper(tmp_path_factory.mktemp("made") / "whisper")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def commit(hub: ModelHub, whisper: dict[str, bytes]) -> str:
    return hub.add(TURBO.repository, whisper | {"README.md": b"# made up", "weights/other.bin": b"x" * 200_000})


def others(folder: Path) -> list[str]:
    """What lies beside the model, its lock file and the set-ups' lock."""
    known = {NAME, lock_path(folder, NAME).name, ".lock"}
    return sorted(path.name for path in folder.iterdir() if path.name not in known)


def refused(folder: Path, **options: Any) -> str:
    with pytest.raises(ModelDownloadError) as caught:
        fetch_from_hub(NAME, folder, **options)
    assert "\n" not in str(caught.value)
    assert f"kiosk models fetch {NAME}" in str(caught.value)
    return str(caught.value)
