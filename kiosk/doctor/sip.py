"""SIP without a PBX: whether the hall answers at its port, who may call it, whether the registrar is reached."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterable

from kiosk.config import PhoneSettings
from kiosk.config.phone import media_ports, registrar
from kiosk.doctor.result import CheckResult
from kiosk.wire.phone.sip.messages import (
    SipError,
    SipHeaders,
    SipRequest,
    SipResponse,
    new_branch,
    parse_message,
)

#: Seconds for an answer, in which the question is asked again at every third.
_ANSWER_S = 1.5


def check_sip(phone: PhoneSettings) -> Iterable[CheckResult]:
    """Blocking: up to three seconds."""
    if phone.sip == "off":
        return
    host = "127.0.0.1" if phone.host in ("0.0.0.0", "::") else phone.host
    yield _line(host, phone.sip_port)
    ports = media_ports(phone.sip_media_ports)
    if phone.allow:
        detail = f"from {phone.allow}; sound at UDP {ports.start} to {ports.stop - 1}"
        fix = "open both in the firewall; not encrypted: keep it on the carrier's or the PBX's own network"
        yield CheckResult("SIP peers", "note", detail, fix)
    else:
        fix = "for a carrier or a PBX: phone.host: 0.0.0.0, phone.sip_address and phone.allow"
        yield CheckResult("SIP peers", "ok", "this machine only", fix)
    if phone.sip_registrar:
        yield _registrar(phone)


def _line(host: str, port: int) -> CheckResult:
    what, where = "SIP line", f"UDP {host}:{port}"
    fix = "kiosk serve; if it is running: phone.host and phone.sip_port"
    try:
        code = options(host, port)
    except OSError as error:
        return CheckResult(what, "missing", f"nothing at {where} ({error.strerror or 'no answer'})", fix)
    if code == 403:
        return CheckResult(
            what, "note", f"{where} answers 403", "phone.allow does not have this machine: only its peers"
        )
    return CheckResult(what, "ok", f"{where} answers {code}")


def _registrar(phone: PhoneSettings) -> CheckResult:
    what, where = "SIP registrar", phone.sip_registrar
    try:
        code = options(*registrar(where))
    except socket.gaierror:
        return CheckResult(what, "missing", f"{where} does not resolve", "phone.sip_registrar, or the name server")
    except OSError as error:
        detail = f"{where} does not answer ({error.strerror or 'time-out'})"
        fix = "the way to it (UDP), phone.sip_registrar; some answer nobody who is not registered"
        return CheckResult(what, "note", detail, fix)
    detail = f"{where} answers {code}; whether it takes our registration is in the log of kiosk serve"
    return CheckResult(what, "ok", detail)


def options(host: str, port: int) -> int:
    """The code with which a SIP peer answers OPTIONS. Blocking. Raises OSError: unknown name, refused, no answer."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind) as line:
        line.connect(address)
        line.settimeout(_ANSWER_S / 3)
        near, near_port = line.getsockname()[:2]
        data = bytes(_options(host, f"{near}:{near_port}"))
        for _ in range(3):
            line.send(data)
            try:
                answer = parse_message(line.recv(65_535))
            except (TimeoutError, SipError):
                continue
            if isinstance(answer, SipResponse):
                return answer.code
    raise TimeoutError


def _options(host: str, near: str) -> SipRequest:
    headers = SipHeaders(
        ("Via", f"SIP/2.0/UDP {near};branch={new_branch()};rport"),
        ("Max-Forwards", "70"),
        ("From", f"<sip:check@{near}>;tag={secrets.token_hex(4)}"),
        ("To", f"<sip:{host}>"),
        ("Call-ID", secrets.token_hex(12)),
        ("CSeq", "1 OPTIONS"),
    )
    return SipRequest("OPTIONS", f"sip:{host}", headers)
