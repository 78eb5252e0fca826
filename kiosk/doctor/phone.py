"""The telephone: which surfaces are on, who can reach them, and whether a line answers as it should."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from dialogue import ScriptErrors, load_library
from kiosk.config import Settings
from kiosk.config.phone import is_used
from kiosk.doctor.phone_parts import (
    check_certificate,
    check_codecs,
    check_hooks,
    check_recordings,
    check_secrets,
)
from kiosk.doctor.result import CheckResult
from kiosk.doctor.sip import check_sip
from kiosk.net.hosts import Hosts, own_names
from kiosk.wire.phone.audiosocket import AudioSocketCodec, AudioSocketKind, check_uuid, frame
from kiosk.wire.phone.events import CallerAudio

#: Seconds of a trial call, and frames of 20 ms that it must bring at the least and at the most.
_TRIAL_S, _FEWEST, _MOST = 1.0, 40, 56
#: Seconds for the answer to a GET, on a machine that is busy loading models.
_ANSWER_S = 5.0
_HOST_FIX = "phone.host: 127.0.0.1, 0.0.0.0, or a name or address of this machine"
_REFUSED_FIX = "phone.allow and phone.secret must be those of the running hall; it may be full (phone.calls)"
_LOCAL = ("127.0.0.1", "::1", "[::1]", "localhost")


def check_phone(settings: Settings) -> list[CheckResult]:
    """Blocking: a second or two. With a hall running, one line is called and hung up again.

    `missing`: a caller, or the human who takes a call over, would be failed by it, or anybody could call.
    """
    if not is_used(settings.phone):
        fix = "phone.audiosocket: on (docs/phone.md shows the dialplan), then: kiosk call"
        return [CheckResult("telephone", "note", "no surface is on", fix)]
    starting = tuple(_starting(settings))
    lines = () if starting else (_audiosocket, _public, _sip)
    checks = (
        check_codecs, lambda _: starting, *lines, _chan_websocket, _carrier, check_certificate, check_secrets,
        _capacity, _callbacks, _staff, check_hooks, check_recordings,
    )  # fmt: skip
    return [finding for check in checks for finding in check(settings)]


def _starting(settings: Settings) -> Iterable[CheckResult]:
    """Whether the hall at the public port is not ready yet. Its lines are then refused, and not looked at."""
    fix = "wait until it says ready (a first start takes minutes on a slow or busy machine), and check again"
    try:
        with _public_line(settings) as line:
            answer = _asked(line, "/readyz", secure=settings.public.tls_cert is not None)
    except (OSError, UnicodeError):
        return
    if b'"warming"' in answer:
        yield CheckResult("hall", "missing", "the hall is still starting: it takes no calls yet", fix)


def _audiosocket(settings: Settings) -> Iterable[CheckResult]:
    phone = settings.phone
    if phone.audiosocket == "off":
        return
    host = "127.0.0.1" if phone.host in ("0.0.0.0", "::", "") else phone.host
    yield trial_call(host, phone.port, phone.secret)
    if phone.host in _LOCAL:
        fix = "for a PBX on another machine: phone.host: 0.0.0.0, phone.allow and phone.secret"
        yield CheckResult("AudioSocket peers", "ok", "this machine only", fix)
    else:
        detail = f"{phone.allow}; not encrypted: keep it on the PBX's own network"
        yield CheckResult("AudioSocket peers", "note", detail)


def trial_call(host: str, port: int, secret: str) -> CheckResult:
    """Call, listen for a second, hang up: whether sound comes at once and in real time."""
    what, where = "AudioSocket line", f"{host}:{port}"
    codec, frames, first_s = AudioSocketCodec(caller=True), 0, 0.0
    try:
        line = socket.create_connection((host, port), timeout=2)
    except (socket.gaierror, UnicodeError):  # UnicodeError: what can be no name at all, such as a..b
        return CheckResult(what, "missing", f"phone.host does not resolve: {host}", _HOST_FIX)
    except OSError as error:
        detail = f"nothing at {where} ({error.strerror or 'no answer'})"
        return CheckResult(what, "missing", detail, "kiosk serve; if it is running: phone.host and phone.port")
    try:
        with line:
            began = time.monotonic()
            line.sendall(frame(AudioSocketKind.UUID, check_uuid(secret).bytes))
            while not codec.over and (left := began + _TRIAL_S - time.monotonic()) > 0:
                line.settimeout(left)
                if not (data := line.recv(4096)):
                    break
                frames += sum(isinstance(event, CallerAudio) for event in codec.feed(data))
                first_s = first_s or time.monotonic() - began
            line.sendall(frame(AudioSocketKind.HANG_UP))
    except TimeoutError:
        pass  # it fell silent: too few frames
    except OSError as error:
        return CheckResult(what, "missing", f"{where} broke the call off ({error.strerror})", _REFUSED_FIX)
    if not frames:
        return CheckResult(what, "missing", f"{where} accepts the call and sends no sound", _REFUSED_FIX)
    detail = f"{where} sends sound after {first_s * 1000:.0f} ms, {frames} frames in {_TRIAL_S:g} s"
    if not _FEWEST <= frames <= _MOST:
        return CheckResult(what, "note", detail, "the machine is too busy: fewer phone.calls, or more cores")
    return CheckResult(what, "ok", detail)


def _public(settings: Settings) -> Iterable[CheckResult]:
    """Whether the listener that the WebSocket surfaces come to is a hall's."""
    phone, public = settings.phone, settings.public
    if phone.chan_websocket == "off" and phone.carrier == "off":
        return
    what, where = "public listener", f"{_public_host(settings)}:{public.port}"
    try:
        with _public_line(settings) as line:
            answer = _asked(line, "/healthz", secure=public.tls_cert is not None)
    except (OSError, UnicodeError):
        yield CheckResult(what, "missing", f"nothing at {where}", "kiosk serve; if it is running: public.port")
        return
    if b'"alive"' in answer:
        yield CheckResult(what, "ok", f"a hall answers at {where}")
    elif not answer:
        fix = "the hall may be starting or too busy: wait and check again; or another program has the port"
        yield CheckResult(what, "missing", f"{where} accepts and does not answer within {_ANSWER_S:g} s", fix)
    else:
        fix = "end that program, or set another public.port, here and at the exchange"
        yield CheckResult(what, "missing", f"another program has {where}", fix)


def _public_host(settings: Settings) -> str:
    return "127.0.0.1" if settings.public.host in ("0.0.0.0", "::", "") else settings.public.host


def _public_line(settings: Settings) -> socket.socket:
    """Raises OSError and UnicodeError."""
    return socket.create_connection((_public_host(settings), settings.public.port), timeout=2)


def _asked(line: socket.socket, path: str, *, secure: bool) -> bytes:
    """The beginning of the answer to a GET; empty: none came in time."""
    if secure:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # who answers is asked, not whether to trust
        line = context.wrap_socket(line)
    line.settimeout(_ANSWER_S)
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    with contextlib.suppress(TimeoutError):
        while len(answer) < 4096 and (data := line.recv(4096)):
            answer += data
    return answer


def _chan_websocket(settings: Settings) -> Iterable[CheckResult]:
    phone, public = settings.phone, settings.public
    if phone.chan_websocket == "off":
        return
    scheme = "wss" if public.tls_cert else "ws"
    detail = f"{scheme}://…:{public.port}/phone/asterisk"
    if not phone.password:
        fix = "for a PBX on another machine: set phone.password and public.host"
        yield CheckResult("chan_websocket", "ok", f"{detail}, from this machine only", fix)
    elif not public.tls_cert and public.host not in _LOCAL:
        fix = "set public.tls_cert and public.tls_key: the password crosses the network as it is"
        yield CheckResult("chan_websocket", "note", f"{detail}, not encrypted", fix)
    else:
        yield CheckResult("chan_websocket", "ok", detail)


def _carrier(settings: Settings) -> Iterable[CheckResult]:
    phone = settings.phone
    if phone.carrier == "off":
        return
    what = f"Media Streams ({phone.carrier})"
    address = urlsplit(phone.carrier_url)
    hosts = Hosts(settings.public.hosts, (*own_names(), settings.public.host))
    if phone.carrier_url and address.scheme != "wss":
        yield CheckResult(what, "missing", "carriers call wss:// only", "correct phone.carrier_url; serve https there")
    elif address.hostname and hosts.wrong_host(address.netloc.rpartition("@")[2]):
        fix = f"public.hosts: {address.hostname}; requests that name another host are refused (421)"
        yield CheckResult(what, "missing", f"{address.hostname} is not in public.hosts", fix)
    else:
        yield CheckResult(what, "ok", "signature checked" if phone.carrier_url else "secret in the address checked")


def _sip(settings: Settings) -> Iterable[CheckResult]:
    return check_sip(settings.phone)


def _capacity(settings: Settings) -> Iterable[CheckResult]:
    phone, limits = settings.phone, settings.limits
    places = limits.sessions - max(1, limits.sessions // 4)
    if phone.calls > places:
        detail = f"phone.calls is {phone.calls}; of limits.sessions {limits.sessions} a quarter is kept for the hall"
        yield CheckResult("calls at once", "note", detail, f"phone.calls: {max(1, places)}, or more limits.sessions")
    else:
        yield CheckResult("calls at once", "ok", f"{phone.calls} of {limits.sessions} conversations")


def _callbacks(settings: Settings) -> Iterable[CheckResult]:
    phone = settings.phone
    if phone.callbacks == "off":
        fix = "phone.callbacks: on; somebody must then work off: kiosk phone tickets list"
        yield CheckResult("call backs", "ok", "none: whom nobody can answer is told to call again", fix)
    else:
        yield CheckResult("call backs", "ok", f"offered, {phone.callback_calls} at once")


def _staff(settings: Settings) -> Iterable[CheckResult]:
    if settings.phone.staff == "always":
        return
    try:
        hours = load_library(settings.services_dir).calendar.hours
    except ScriptErrors:
        yield CheckResult("staff", "note", "the services cannot be loaded", "kiosk services lint")
        return
    if hours:
        spans = ", ".join(f"{span.start}-{span.end}" for span in hours)
        yield CheckResult("staff", "ok", f"on working days {spans}; else callers hear that it is out of hours")
    else:
        fix = "write 办公时间 into services/calendar.yaml; until then calls are handed over at any hour"
        yield CheckResult("staff", "missing", "phone.staff is calendar, and the hall has no office hours", fix)
