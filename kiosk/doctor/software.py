"""What is installed: Python, packages, models, device, engines, voice, prompts."""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from urllib.parse import urlsplit

import ctranslate2
import onnxruntime

from asr import cores
from dialogue import meaning
from kiosk.config import Settings
from kiosk.doctor.result import CheckResult
from kiosk.hall import engines
from kiosk.hall.hardware import obstacle, read_hardware
from kiosk.models import files as models
from kiosk.models.catalogue import CATALOGUE
from kiosk.models.lock_file import lock_path


def check_python(settings: Settings) -> Iterable[CheckResult]:
    name = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro} in {sys.prefix}"
    yield CheckResult("Python", "ok", name)
    have = cores()
    busy = settings.asr.workers or have
    fix = f"set asr.workers to at most {have}, or to 0 for one per core" if busy > have else ""
    yield CheckResult("processor", "note" if fix else "ok", f"{have} cores, {busy} workers for hearing", fix)


def check_packages(settings: Settings) -> Iterable[CheckResult]:
    wanted = ("ctranslate2", "faster-whisper", "onnxruntime", "misaki", "aiohttp", "sqlalchemy")
    found: list[str] = []
    for name in wanted:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            # The GPU build of onnxruntime has another name but the same module, which is imported above.
            if name != "onnxruntime":
                yield CheckResult(name, "missing", "not installed", "make setup")
    yield CheckResult("packages", "ok", ", ".join(found))
    if os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
        detail = "onnxruntime reports its use to Microsoft"
        yield CheckResult("telemetry", "note", detail, "set ORT_DISABLE_TELEMETRY=1 in the environment")


def check_device(settings: Settings) -> Iterable[CheckResult]:
    count = ctranslate2.get_cuda_device_count()
    on_gpu = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    if settings.device == "cuda" and not count:
        fix = "install NVIDIA's driver and CUDA 12 libraries, or set device to auto"
        yield CheckResult("device", "missing", "device is cuda, and CTranslate2 sees no CUDA device", fix)
    else:
        used = engines.choose_device(settings)
        yield CheckResult("device", "ok", f"{used} for hearing ({count} CUDA devices seen, device: {settings.device})")
    if count and not on_gpu:
        yield CheckResult(
            "voice", "note", "speaks on the processor", "pip install onnxruntime-gpu, to speak on the GPU"
        )


def check_models(settings: Settings) -> Iterable[CheckResult]:
    try:
        needed, statuses = engines.needed_models(settings), models.statuses(settings.models_dir)
    except models.ModelDownloadError as error:  # a damaged lock file
        yield CheckResult("models", "missing", str(error))
        return
    for status in statuses:
        model = status.model
        if model.name in CATALOGUE and status.state == "missing" and model.name not in needed:
            continue  # told by `check_larger_models`
        if status.state == "ready":
            yield CheckResult(
                f"model {model.name}", "ok", f"{model.purpose} ({model.size / 1e6:.0f} MB, {model.licence})"
            )
        elif status.state == "unverified":
            yield CheckResult(f"model {model.name}", "ok", f"{model.purpose}; put there by hand, not verified")
        elif model.name not in needed:
            yield CheckResult(
                f"model {model.name}", "ok", f"{model.purpose}: {status.state}; these settings do not use it"
            )
        else:
            lacking = f"{status.state} in {settings.models_dir}: {', '.join(status.missing)}"
            yield CheckResult(f"model {model.name}", "missing", lacking, f"kiosk models fetch {model.name}")


def check_larger_models(settings: Settings) -> Iterable[CheckResult]:
    """Of the larger models that are not here: whether this machine could carry them, and what is said of them."""
    device, hardware = engines.choose_device(settings), read_hardware()
    for model in CATALOGUE.values():
        if lock_path(settings.models_dir, model.name).exists() or (settings.models_dir / model.name).exists():
            continue
        reason = obstacle(model, hardware, device)
        able = f"not for this machine ({hardware}): {reason}" if reason else f"this machine could carry it ({hardware})"
        licence = " --accept-licence" if model.licence_notice else ""
        then = " with asr.engine: sherpa" if model.engine == "sherpa" else ""
        fix = "" if reason else f"if you want it: kiosk models fetch {model.name}{licence}{then}"
        yield CheckResult(f"larger model {model.name}", "ok", f"{able}; {model.gain}; {model.cost}", fix)


def check_hearing(settings: Settings) -> Iterable[CheckResult]:
    if settings.asr.engine == "remote":
        where = urlsplit(settings.asr.remote_url).hostname
        yield CheckResult("hearing", "note", f"{settings.asr.remote_model} at {where}: what citizens say goes there")
        return
    if settings.asr.engine == "sherpa":
        yield from _sherpa(settings)
        return
    try:
        folder, device = engines.choose_whisper(settings)
    except models.ModelDownloadError as error:
        yield CheckResult("hearing", "missing", str(error))
    else:
        through = "" if settings.asr.engine == "whisper" else f" through {settings.asr.engine}"
        yield CheckResult("hearing", "ok", f"{folder.name} on {device}, beam {settings.asr.beam}{through}")


def check_embeddings(settings: Settings) -> Iterable[CheckResult]:
    if settings.language_model.url or settings.embeddings == "off":
        yield CheckResult("embeddings", "ok", "not used")
    elif meaning.installed():
        yield CheckResult("embeddings", "ok", "multilingual-e5-small: 您是想问…吗 where words do not fit")
    else:
        fix = "pip install hall-clerk[embeddings], on x86-64 Linux"
        yield CheckResult("embeddings", "note", "not installed: what no wording is near to is not guessed", fix)


def _sherpa(settings: Settings) -> Iterable[CheckResult]:
    if find_spec("sherpa_onnx") is None:
        yield CheckResult("hearing", "missing", "sherpa-onnx is not installed", "pip install hall-clerk[sherpa]")
    try:
        yield CheckResult("hearing", "ok", f"{engines.choose_sherpa(settings).name} through sherpa-onnx")
    except models.ModelDownloadError as error:
        yield CheckResult("hearing", "missing", str(error))


def check_voice(settings: Settings) -> Iterable[CheckResult]:
    tts = settings.tts
    if tts.engine == "edge":
        yield CheckResult(
            "speaking", "note", f"edge, {tts.voice}: what the clerk says leaves the hall", "tts.engine: kokoro"
        )
        return
    style = settings.models_dir / "kokoro" / f"{tts.voice}.bin"
    if style.is_file():
        yield CheckResult("speaking", "ok", f"kokoro, {tts.voice}, speed {tts.speed:g}, elderly {tts.elderly_speed:g}")
    else:
        have = ", ".join(sorted(path.stem for path in style.parent.glob("*.bin"))) or "none"
        yield CheckResult(
            "speaking", "missing", f"no voice {tts.voice} in {style.parent}", f"set tts.voice to one of: {have}"
        )


def check_prompts(settings: Settings) -> Iterable[CheckResult]:
    """How many fixed prompts a running kiosk has prerendered."""
    where = settings.operators
    try:
        state = _readiness(f"http://{where.host}:{where.port}/readyz")
    except (OSError, ValueError):
        detail = "没有运行中的服务 · no kiosk runs here; a first start renders them while it serves, likeliest first"
        yield CheckResult("prompts", "ok", detail)
        return
    done, total, left = (state.get(key) for key in ("done", "total", "left_s"))
    if not total:
        yield CheckResult("prompts", "note", "提示音还没有开始准备 · not begun", "wait until the kiosk is ready")
    elif done == total:
        yield CheckResult("prompts", "ok", f"提示音已就绪 {done}/{total} · all rendered ahead")
    else:
        wait = f"，约 {max(1, round(left / 60))} 分钟" if isinstance(left, int) else ""
        fix = "none needed: until then, prompts that are missing are spoken a moment later"
        yield CheckResult(
            "prompts",
            "note",
            f"提示音已就绪 {done}/{total}{wait} · rendered ahead, slowly while citizens are served",
            fix,
        )


def _readiness(url: str) -> dict[str, object]:
    """The prompts of a `/readyz` answer, whatever its status. Raises `OSError`, or `ValueError` for another answer."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    found = json.loads(body)
    prompts = found.get("prompts") if isinstance(found, dict) else None
    if not isinstance(prompts, dict):
        raise ValueError(f"expected an answer of a kiosk at {url}")
    return prompts
