"""What is installed, which model on which device, what is missing, and how to get it.

The checks change nothing and load no model.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import stat
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import ctranslate2
import onnxruntime
from rich.table import Column, Table
from rich.text import Text

from asr import cores
from dialogue import Library, ScriptErrors, load_library
from dialogue.script.model import Query, Submit, Take
from kiosk.config import Settings
from kiosk.hall import engines
from kiosk.models import files as models
from kiosk.net import tls
from kiosk.store import inspection
from kiosk.store.journal import set_aside
from kiosk.store.outage import DAMAGED_ADVICE

State = Literal["ok", "note", "missing"]

#: Free space (bytes) for rendered speech, the record and a margin.
_FREE = 1 << 30
#: Days before its expiry from which a certificate should be replaced.
_EXPIRES_SOON = 30
_LOOKS = {"ok": "[green]✓[/]", "note": "[yellow]![/]", "missing": "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`note`: works, with a caveat; `missing`: the kiosk will not serve. `fix` is a command or a sentence."""

    what: str
    state: State
    detail: str
    fix: str = ""


def examine(settings: Settings) -> list[CheckResult]:
    """Every check, in the order in which problems should be fixed. Blocking: a second or two."""
    checks: tuple[Callable[[Settings], Iterable[CheckResult]], ...] = (
        _python,
        _packages,
        _device,
        _models,
        _hearing,
        _voice,
        _prompts,
        _page,
        _services,
        _data,
        _record,
        _journal,
        _ports,
        _tls,
        _back_end,
        _language_model,
    )
    return [finding for check in checks for finding in check(settings)]


def exit_code(findings: Iterable[CheckResult]) -> int:
    """1 if anything is missing that the kiosk needs to serve."""
    return int(any(finding.state == "missing" for finding in findings))


def table(findings: Iterable[CheckResult]) -> Table:
    """A table without truncation: long text, such as a path, continues in the next line."""
    columns = [Column("", no_wrap=True), *(Column(name, overflow="fold") for name in ("what", "is", "how to fix it"))]
    view = Table(*columns, box=None, header_style="bold")
    for finding in findings:
        view.add_row(_LOOKS[finding.state], *map(Text, (finding.what, finding.detail, finding.fix)))
    return view


# ---- the checks ------------------------------------------------------------------------------------------------------


def _python(settings: Settings) -> Iterable[CheckResult]:
    name = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro} in {sys.prefix}"
    yield CheckResult("Python", "ok", name)
    have = cores()
    busy = settings.asr.workers or have
    fix = f"set asr.workers to at most {have}, or to 0 for one per core" if busy > have else ""
    yield CheckResult("processor", "note" if fix else "ok", f"{have} cores, {busy} workers for hearing", fix)


def _packages(settings: Settings) -> Iterable[CheckResult]:
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


def _device(settings: Settings) -> Iterable[CheckResult]:
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


def _models(settings: Settings) -> Iterable[CheckResult]:
    needed = engines.needed_models(settings)
    for status in models.statuses(settings.models_dir):
        model = status.model
        if status.state == "ready":
            yield CheckResult(
                f"model {model.name}", "ok", f"{model.purpose} ({model.size / 1e6:.0f} MB, {model.licence})"
            )
        elif model.name not in needed:
            yield CheckResult(
                f"model {model.name}", "ok", f"{model.purpose}: {status.state}; these settings do not use it"
            )
        else:
            lacking = f"{status.state} in {settings.models_dir}: {', '.join(status.missing)}"
            yield CheckResult(f"model {model.name}", "missing", lacking, f"kiosk models fetch {model.name}")


def _hearing(settings: Settings) -> Iterable[CheckResult]:
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
        yield CheckResult("hearing", "ok", f"{folder.name} on {device}, beam {settings.asr.beam}")


def _sherpa(settings: Settings) -> Iterable[CheckResult]:
    if find_spec("sherpa_onnx") is None:
        yield CheckResult("hearing", "missing", "sherpa-onnx is not installed", "pip install hall-clerk[sherpa]")
    try:
        yield CheckResult("hearing", "ok", f"{engines.choose_sherpa(settings).name} through sherpa-onnx")
    except models.ModelDownloadError as error:
        yield CheckResult("hearing", "missing", str(error))


def _voice(settings: Settings) -> Iterable[CheckResult]:
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


def _prompts(settings: Settings) -> Iterable[CheckResult]:
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
            "prompts", "note", f"提示音已就绪 {done}/{total}{wait} · rendered ahead, while nobody is served", fix
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


def _page(settings: Settings) -> Iterable[CheckResult]:
    if (Path(str(files("kiosk"))) / "static" / "index.html").is_file():
        yield CheckResult("page", "ok", "built")
    else:
        yield CheckResult("page", "missing", "not built", "make web")


def _services(settings: Settings) -> Iterable[CheckResult]:
    try:
        library = load_library(settings.services_dir)
    except (ScriptErrors, OSError) as error:
        yield CheckResult("services", "missing", str(error), f"fix the scripts in {settings.services_dir}")
    else:
        names = "、".join(script.name for script in library.scripts)
        yield CheckResult("services", "ok", f"{names}; {len(library.passages)} passages of knowledge")
        yield from _timeouts(library, settings.backend.timeout_s)


def _timeouts(library: Library, most_s: float) -> Iterable[CheckResult]:
    """Steps whose 超时 is longer than `backend.timeout_s`, which cuts them short."""
    cut = {
        (step.timeout_s, f"{script.name} {step.queue if isinstance(step, Take) else step.api} {step.timeout_s:g} s")
        for script in library.scripts
        for step in script.steps
        if isinstance(step, (Query, Submit, Take)) and step.timeout_s is not None and step.timeout_s > most_s
    }
    if cut:
        detail = f"{most_s:g} s cuts short what scripts set: {'; '.join(sorted(text for _, text in cut))}"
        fix = f"set backend.timeout_s to {max(seconds for seconds, _ in cut):g}, or shorten 超时 in these scripts"
        yield CheckResult("backend.timeout_s", "note", detail, fix)


def _data(settings: Settings) -> Iterable[CheckResult]:
    place = next(path for path in (settings.data_dir, *settings.data_dir.parents) if os.path.exists(path))
    if trouble := _unwritable(place):
        detail = f"{settings.data_dir} cannot be made or written: {trouble}"
        yield CheckResult("data", "missing", detail, "set data_dir to a folder that can be written")
        return
    free = shutil.disk_usage(place).free
    fix = "free some space, or set data_dir to another disk" if free < _FREE else ""
    yield CheckResult("data", "note" if fix else "ok", f"{settings.data_dir}, {free / 1e9:.1f} GB free", fix)
    key = settings.key_path
    if not key.exists():
        if settings.store.url or not (settings.data_dir / "hall.db").exists():
            yield CheckResult("key", "ok", f"will be made at the first start: {key}")
    elif stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield CheckResult("key", "missing", f"{key} can be read by others", f"chmod 600 {key}")
    else:
        yield CheckResult("key", "ok", f"{key}; keep a copy: without it the record cannot be read")


def _unwritable(place: Path) -> str:
    """Why no file can be created in `place`; empty if one can. Leaves nothing behind."""
    if not place.is_dir():
        return f"{place} is a file, not a folder"
    try:
        with tempfile.TemporaryFile(dir=place):
            return ""
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return ""  # reported below, with the space left
        return f"no file can be made in {place} ({error.strerror})"


def _journal(settings: Settings) -> Iterable[CheckResult]:
    copies = set_aside(settings.journal_path)
    if copies:
        yield CheckResult("journal", "note", f"was damaged: {', '.join(copy.name for copy in copies)}", DAMAGED_ADVICE)


def _record(settings: Settings) -> Iterable[CheckResult]:
    """Whether the key file is the record's, and the clock what the record expects. Only of SQLite in data_dir."""
    if settings.store.url or not (settings.data_dir / "hall.db").exists():
        return
    look = inspection.look(settings.data_dir / "hall.db", settings.key_path)
    if look.trouble:
        yield CheckResult("record", "missing", look.trouble)
        return
    if look.days_off:
        way = "ahead of" if look.days_off > 0 else "behind"
        detail = f"{abs(look.days_off):.0f} days {way} the time last recorded: nothing is deleted until it is believed"
        yield CheckResult("clock", "note", detail, "set it right (timedatectl); a right one is believed after a week")
    elif look.recorded:
        yield CheckResult("record", "ok", f"{look.recorded} conversations, {look.cases} cases")


def _ports(settings: Settings) -> Iterable[CheckResult]:
    for name, host, port in (
        ("public", settings.public.host, settings.public.port),
        ("operators", settings.operators.host, settings.operators.port),
    ):
        yield _can_listen(name, host, port)


def _tls(settings: Settings) -> Iterable[CheckResult]:
    for name, side in (("public", settings.public), ("operators", settings.operators)):
        if side.tls_cert is None or side.tls_key is None:
            yield from _plain(name, side.host)
            continue
        try:
            facts = tls.examine_certificate(name, side)
        except tls.TlsError as error:
            yield CheckResult(
                f"{name} https", "missing", str(error), "kiosk tls make, or ask who issues your certificates"
            )
            continue
        left = (facts.until - datetime.now(UTC)).days
        fix = "put a new certificate there, and restart" if left < _EXPIRES_SOON else ""
        if stat.S_IMODE(side.tls_key.stat().st_mode) & 0o077:
            fix = f"chmod 600 {side.tls_key}: others can read the key"
        names = ", ".join(facts.names) or "no name"
        yield CheckResult(f"{name} https", "note" if fix else "ok", f"for {names}; {left} days left", fix)


def _plain(name: str, host: str) -> Iterable[CheckResult]:
    if name == "public" and host not in ("127.0.0.1", "::1", "[::1]", "localhost"):
        detail = f"plain http on {host}: browsers on other machines give the page no microphone and no sound"
        yield CheckResult("public https", "note", detail, "kiosk tls make, then set public.tls_cert and public.tls_key")


def _can_listen(name: str, host: str, port: int) -> CheckResult:
    """`name`: the section of the settings."""
    what, where = f"{name} port", f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        state, fix = _cannot_listen(name, error)
        return CheckResult(what, state, f"{where} cannot be used: {error.strerror}", fix)
    return CheckResult(what, "ok", f"{where} is free")


def _cannot_listen(name: str, error: OSError) -> tuple[State, str]:
    """The state and the fix."""
    if isinstance(error, socket.gaierror):
        return "missing", f"{name}.host is not a name this machine can resolve: set it to 127.0.0.1, 0.0.0.0 or a name"
    if error.errno == errno.EADDRINUSE:
        return "note", f"stop what is there, or set {name}.port (if a kiosk is running already, all is well)"
    if error.errno == errno.EADDRNOTAVAIL:
        return "missing", f"set {name}.host to an address of this machine, such as 127.0.0.1 or 0.0.0.0"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "missing", f"set {name}.port to one above 1023, or allow this user to listen there"
    return "missing", f"check {name}.host and {name}.port"


def _back_end(settings: Settings) -> Iterable[CheckResult]:
    fix = "start it; to try without one: kiosk serve --with-demo-backend"
    yield _listens("back end", settings.backend.url, fix)


def _language_model(settings: Settings) -> Iterable[CheckResult]:
    url = settings.language_model.url
    if not url:
        yield CheckResult("language model", "ok", "none, and none is needed")
    else:
        fix = "start it, or correct language_model.url; until then the rules do without"
        yield _listens("language model", url, fix)


def _listens(what: str, url: str, fix: str) -> CheckResult:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), timeout=2):
            return CheckResult(what, "ok", f"something listens at {host}:{port}")
    except OSError as error:
        return CheckResult(what, "note", f"nothing at {host}:{port} ({error.strerror or 'no answer'})", fix)
