"""Lock files of fetched models: the commit stays, other bytes under it are refused, a damaged lock file is an error."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kiosk.models import files as models
from kiosk.models.catalogue import TURBO
from kiosk.models.files import ModelDownloadError
from kiosk.models.hub import fetch_from_hub
from kiosk.models.lock_file import lock_path, read_lock
from support.model_hub import ModelHub
from tests.kiosk.models.conftest import NAME, others, refused


def test_a_newer_commit_is_not_taken_unasked(
    tmp_path: Path, hub: ModelHub, commit: str, whisper: dict[str, bytes]
) -> None:
    fetch_from_hub(NAME, tmp_path)
    newer = hub.add(TURBO.repository, whisper | {"config.json": whisper["config.json"] + b"\n"})
    shutil.rmtree(tmp_path / NAME)
    assert fetch_from_hub(NAME, tmp_path)
    assert (tmp_path / NAME / "config.json").read_bytes() == whisper["config.json"]
    assert fetch_from_hub(NAME, tmp_path, revision="main")
    locked = read_lock(tmp_path, NAME)
    assert locked is not None
    assert locked.revision == newer
    assert (tmp_path / NAME / "config.json").read_bytes() == whisper["config.json"] + b"\n"
    assert models.is_ready(NAME, tmp_path)
    assert not others(tmp_path)


def test_the_old_model_stays_when_the_new_one_fails(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    fetch_from_hub(NAME, tmp_path)
    hub.add(TURBO.repository, hub.repositories[TURBO.repository].commits[commit] | {"model.bin": b"new" * 100_000})
    hub.spoil = lambda content: content[::-1]
    refused(tmp_path, revision="main")
    assert models.is_ready(NAME, tmp_path)
    locked = read_lock(tmp_path, NAME)
    assert locked is not None
    assert locked.revision == commit


def test_other_bytes_under_the_locked_commit_are_refused(
    tmp_path: Path, hub: ModelHub, commit: str, whisper: dict[str, bytes]
) -> None:
    """A mirror that lies about a file and its hash alike is found out by the lock file of an honest one."""
    fetch_from_hub(NAME, tmp_path)
    shutil.rmtree(tmp_path / NAME)
    changed = whisper["model.bin"][:-1] + bytes([whisper["model.bin"][-1] ^ 1])
    hub.repositories[TURBO.repository].commits[commit] = whisper | {"model.bin": changed}
    assert f"{NAME}.lock.json names" in refused(tmp_path)
    assert not (tmp_path / NAME).exists()


def test_a_lock_file_carried_to_another_machine(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    fetch_from_hub(NAME, tmp_path / "one")
    hub.add(TURBO.repository, {"model.bin": b"newer"})
    (tmp_path / "two").mkdir()
    shutil.copy(lock_path(tmp_path / "one", NAME), tmp_path / "two")
    assert models.status(NAME, tmp_path / "two").state == "missing"
    assert fetch_from_hub(NAME, tmp_path / "two")
    assert models.is_ready(NAME, tmp_path / "two")


def test_a_damaged_file_alone_is_fetched_again(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    fetch_from_hub(NAME, tmp_path)
    (tmp_path / NAME / "config.json").write_text("{}")
    assert models.status(NAME, tmp_path).missing == ("config.json",)
    hub.requests.clear()
    assert fetch_from_hub(NAME, tmp_path)
    assert hub.requests == [f"GET /{TURBO.repository}/resolve/{commit}/config.json"]
    assert models.is_ready(NAME, tmp_path)


def test_a_model_that_somebody_put_there_is_left_alone(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "model.bin").write_bytes(b"mine")
    assert models.status(NAME, tmp_path).state == "unverified"
    with pytest.raises(ModelDownloadError, match="put there by hand"):
        fetch_from_hub(NAME, tmp_path)
    assert (tmp_path / NAME / "model.bin").read_bytes() == b"mine"


def _without(key: str) -> Any:
    def change(entries: dict[str, Any]) -> None:
        del entries[key]

    return change


@pytest.mark.parametrize(
    "change",
    [
        _without("revision"),
        _without("files"),
        lambda entries: entries.update(revision="main"),
        lambda entries: entries.update(files=[]),
        lambda entries: entries.update(name="whisper-medium"),
        lambda entries: entries["files"][0].update(name="../../outside"),
        lambda entries: entries["files"][0].update(sha256="x"),
        lambda entries: entries["files"][0].update(size=-1),
    ],
)
def test_a_damaged_lock_file_is_no_missing_one(tmp_path: Path, hub: ModelHub, commit: str, change: Any) -> None:
    fetch_from_hub(NAME, tmp_path)
    path = lock_path(tmp_path, NAME)
    entries = json.loads(path.read_text())
    change(entries)
    path.write_text(json.dumps(entries))
    with pytest.raises(ModelDownloadError, match="is not a lock file"):
        fetch_from_hub(NAME, tmp_path)
    with pytest.raises(ModelDownloadError, match="is not a lock file"):
        models.status(NAME, tmp_path)


def test_a_lock_file_that_cannot_be_read(tmp_path: Path) -> None:
    lock_path(tmp_path, NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(ModelDownloadError, match="cannot be read"):
        models.is_ready(NAME, tmp_path)
