"""`asr.model: auto` takes a larger model only where it is whole and the machine can carry it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from asr import WhisperRecogniser
from asr.engines import FasterWhisperRecogniser, SherpaRecogniser
from kiosk import doctor
from kiosk.config import AsrSettings, Settings
from kiosk.hall import engines
from kiosk.hall.hardware import Hardware
from kiosk.models import ModelDownloadError
from kiosk.models.catalogue import CATALOGUE
from kiosk.models.lock_file import LockedModel, lock_path, write_lock
from kiosk.models.manifest import ModelFile
from support.made_sherpa import lay, paraformer, sense_voice
from support.made_whisper import make_whisper

Machine = Callable[[int], None]


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Gives this machine a GPU with so much memory (MB); 0: none."""

    def has(memory: int) -> None:
        found = Hardware(cores=2, memory_mb=16_000, gpus=int(memory > 0), gpu_mb=memory)
        monkeypatch.setattr(engines, "read_hardware", lambda: found)
        monkeypatch.setattr("kiosk.doctor.software.read_hardware", lambda: found)
        monkeypatch.setattr(engines.ctranslate2, "get_cuda_device_count", lambda: found.gpus)

    return has


def fetched(models_dir: Path, name: str) -> Path:
    """The model's folder as a fetch leaves it, with a small generated model."""
    folder = models_dir / name
    if CATALOGUE[name].engine == "sherpa":
        lay(folder, sense_voice() if name == "sensevoice" else paraformer(), name="model.int8.onnx")
    else:
        make_whisper(folder)
    files = tuple(
        ModelFile(path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(), ())
        for path in sorted(folder.iterdir())
    )
    write_lock(models_dir, LockedModel(name, CATALOGUE[name].repository, "a" * 40, files))
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "models").mkdir()
    return Settings(models_dir=tmp_path / "models", data_dir=tmp_path / "data")


def chosen(settings: Settings) -> str:
    """The name of the folder that would be used. The base model need not be there."""
    return engines._wanted_whisper(settings)  # noqa: SLF001 -- `choose_whisper` also wants the 145 MB of whisper-base


def test_the_best_that_the_gpu_can_carry(settings: Settings, gpu: Machine) -> None:
    gpu(16_000)
    assert chosen(settings) == "whisper-base", "nothing else is here"
    fetched(settings.models_dir, "whisper-medium")
    assert chosen(settings) == "whisper-medium"
    fetched(settings.models_dir, "whisper-large-v3-turbo")
    assert chosen(settings) == "whisper-large-v3-turbo"
    gpu(3_200)
    assert chosen(settings) == "whisper-medium"
    gpu(2_000)
    assert chosen(settings) == "whisper-base"
    gpu(0)
    assert chosen(settings) == "whisper-base"
    gpu(16_000)
    assert chosen(replace(settings, device="cpu")) == "whisper-base"


def test_half_a_model_is_not_chosen_and_not_used(settings: Settings, gpu: Machine) -> None:
    gpu(16_000)
    folder = fetched(settings.models_dir, "whisper-large-v3-turbo")
    (folder / "tokenizer.json").write_text("{}")
    assert chosen(settings) == "whisper-base"
    named = replace(settings, asr=AsrSettings(model="whisper-large-v3-turbo"))
    with pytest.raises(ModelDownloadError, match="kiosk models fetch whisper-large-v3-turbo"):
        engines.load_recogniser(named)
    found = {one.what: one for one in doctor.examine(named)}
    assert found["model whisper-large-v3-turbo"].state == "missing"
    assert "tokenizer.json" in found["model whisper-large-v3-turbo"].detail


def test_a_model_named_in_the_settings_is_used_on_a_processor_too(settings: Settings, gpu: Machine) -> None:
    gpu(0)
    fetched(settings.models_dir, "whisper-medium")
    named = replace(settings, asr=AsrSettings(model="whisper-medium"))
    assert engines.choose_whisper(named) == (settings.models_dir / "whisper-medium", "cpu")
    assert isinstance(engines.load_recogniser(named), WhisperRecogniser)
    other = engines.load_recogniser(replace(named, asr=AsrSettings(engine="faster-whisper", model="whisper-medium")))
    assert isinstance(other, FasterWhisperRecogniser)
    assert other.name == "whisper-medium int8 cpu by faster-whisper"


def test_the_best_for_sherpa(settings: Settings) -> None:
    sherpa = replace(settings, asr=AsrSettings(engine="sherpa"))
    with pytest.raises(ModelDownloadError, match="kiosk models fetch sensevoice"):
        engines.choose_sherpa(sherpa)
    lay(settings.models_dir / "sherpa", paraformer())
    assert engines.choose_sherpa(sherpa).name == "sherpa"
    fetched(settings.models_dir, "paraformer")
    assert engines.choose_sherpa(sherpa).name == "paraformer"
    folder = fetched(settings.models_dir, "sensevoice")
    assert engines.choose_sherpa(sherpa).name == "sensevoice"
    assert isinstance(engines.load_recogniser(sherpa), SherpaRecogniser)
    (folder / "tokens.txt").unlink()
    assert engines.choose_sherpa(sherpa).name == "paraformer", "the other one is broken"


def test_the_doctor_tells_what_this_machine_could_carry(settings: Settings, gpu: Machine) -> None:
    gpu(0)
    found = {one.what: one for one in doctor.examine(settings)}
    turbo, sensevoice = found["larger model whisper-large-v3-turbo"], found["larger model sensevoice"]
    assert "not for this machine (2 cores, 16 GB, no GPU)" in turbo.detail
    assert turbo.fix == ""
    assert "this machine could carry it" in sensevoice.detail
    assert "kiosk models fetch sensevoice --accept-licence with asr.engine: sherpa" in sensevoice.fix
    assert "not measured by us" in sensevoice.detail
    assert {turbo.state, sensevoice.state} == {"ok"}
    gpu(16_000)
    fetched(settings.models_dir, "sensevoice")
    found = {one.what: one for one in doctor.examine(settings)}
    assert "kiosk models fetch whisper-large-v3-turbo" in found["larger model whisper-large-v3-turbo"].fix
    assert "larger model sensevoice" not in found
    assert found["model sensevoice"].state == "ok"


def test_the_doctor_survives_a_damaged_lock_file(settings: Settings) -> None:
    lock_path(settings.models_dir, "sensevoice").write_text("{")
    found = {one.what: one for one in doctor.examine(settings)}
    assert found["models"].state == "missing"
    assert "sensevoice.lock.json" in found["models"].detail


def test_one_that_was_put_there_by_hand_is_told(settings: Settings, gpu: Machine) -> None:
    gpu(16_000)
    make_whisper(settings.models_dir / "whisper-large-v3-turbo")
    assert chosen(settings) == "whisper-large-v3-turbo"
    found = {one.what: one for one in doctor.examine(settings)}
    assert "not verified" in found["model whisper-large-v3-turbo"].detail
