"""Models from the hub: whole, verified and locked, or not there; every failure a sentence that names the fix."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from huggingface_hub import file_download

from asr.engines import find_model
from asr.whisper.decoder import WhisperDecoder
from kiosk.models import files as models
from kiosk.models import hub as model_hub_fetch
from kiosk.models.catalogue import CATALOGUE, SENSEVOICE, TURBO
from kiosk.models.files import ModelDownloadError, Progress
from kiosk.models.hub import fetch_from_hub
from kiosk.models.lock_file import lock_path, read_lock
from support.made_sherpa import lay, sense_voice
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


def kept(folder: Path) -> int:
    """Bytes of unfinished files."""
    return sum(path.stat().st_size for path in folder.glob(".hub-*/*/*.part"))


def refused(folder: Path, **options: Any) -> str:
    with pytest.raises(ModelDownloadError) as caught:
        fetch_from_hub(NAME, folder, **options)
    assert "\n" not in str(caught.value)
    assert f"kiosk models fetch {NAME}" in str(caught.value)
    return str(caught.value)


# ---- a fetch that succeeds -------------------------------------------------------------------------------------------


def test_a_model_is_fetched_locked_and_decodes(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    steps = list[Progress]()
    assert models.status(NAME, tmp_path).state == "missing"
    assert fetch_from_hub(NAME, tmp_path, steps.append)
    assert models.is_ready(NAME, tmp_path)
    assert models.verify([NAME], tmp_path)[0].state == "ready"
    WhisperDecoder(tmp_path / NAME, device="cpu", compute_type="int8").close()
    locked = read_lock(tmp_path, NAME)
    assert locked is not None
    assert (locked.revision, locked.repository, locked.endpoint) == (commit, TURBO.repository, hub.url)
    assert {file.name for file in locked.files} == {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"}
    assert not others(tmp_path)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].done, steps[-1].total) == (locked_size := sum(f.size for f in locked.files), locked_size)


def test_the_second_time_asks_nobody(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    fetch_from_hub(NAME, tmp_path)
    hub.requests.clear()
    assert not fetch_from_hub(NAME, tmp_path)
    assert hub.requests == []


def test_neither_a_token_nor_a_word_about_its_use_is_sent(
    tmp_path: Path, hub: ModelHub, commit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_not_for_mirrors")
    fetch_from_hub(NAME, tmp_path)
    assert hub.authorised == []
    assert all(TURBO.repository in request for request in hub.requests)


def test_a_model_of_sherpa_onnx_and_its_licence(tmp_path: Path, hub: ModelHub) -> None:
    made = lay(tmp_path / "made", sense_voice(), name="model.int8.onnx")
    files = {path.name: path.read_bytes() for path in made.iterdir()}
    hub.add(SENSEVOICE.repository, files | {"LICENSE": b"read me", "test_wavs.zip": b"x"})
    with pytest.raises(ModelDownloadError, match=r"MODEL_LICENSE.*--accept-licence"):
        fetch_from_hub("sensevoice", tmp_path)
    assert hub.requests == [], "nothing is asked before the licence is accepted"
    assert fetch_from_hub("sensevoice", tmp_path, licence_accepted=True)
    assert find_model(tmp_path / "sensevoice").kind == "sense_voice"
    assert (tmp_path / "sensevoice" / "LICENSE").read_bytes() == b"read me"
    locked = read_lock(tmp_path, "sensevoice")
    assert locked is not None
    assert locked.licence_accepted[:2] == "20"
    (tmp_path / "sensevoice" / "tokens.txt").unlink()
    assert fetch_from_hub("sensevoice", tmp_path), "accepted once"


# ---- what is broken off goes on --------------------------------------------------------------------------------------


def test_a_download_that_breaks_goes_on_by_itself(
    tmp_path: Path, hub: ModelHub, commit: str, whisper: dict[str, bytes]
) -> None:
    hub.break_off = [200_000, 0, 100_000]
    assert fetch_from_hub(NAME, tmp_path)
    assert (tmp_path / NAME / "model.bin").read_bytes() == whisper["model.bin"]
    assert len(hub.ranges) == 4
    assert hub.ranges[0] == ""
    assert hub.ranges[-1].startswith("bytes=")


def test_one_that_stays_broken_is_told_and_goes_on_the_next_time(
    tmp_path: Path, hub: ModelHub, commit: str, whisper: dict[str, bytes]
) -> None:
    hub.break_off = [300_000] + [0] * 20
    told = refused(tmp_path)
    assert "it goes on where it stopped" in told
    assert "HF_ENDPOINT" in told
    assert not (tmp_path / NAME).exists()
    assert models.status(NAME, tmp_path).state == "missing"
    have = kept(tmp_path)
    assert have >= 300_000 - 50_000
    hub.break_off, hub.ranges = [], []
    assert fetch_from_hub(NAME, tmp_path)
    assert hub.ranges == [f"bytes={have}-"]
    assert (tmp_path / NAME / "model.bin").read_bytes() == whisper["model.bin"]
    assert not others(tmp_path)


def test_a_mirror_without_ranges_begins_again(
    tmp_path: Path, hub: ModelHub, commit: str, whisper: dict[str, bytes]
) -> None:
    hub.break_off = [300_000] + [0] * 20
    refused(tmp_path)
    hub.break_off, hub.ignores_ranges = [], True
    steps = list[Progress]()
    assert fetch_from_hub(NAME, tmp_path, steps.append)
    assert (tmp_path / NAME / "model.bin").read_bytes() == whisper["model.bin"]
    assert steps[-1].done == steps[-1].total


def test_two_at_once_download_once(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    results = list[bool]()
    threads = [threading.Thread(target=lambda: results.append(fetch_from_hub(NAME, tmp_path))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]
    assert len(hub.ranges) == len({"model.bin"})


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_wrong_bytes_are_deleted_and_nothing_is_used(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    hub.spoil = lambda content: content[:-1] + bytes([content[-1] ^ 1])
    told = refused(tmp_path)
    assert "model.bin" in told
    assert "is not the file that the hub declares" in told
    assert not (tmp_path / NAME).exists()
    assert not lock_path(tmp_path, NAME).exists()
    assert kept(tmp_path) == 0
    hub.spoil = bytes
    assert fetch_from_hub(NAME, tmp_path)


def test_wrong_bytes_of_a_small_file_are_seen_by_gits_hash(
    tmp_path: Path, hub: ModelHub, whisper: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = hub.add(TURBO.repository, whisper)
    real = model_hub_fetch.hub_client.list_files

    def listed(*arguments: str) -> Any:
        found = real(*arguments)
        hub.repositories[TURBO.repository].commits[commit] = whisper | {
            "config.json": b" " * len(whisper["config.json"])
        }
        return found

    monkeypatch.setattr(model_hub_fetch.hub_client, "list_files", listed)
    assert "config.json" in refused(tmp_path)


@pytest.mark.parametrize("length", [-1000, 1000, 5_000_000])
def test_another_length_than_declared(tmp_path: Path, hub: ModelHub, commit: str, length: int) -> None:
    hub.spoil = lambda content: content[:length] if length < 0 else content + bytes(length)
    told = refused(tmp_path)
    assert "model.bin" in told
    assert not (tmp_path / NAME).exists()
    hub.spoil = bytes
    assert fetch_from_hub(NAME, tmp_path)


def test_a_mirror_without_the_file(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    hub.withheld = {"model.bin"}
    told = refused(tmp_path)
    assert f"{hub.url} does not have model.bin" in told
    assert not (tmp_path / NAME).exists()


def test_a_mirror_without_the_repository_or_a_file_of_it(
    tmp_path: Path, hub: ModelHub, whisper: dict[str, bytes]
) -> None:
    assert f"does not have {TURBO.repository} at main" in refused(tmp_path)
    hub.add(TURBO.repository, {name: content for name, content in whisper.items() if name != "vocabulary.json"})
    told = refused(tmp_path)
    assert "has no vocabulary.*" in told
    assert "--revision COMMIT" in told


@pytest.mark.parametrize("status", [401, 403, 418, 500, 503])
def test_a_hub_that_refuses_or_is_out_of_order(tmp_path: Path, hub: ModelHub, commit: str, status: int) -> None:
    hub.status = status
    assert f"HTTP {status}" in refused(tmp_path)


def test_a_network_that_asks_for_a_log_in(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    hub.log_in_page = True
    told = refused(tmp_path)
    assert "gave no listing" in told
    assert "log-in" in told


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    told = refused(tmp_path)
    assert "http://127.0.0.1:1 could not be reached" in told
    assert not list(tmp_path.glob("whisper*"))


@pytest.mark.parametrize("address", ["huggingface.co", "ftp://hub", "http://", "http://user:secret@hub", "http://a b"])
def test_an_address_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    with pytest.raises(ModelDownloadError, match="HF_ENDPOINT"):
        fetch_from_hub(NAME, tmp_path)


# ---- the disk --------------------------------------------------------------------------------------------------------


def test_too_little_room_is_told_before_anything_comes(
    tmp_path: Path, hub: ModelHub, commit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room)
    told = refused(tmp_path)
    assert "GB are free" in told
    assert "KIOSK_MODELS" in told
    assert hub.ranges == []


def test_a_disk_that_fills_up_meanwhile(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    """`/dev/full` in place of the file gives the real error of a full disk."""
    staging = tmp_path / f".hub-{NAME}" / commit
    staging.mkdir(parents=True)
    (staging / "model.bin.part").symlink_to("/dev/full")
    assert "The disk filled up while model.bin" in refused(tmp_path)
    assert not (tmp_path / NAME).exists()
    (staging / "model.bin.part").unlink()
    assert fetch_from_hub(NAME, tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelDownloadError, match="KIOSK_MODELS"):
        fetch_from_hub(NAME, tmp_path / "file" / "models")


# ---- the lock --------------------------------------------------------------------------------------------------------


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


def test_a_killed_run_leaves_no_half_model(tmp_path: Path, hub: ModelHub, commit: str) -> None:
    """At every step at which a run may die, the folder is absent or whole, and the next run completes it."""
    real = os.replace
    for deaths in range(12):
        folder = tmp_path / str(deaths)
        left = deaths

        def die(source: Any, target: Any) -> None:
            nonlocal left
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            real(source, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", die)
            try:
                fetch_from_hub(NAME, folder)
            except KeyboardInterrupt:
                assert not (folder / NAME).exists() or models.is_ready(NAME, folder)
                assert models.status(NAME, folder).state in ("missing", "ready")
            else:
                assert deaths > 5
        fetch_from_hub(NAME, folder)
        assert models.is_ready(NAME, folder)


def test_the_catalogue_is_sound() -> None:
    for name, model in CATALOGUE.items():
        assert (name, model.repository.count("/")) == (model.name, 1)
        assert model.licence_url.startswith("https://")
        assert "not measured by us" in model.gain or "could check" in model.gain
        assert model.lacks(()) == list(model.files)
