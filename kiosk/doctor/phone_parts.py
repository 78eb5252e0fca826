"""The telephone's parts: codecs, secrets, the hooks that are called, the certificate for carriers, recordings."""

from __future__ import annotations

import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import urlsplit

import av
import av.error
import numpy as np

from asr import AsrError, resample
from kiosk.config import Settings
from kiosk.doctor.folders import unwritable
from kiosk.doctor.result import CheckResult
from kiosk.net import tls
from kiosk.store.recording_file import RESERVE
from kiosk.wire.phone.audio import LineCoding, decode, encode

#: Seconds that a hook may take to answer.
_WITHIN_S = 2.0
#: Characters of the shortest secret that cannot be guessed.
_SECRET = 16
#: Secrets of the documentation's examples: whoever has read it knows them. A test finds those that are missing here.
EXAMPLE_SECRETS = ("40325ec25efd4bd3",)
#: How another one is made, where it is not 32 hexadecimal digits.
_ANOTHER = {
    "secret": "openssl rand -hex 8; the dialplan's UUID begins with it",
    "sip_password": "a new password for the account, from whoever runs the registrar",
}
#: Bytes of an hour of recording; hours that should be free, and that must.
_HOUR, _FEW_HOURS, _NO_HOURS = 8_000 * 2 * 2 * 3600, 48.0, 1.0


def check_codecs(settings: Settings) -> Iterable[CheckResult]:
    """Whether ffmpeg, as PyAV brings it, codes G.711 and resamples."""
    tone = np.rint(8_000 * np.sin(np.arange(800) / 3)).astype(np.int16)
    version = ".".join(map(str, av.library_versions.get("libavcodec", ())))
    try:
        worst = max(
            int(np.abs(decode(encode(tone, coding), coding).astype(int) - tone).max())
            for coding in (LineCoding.MU_LAW, LineCoding.A_LAW)
        )
        samples = len(resample(tone, 8_000, 16_000))
    except (ValueError, av.error.FFmpegError, AsrError) as error:
        fix = "pip install --force-reinstall av"
        yield CheckResult("codecs", "missing", f"ffmpeg (libavcodec {version}) fails: {type(error).__name__}", fix)
        return
    good = worst <= 512 and abs(samples - 1_600) <= 32
    detail = f"G.711 µ-law and A-law, resampling (libavcodec {version})"
    fix = "" if good else "pip install --force-reinstall av"
    yield CheckResult("codecs", "ok" if good else "missing", detail if good else f"{detail}: wrong results", fix)


def check_secrets(settings: Settings) -> Iterable[CheckResult]:
    """Those that are set and can be guessed, or stand in the documentation."""
    phone = settings.phone
    for name in ("secret", "password", "carrier_secret", "sip_password", "handoff_token", "handoff_secret"):
        value, what = getattr(phone, name), f"phone.{name}"
        another = f"another one: {_ANOTHER.get(name, 'openssl rand -hex 16')}"
        if any(example in value.replace("-", "").lower() for example in EXAMPLE_SECRETS):
            yield CheckResult(
                what, "missing", "copied from the example in docs/phone.md, which everybody knows", another
            )
        elif value and len(value) < _SECRET:
            yield CheckResult(what, "note", f"{len(value)} characters can be guessed", another)
        elif value and len(set(value)) < 5:
            yield CheckResult(what, "note", "few different characters", another)


@dataclass(frozen=True, slots=True)
class _Hook:
    """An address that calls are told to. `without`: what its absence means, and how to have it."""

    setting: str
    what: str
    without: tuple[str, str]
    fix: str


_HOOKS = (
    _Hook(
        "handoff_url",
        "hand-off hook",
        (
            "none: a human is told nothing of the case",
            "phone.handoff_url: whoever takes the call is posted service, values and last turns",
        ),
        "start it, or correct phone.handoff_url: humans get calls without the case",
    ),
)


def check_hooks(settings: Settings) -> Iterable[CheckResult]:
    """Whether each address answers at all, within 2 s. Nothing is posted to it."""
    for hook in _HOOKS:
        url = getattr(settings.phone, hook.setting)
        if not url:
            yield CheckResult(hook.what, "ok", hook.without[0], hook.without[1])
        else:
            yield _answers(hook, url)


def _answers(hook: _Hook, url: str) -> CheckResult:
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    request = urllib.request.Request(url, method="OPTIONS")
    try:
        with urllib.request.urlopen(request, timeout=_WITHIN_S) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLError):
            fix = f"a certificate that this machine trusts, for the name in phone.{hook.setting}"
            return CheckResult(hook.what, "missing", f"{where} has no certificate that is trusted", fix)
        why = getattr(reason, "strerror", None) or ("no answer in 2 s" if "timed out" in str(reason) else "no answer")
        return CheckResult(hook.what, "missing", f"nothing at {where} ({why})", hook.fix)
    if status == 404:
        return CheckResult(hook.what, "note", f"{where} answers 404", f"is the path of phone.{hook.setting} right?")
    if status >= 500:
        return CheckResult(hook.what, "missing", f"{where} answers {status}", hook.fix)
    return CheckResult(hook.what, "ok", f"{where} answers ({status})")


def check_certificate(settings: Settings) -> Iterable[CheckResult]:
    """Whether carriers, who look at it, accept the public listener's certificate."""
    phone, public, what = settings.phone, settings.public, "certificate for carriers"
    name = urlsplit(phone.carrier_url).hostname or ""
    if phone.carrier == "off" or not name:
        return
    if public.tls_cert is None or public.tls_key is None:
        fix = "a proxy in front must speak https for that name; or set public.tls_cert and public.tls_key"
        yield CheckResult(what, "note", f"this server speaks plain http; carriers call {name} by https", fix)
        return
    try:
        facts = tls.examine_certificate("public", public)
    except tls.TlsError as error:
        yield CheckResult(what, "missing", str(error), "ask who issues your certificates")
        return
    if not any(fnmatch(name, each) and name.count(".") == each.count(".") for each in facts.names):
        fix = f"a certificate for {name}, or another phone.carrier_url"
        yield CheckResult(what, "missing", f"it is for {', '.join(facts.names) or 'no name'}, not for {name}", fix)
    elif facts.self_signed:
        fix = "one of a public authority: carriers trust no other"
        yield CheckResult(what, "missing", f"it is self-made: carriers refuse to call {name}", fix)
    else:
        yield CheckResult(what, "ok", f"for {name}")


def check_recordings(settings: Settings) -> Iterable[CheckResult]:
    """Whether the folder can be written, and for how many hours of calls there is room."""
    folder = settings.recordings_dir
    if settings.phone.record == "off":
        fix = "phone.record: on, where the hall consents to it"
        yield CheckResult("recordings", "ok", "calls are not recorded", fix)
        return
    place = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    if trouble := unwritable(place):
        fix = "set data_dir to a folder that can be written; calls are not recorded until then"
        yield CheckResult("recordings", "missing", trouble, fix)
        return
    hours = max(0.0, (shutil.disk_usage(place).free - RESERVE) / _HOUR)
    state = "missing" if hours < _NO_HOURS else "note" if hours < _FEW_HOURS else "ok"
    fix = "" if state == "ok" else "free some space, shorten phone.record_days, or set data_dir to another disk"
    detail = f"{folder}: room for {hours:.0f} hours of calls, kept for {settings.phone.record_days} days"
    yield CheckResult("recordings", state, detail, fix)  # type: ignore[arg-type]
