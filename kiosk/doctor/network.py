"""Ports, certificates, and the servers that the hall calls."""

from __future__ import annotations

import errno
import socket
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from kiosk.client.operators_side import read_json
from kiosk.config import Settings
from kiosk.doctor.result import CheckResult, State
from kiosk.net import tls

#: Days before its expiry from which a certificate should be replaced.
_EXPIRES_SOON = 30


def check_ports(settings: Settings) -> Iterable[CheckResult]:
    sides = [
        ("public", settings.public.host, settings.public.port),
        ("operators", settings.operators.host, settings.operators.port),
    ]
    if settings.phone.audiosocket == "on":
        sides.append(("phone", settings.phone.host, settings.phone.port))
    found = [_can_listen(name, host, port) for name, host, port in sides]
    if any(one.state != "ok" for one in found) and isinstance(read_json(settings, "/fleet"), dict):
        found = [
            _of_the_hall(one) if one.fix == _taken(name) else one for one, (name, *_) in zip(found, sides, strict=True)
        ]
    yield from found


def check_tls(settings: Settings) -> Iterable[CheckResult]:
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


def _taken(name: str) -> str:
    return f"stop what is there, or set {name}.port (if a kiosk is running already, all is well)"


def _of_the_hall(result: CheckResult) -> CheckResult:
    """A port that is taken while a hall of these settings answers."""
    return CheckResult(result.what, "ok", f"{result.detail.split(' ', 1)[0]} is in use by the hall that runs")


def _cannot_listen(name: str, error: OSError) -> tuple[State, str]:
    """The state and the fix."""
    if isinstance(error, socket.gaierror):
        return "missing", f"{name}.host is not a name this machine can resolve: set it to 127.0.0.1, 0.0.0.0 or a name"
    if error.errno == errno.EADDRINUSE:
        return "note", _taken(name)
    if error.errno == errno.EADDRNOTAVAIL:
        return "missing", f"set {name}.host to an address of this machine, such as 127.0.0.1 or 0.0.0.0"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "missing", f"set {name}.port to one above 1023, or allow this user to listen there"
    return "missing", f"check {name}.host and {name}.port"


def check_language_model(settings: Settings) -> Iterable[CheckResult]:
    url = settings.language_model.url
    if not url:
        yield CheckResult("language model", "ok", "none, and none is needed")
    else:
        fix = "start it, or correct language_model.url; until then the rules do without"
        yield listens("language model", url, fix)


def check_messages(settings: Settings) -> Iterable[CheckResult]:
    if settings.hall.sms != "sender":
        yield CheckResult("text messages", "ok", "the hall sends none; see hall.sms")
    else:
        fix = "start it, or correct messages.url; until then messages wait in the outbox"
        yield listens("text messages", settings.messages.url, fix)


def listens(what: str, url: str, fix: str) -> CheckResult:
    """Whether something accepts connections at `url`."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), timeout=2):
            return CheckResult(what, "ok", f"something listens at {host}:{port}")
    except OSError as error:
        return CheckResult(what, "note", f"nothing at {host}:{port} ({error.strerror or 'no answer'})", fix)
