"""What `kiosk phone check` says of SIP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.config import PhoneSettings
from kiosk.doctor.result import CheckResult
from kiosk.doctor.sip import check_sip
from kiosk.wire.phone.sip.messages import SipRequest, parse_message
from kiosk.wire.phone.sip.responses import response_to


def found(phone: PhoneSettings) -> dict[str, CheckResult]:
    return {each.what: each for each in check_sip(phone)}


@contextmanager
def peer(code: int) -> Iterator[int]:
    """Answers one OPTIONS with `code`; its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(20)

        def answer() -> None:
            data, source = line.recvfrom(65_535)
            request = parse_message(data)
            assert isinstance(request, SipRequest)
            line.sendto(bytes(response_to(request, code)), source)

        thread = threading.Thread(target=answer)
        thread.start()
        yield int(line.getsockname()[1])
        thread.join()


def test_off() -> None:
    assert not found(PhoneSettings())


def test_a_line_that_answers() -> None:
    with peer(200) as port:
        line = found(PhoneSettings(sip="on", sip_port=port))["SIP line"]
    assert line.state == "ok"
    assert line.detail == f"UDP 127.0.0.1:{port} answers 200"


def test_a_line_that_allows_its_peers_alone() -> None:
    with peer(403) as port:
        findings = found(PhoneSettings(sip="on", sip_port=port, allow="10.1.2.3"))
    assert "phone.allow" in findings["SIP line"].fix
    assert "10.1.2.3" in findings["SIP peers"].detail
    assert "16384 to 16483" in findings["SIP peers"].detail


def test_no_hall_is_running() -> None:
    line = found(PhoneSettings(sip="on", sip_port=1))["SIP line"]
    assert line.state == "missing"
    assert "kiosk serve" in line.fix


def test_a_registrar() -> None:
    with peer(200) as port:
        where = f"127.0.0.1:{port}"
        line = found(PhoneSettings(sip="on", sip_port=1, sip_registrar=where, sip_user="hall"))["SIP registrar"]
    assert line.state == "ok"
    lost = found(PhoneSettings(sip="on", sip_port=1, sip_registrar="nosuchhost.invalid", sip_user="hall"))
    assert lost["SIP registrar"].detail == "nosuchhost.invalid does not resolve"
