"""Chooses models and device by the settings, and loads the engines."""

from __future__ import annotations

from pathlib import Path

import ctranslate2

from asr import RecogniserError, SmartTurn, VoiceActivity, WhisperRecogniser, cores
from asr.engines import RemoteRecogniser, SherpaRecogniser, find_model
from kiosk.admission.metering import MeteredVoice, Metering
from kiosk.config import Settings
from kiosk.config.trust_store import client_context
from kiosk.models import ModelDownloadError, is_ready
from tts import CachedVoice, EdgeVoice, KokoroVoice

#: What `load_recogniser` may return: each satisfies `asr.Recogniser` and has `warm`.
AnyRecogniser = WhisperRecogniser | SherpaRecogniser | RemoteRecogniser

#: For recognition, best first.
_GPU_MODEL, _CPU_MODEL = "whisper-large-v3-turbo", "whisper-base"


def choose_device(settings: Settings) -> str:
    """`cuda` where the settings allow it and CTranslate2 sees a device, else `cpu`."""
    if settings.device != "auto":
        return settings.device
    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def choose_whisper(settings: Settings) -> tuple[Path, str]:
    """The folder of the Whisper model, and its device: the large one only where a GPU and the model are present."""
    device = choose_device(settings)
    wanted = _wanted_whisper(settings)
    folder = settings.models_dir / wanted
    if not folder.exists() and Path(wanted).expanduser().is_dir():
        folder = Path(wanted).expanduser()
    if wanted == _CPU_MODEL:
        _need(_CPU_MODEL, settings)
    elif not (folder / "model.bin").exists():
        raise ModelDownloadError(
            f"Expected a Whisper model in {folder} (model.bin, tokenizer.json); there is none. "
            "Put one there, or set asr.model to auto in config.yaml."
        )
    return folder, device


def _wanted_whisper(settings: Settings) -> str:
    """`asr.model`, with `auto` resolved."""
    if settings.asr.model != "auto":
        return settings.asr.model
    large = settings.models_dir / _GPU_MODEL / "model.bin"
    return _GPU_MODEL if choose_device(settings) == "cuda" and large.exists() else _CPU_MODEL


def needed_models(settings: Settings) -> frozenset[str]:
    """The models of the manifest that the kiosk needs with these settings."""
    needed = {
        _CPU_MODEL: settings.asr.engine == "whisper" and _wanted_whisper(settings) == _CPU_MODEL,
        "kokoro": settings.tts.engine == "kokoro",
        "silero": True,
        "smart-turn": settings.asr.smart_turn != "off",
    }
    return frozenset(name for name, is_needed in needed.items() if is_needed)


def load_voice_activity(settings: Settings) -> VoiceActivity:
    _need("silero", settings)
    return VoiceActivity(settings.models_dir / "silero" / "silero_vad.onnx")


def choose_sherpa(settings: Settings) -> Path:
    """The sherpa-onnx model's folder: `asr.model`, or `sherpa` beside the other models. Raises `ModelDownloadError`."""
    named = "sherpa" if settings.asr.model == "auto" else settings.asr.model
    here = settings.models_dir / named
    folder = here if here.is_dir() else Path(named).expanduser()
    try:
        find_model(folder if folder.is_dir() else here)
    except RecogniserError as error:
        raise ModelDownloadError(
            f"{error}. asr.engine is sherpa: put one there, or name its folder in asr.model."
        ) from error
    return folder


def load_turn_detector(settings: Settings) -> SmartTurn | None:
    """A second classifier of whether a citizen has finished; None where the settings ask for none."""
    if settings.asr.smart_turn == "off":
        return None
    _need("smart-turn", settings)
    return SmartTurn(settings.models_dir / "smart-turn" / "smart-turn.onnx")


def load_recogniser(settings: Settings) -> AnyRecogniser:
    asr = settings.asr
    if asr.engine == "remote":
        return RemoteRecogniser(
            asr.remote_url,
            asr.remote_model,
            asr.remote_key,
            tls=client_context(asr.remote_ca_file),
            timeout_s=asr.remote_timeout_s,
            partials=asr.remote_partials == "yes",
        )
    if asr.engine == "sherpa":
        return SherpaRecogniser(
            choose_sherpa(settings),
            device="cuda" if choose_device(settings) == "cuda" else "cpu",
            threads=1,
            workers=asr.workers or cores(),
        )
    folder, device = choose_whisper(settings)
    # Without the GPU, the smaller model: the large one would answer too late on a processor.
    small = settings.models_dir / _CPU_MODEL
    return WhisperRecogniser(
        folder,
        device="cuda" if device == "cuda" else "cpu",
        workers=asr.workers,
        beam=asr.beam,
        reserve=small if is_ready(_CPU_MODEL, settings.models_dir) else None,
    )


def load_voice(settings: Settings, name: str | None = None, *, metering: Metering | None = None) -> CachedVoice:
    """The clerk's voice, with its cache of fixed clauses in front; what is not in the cache is metered."""
    voice = MeteredVoice(_voice(settings, name), metering or Metering())
    return CachedVoice(voice, settings.speech_cache_dir, max_mb=settings.tts.cache_mb, pace=settings.tts.speed)


def _voice(settings: Settings, name: str | None) -> KokoroVoice | EdgeVoice:
    if settings.tts.engine == "edge" and name is None:
        return EdgeVoice(settings.tts.voice)
    _need("kokoro", settings)
    folder = settings.models_dir / "kokoro"
    style = folder / f"{name or settings.tts.voice}.bin"
    if not style.exists():
        have = ", ".join(sorted(p.stem for p in folder.glob("*.bin")))
        raise ModelDownloadError(
            f"Expected a voice {style.name} in {folder}; there are {have}. Set tts.voice to one of them."
        )
    return KokoroVoice(folder / "model.onnx", style, threads=settings.tts.threads)


def _need(name: str, settings: Settings) -> None:
    if not is_ready(name, settings.models_dir):
        raise ModelDownloadError(
            f"The model {name} is not in {settings.models_dir}, or is damaged. Fetch it with: kiosk models fetch {name}"
        )
