"""What `kiosk phone check` says of settings, without a hall running."""

from __future__ import annotations

from dataclasses import replace

from kiosk.config import LimitSettings, ListenerSettings, PhoneSettings, Settings
from kiosk.doctor.phone import check_phone
from kiosk.doctor.result import CheckResult


def found(phone: PhoneSettings, **parts: object) -> dict[str, CheckResult]:
    settings = replace(Settings(embeddings="off"), phone=phone, **parts)  # type: ignore[arg-type]
    return {each.what: each for each in check_phone(settings)}


def test_nothing_is_on() -> None:
    (only,) = found(PhoneSettings()).values()
    assert "phone.audiosocket: on" in only.fix


def test_no_hall_is_running() -> None:
    line = found(PhoneSettings(audiosocket="on", port=1))["AudioSocket line"]
    assert line.state == "note"
    assert "nothing at 127.0.0.1:1" in line.detail
    assert "kiosk serve" in line.fix


def test_a_password_in_the_clear() -> None:
    public = ListenerSettings(host="0.0.0.0")
    finding = found(PhoneSettings(chan_websocket="on", password="x"), public=public)["chan_websocket"]
    assert finding.state == "note"
    assert "tls_cert" in finding.fix
    assert found(PhoneSettings(chan_websocket="on"))["chan_websocket"].state == "ok"


def test_a_carrier_calls_a_name_that_we_do_not_answer_to() -> None:
    phone = PhoneSettings(carrier="twilio", carrier_secret="x", carrier_url="wss://hall.example.gov.cn/phone/stream")
    name = "Media Streams (twilio)"
    assert "public.hosts" in found(phone)[name].fix
    public = ListenerSettings(hosts="hall.example.gov.cn")
    assert found(phone, public=public)[name].state == "ok"
    assert found(replace(phone, carrier_url="ws://hall.example.gov.cn/x"), public=public)[name].state == "missing"


def test_more_calls_than_places() -> None:
    phone = PhoneSettings(chan_websocket="on", calls=8)
    assert "phone.calls: 6" in found(phone, limits=LimitSettings(sessions=8))["calls at once"].fix
    assert found(replace(phone, calls=6))["calls at once"].state == "ok"


def test_a_hook_that_is_not_there() -> None:
    phone = PhoneSettings(chan_websocket="on", handoff_url="http://127.0.0.1:1/case")
    assert found(phone)["hand-off hook"].state == "note"
