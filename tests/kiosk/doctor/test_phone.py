"""What `kiosk phone check` says of settings, without a hall running."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.commands.phone import app
from kiosk.config import LimitSettings, ListenerSettings, PhoneSettings, Settings
from kiosk.doctor.phone import check_phone, trial_call
from kiosk.doctor.result import CheckResult
from support.small_hall import GOOD, KNOWLEDGE


def found(phone: PhoneSettings, **parts: object) -> dict[str, CheckResult]:
    settings = replace(Settings(embeddings="off"), phone=phone, **parts)  # type: ignore[arg-type]
    return {each.what: each for each in check_phone(settings)}


def test_nothing_is_on() -> None:
    (only,) = found(PhoneSettings()).values()
    assert "phone.audiosocket: on" in only.fix


def test_no_hall_is_running() -> None:
    line = found(PhoneSettings(audiosocket="on", port=1))["AudioSocket line"]
    assert line.state == "missing"
    assert "nothing at 127.0.0.1:1" in line.detail
    assert "kiosk serve" in line.fix


@pytest.mark.parametrize("host", ["nosuchhost.invalid", "a..b"])
def test_a_host_that_does_not_resolve_is_named_as_the_setting(host: str) -> None:
    line = found(PhoneSettings(audiosocket="on", host=host, port=1))["AudioSocket line"]
    assert line.state == "missing"
    assert line.detail == f"phone.host does not resolve: {host}"
    assert line.fix.startswith("phone.host: 127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1", "nosuchhost.invalid"])
def test_a_row_that_failed_gives_exit_status_1(host: str, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    access = "allow: 10.1.2.3, secret: 40325ec25efd4bd3"
    config.write_text(f"phone: {{audiosocket: on, host: {host}, port: 1, {access}}}")
    shown = CliRunner().invoke(app, ["check", "--config", str(config)])
    assert shown.exit_code == 1, shown.output
    assert "✗" in shown.output


def test_a_line_that_is_silent_is_not_called_absent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = trial_call("127.0.0.1", server.getsockname()[1], "")
    assert line.state == "missing"
    assert "accepts the call and sends no sound" in line.detail


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
    assert found(phone)["hand-off hook"].state == "missing"


def test_call_backs_are_offered_or_not() -> None:
    assert "kiosk phone tickets list" in found(PhoneSettings(audiosocket="on", port=1))["call backs"].fix
    offered = found(PhoneSettings(audiosocket="on", port=1, callbacks="on", callback_calls=3))["call backs"]
    assert offered.detail == "offered, 3 at once"


def test_the_hours_of_the_staff(tmp_path: Path) -> None:
    phone = PhoneSettings(audiosocket="on", port=1, staff="calendar")
    shipped = Path(__file__).parents[3] / "services"
    assert "09:00-12:00, 13:30-17:00" in found(phone, services_dir=shipped)["staff"].detail
    (tmp_path / "lrk.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    without = found(phone, services_dir=tmp_path)["staff"]
    assert (without.state, "calendar.yaml" in without.fix) == ("missing", True)
    (tmp_path / "lrk.yaml").write_text("服务: [", encoding="utf-8")
    assert found(phone, services_dir=tmp_path)["staff"].state == "note"
