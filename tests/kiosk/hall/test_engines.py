"""Which recogniser the settings mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from asr import WhisperRecogniser
from asr.engines import RemoteRecogniser, SherpaRecogniser
from asr.whisper.workers.supervisor import WorkerLimits
from kiosk.config import AsrSettings, ConfigError, Settings, load_settings
from kiosk.doctor import examine
from kiosk.hall import engines
from kiosk.models import ModelDownloadError

REMOTE = AsrSettings(engine="remote", remote_url="https://asr.hall/v1", remote_model="sense", remote_key="sk-hush")


def test_a_server_is_asked_as_the_settings_say() -> None:
    engine = engines.load_recogniser(Settings(asr=REMOTE))
    assert isinstance(engine, RemoteRecogniser)
    assert engine.name == "sense at asr.hall:443"


def test_each_engine_states_how_long_it_may_take() -> None:
    assert engines.load_recogniser(Settings(asr=replace(REMOTE, remote_timeout_s=120))).timeout_s == 120
    assert WhisperRecogniser("folder", limits=WorkerLimits(stall_s=5.0)).timeout_s == 10.0
    assert SherpaRecogniser("folder").timeout_s == 8.0


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    assert "hush" not in repr(Settings(asr=REMOTE))
    file = tmp_path / "config.yaml"
    file.write_text("asr: {remote_key: [sk-hush]}\npublic: {token: 5555}\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(file, {})
    assert "hush" not in str(caught.value)
    assert "5555" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("asr: {engine: remote}", "set asr.remote_url (up to /v1) and asr.remote_model too"),
        ("asr: {engine: remote, remote_url: http://x/v1}", "asr.remote_model too"),
        ("asr: {engine: vosk}", "whisper, sherpa or remote"),
        ("asr: {remote_url: asr.hall:8000}", "an http:// or https:// address"),
        ("asr: {remote_url: 'http://me:pw@asr.hall/v1'}", "without user and password"),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, source: str, words: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(source + "\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(file, {})
    assert words in str(caught.value)


def test_sherpa_without_its_model_says_what_the_folder_must_hold(tmp_path: Path) -> None:
    settings = Settings(asr=AsrSettings(engine="sherpa"), models_dir=tmp_path)
    with pytest.raises(ModelDownloadError, match=r"model\.int8\.onnx or model\.onnx, and tokens\.txt") as caught:
        engines.load_recogniser(settings)
    assert str(tmp_path / "sherpa") in str(caught.value)
    with pytest.raises(ModelDownloadError, match=r"asr\.model"):
        engines.load_recogniser(replace(settings, asr=AsrSettings(engine="sherpa", model=str(tmp_path))))


def test_the_doctor_knows_them(tmp_path: Path) -> None:
    found = {f.what: f for f in examine(Settings(asr=REMOTE, models_dir=tmp_path, data_dir=tmp_path))}
    assert found["hearing"].detail == "sense at asr.hall: what citizens say goes there"
    findings = examine(Settings(asr=AsrSettings(engine="sherpa"), models_dir=tmp_path, data_dir=tmp_path))
    assert any(f.what == "hearing" and f.state == "missing" and "tokens.txt" in f.detail for f in findings)
