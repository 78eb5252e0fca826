"""Chooses models and device by the settings, and loads the engines."""

from __future__ import annotations

from pathlib import Path

import ctranslate2

from asr import RecogniserError, SmartTurn, VoiceActivity, WhisperRecogniser, cores
from asr.engines import FasterWhisperRecogniser, RemoteRecogniser, SherpaRecogniser, find_model
from kiosk.admission.metering import MeteredVoice, Metering
from kiosk.config import Settings
from kiosk.config.trust_store import client_context
from kiosk.hall.hardware import obstacle, read_hardware
from kiosk.models import ModelDownloadError, is_ready
from kiosk.models.catalogue import CATALOGUE
from kiosk.models.files import status
from tts import CachedVoice, EdgeVoice, KokoroVoice

#: What `load_recogniser` may return: each satisfies `asr.Recogniser` and has `warm`.
AnyRecogniser = WhisperRecogniser | FasterWhisperRecogniser | SherpaRecogniser | RemoteRecogniser

#: For recognition on a GPU, best first; and on the processor, where a larger one would answer too late.
_GPU_MODELS, _CPU_MODEL = ("whisper-large-v3-turbo", "whisper-medium"), "whisper-base"
#: For the engine sherpa, best first; the last is a folder that somebody filled by hand.
_SHERPA_MODELS = ("sensevoice", "paraformer", "sherpa")
_WHISPER_ENGINES = ("whisper", "faster-whisper")


def choose_device(settings: Settings) -> str:
    """`cuda` where the settings allow it and CTranslate2 sees a device, else `cpu`."""
    if settings.device != "auto":
        return settings.device
    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def choose_whisper(settings: Settings) -> tuple[Path, str]:
    """The folder of the Whisper model, and its device. Raises `ModelDownloadError`.

    `asr.model: auto` takes a larger one only where it is present and whole, and a GPU can carry it.
    """
    device = choose_device(settings)
    wanted = _wanted_whisper(settings)
    folder = settings.models_dir / wanted
    if not folder.exists() and Path(wanted).expanduser().is_dir():
        folder = Path(wanted).expanduser()
    if wanted == _CPU_MODEL:
        _need(_CPU_MODEL, settings)
    elif wanted in CATALOGUE and folder == settings.models_dir / wanted and not _is_usable(wanted, settings):
        _need(wanted, settings)
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
    if choose_device(settings) == "cuda":
        for name in _GPU_MODELS:
            if _is_usable(name, settings) and not obstacle(CATALOGUE[name], read_hardware(), "cuda"):
                return name
    return _CPU_MODEL


def _is_usable(name: str, settings: Settings) -> bool:
    """Whether a model of the catalogue is whole, or was put there by hand."""
    folder = settings.models_dir / name
    match status(name, settings.models_dir).state:
        case "ready":
            return True
        case "unverified":
            return any(folder.glob("model*.*"))
    return False


def needed_models(settings: Settings) -> frozenset[str]:
    """The models that `kiosk models fetch` brings and that the kiosk needs with these settings."""
    asr = settings.asr
    needed = {
        _CPU_MODEL: asr.engine in _WHISPER_ENGINES and _wanted_whisper(settings) == _CPU_MODEL,
        asr.model: asr.model in CATALOGUE and asr.engine != "remote",
        "kokoro": settings.tts.engine == "kokoro",
        "silero": True,
        "smart-turn": settings.asr.smart_turn != "off",
    }
    return frozenset(name for name, is_needed in needed.items() if is_needed)


def load_voice_activity(settings: Settings) -> VoiceActivity:
    _need("silero", settings)
    return VoiceActivity(settings.models_dir / "silero" / "silero_vad.onnx")


def choose_sherpa(settings: Settings) -> Path:
    """The sherpa-onnx model's folder: `asr.model`, or the best of those that are here. Raises `ModelDownloadError`."""
    named = _wanted_sherpa(settings) if settings.asr.model == "auto" else settings.asr.model
    here = settings.models_dir / named
    folder = here if here.is_dir() else Path(named).expanduser()
    try:
        find_model(folder if folder.is_dir() else here)
    except RecogniserError as error:
        raise ModelDownloadError(
            f"{error}. asr.engine is sherpa: fetch one (`kiosk models fetch sensevoice`), put one there, or name its "
            "folder in asr.model."
        ) from error
    return folder


def _wanted_sherpa(settings: Settings) -> str:
    """The best that is here; the name of the folder to fill where none is."""
    *fetched, by_hand = _SHERPA_MODELS
    return next((name for name in fetched if _is_usable(name, settings)), by_hand)


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
    if asr.engine == "faster-whisper":
        return FasterWhisperRecogniser(
            folder,
            device="cuda" if device == "cuda" else "cpu",
            workers=asr.workers or cores(),
            beam=asr.beam,
        )
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
