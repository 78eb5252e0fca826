"""Models from the hub: whole, verified and locked, or not there; every failure a sentence that names the fix."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from asr.engines import find_model
from asr.whisper.decoder import WhisperDecoder
from kiosk.models import files as models
from kiosk.models import hub as model_hub_fetch
from kiosk.models.catalogue import CATALOGUE, SENSEVOICE, TURBO
from kiosk.models.files import ModelDownloadError, Progress
from kiosk.models.hub import fetch_from_hub
from kiosk.models.lock_file import lock_path, read_lock
from support.made_sherpa import lay, sense_voice
from support.model_hub import ModelHub
from tests.kiosk.models.conftest import NAME, others, refused


def kept(folder: Path) -> int:
    """Bytes of unfinished files."""
    return sum(path.stat().st_size for path in folder.glob(".hub-*/*/*.part"))


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
