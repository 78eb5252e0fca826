"""What `kiosk phone check` says of settings, without a hall running."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.commands.phone import app
from kiosk.config import LimitSettings, ListenerSettings, PhoneSettings, Settings
from kiosk.doctor import phone_parts
from kiosk.doctor.phone import check_phone, trial_call
from kiosk.doctor.result import CheckResult
from kiosk.net import tls
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


@pytest.mark.parametrize(
    ("host", "state"),
    [
        ("127.0.0.1", "ok"),
        ("127.0.0.1:8080", "ok"),
        ("[::1]:8080", "ok"),
        ("localhost", "ok"),
        (socket.gethostname(), "ok"),
        ("hall.gov.cn", "ok"),
        ("HALL.gov.cn:443", "ok"),
        ("other.gov.cn", "missing"),
    ],
)
def test_a_carriers_address_is_known_as_the_server_knows_it(host: str, state: str) -> None:
    """By a plain address no request is refused, listed in public.hosts or not."""
    phone = PhoneSettings(carrier="twilio", carrier_secret="x", carrier_url=f"wss://{host}/phone/stream")
    row = found(phone, public=ListenerSettings(hosts="hall.gov.cn"))["Media Streams (twilio)"]
    assert row.state == state


def test_more_calls_than_places() -> None:
    phone = PhoneSettings(chan_websocket="on", calls=8)
    assert "phone.calls: 6" in found(phone, limits=LimitSettings(sessions=8))["calls at once"].fix
    assert found(replace(phone, calls=6))["calls at once"].state == "ok"


def test_a_hook_that_is_not_there() -> None:
    phone = PhoneSettings(chan_websocket="on", handoff_url="http://127.0.0.1:1/case")
    assert found(phone)["hand-off hook"].state == "missing"


def rows(phone: PhoneSettings, what: str, **parts: object) -> CheckResult:
    return found(replace(phone, chan_websocket="on"), **parts)[what]


def test_the_codecs_of_this_machine() -> None:
    assert rows(PhoneSettings(), "codecs").state == "ok"


def test_a_broken_ffmpeg_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no codec pcm_mulaw")

    monkeypatch.setattr(phone_parts, "encode", broken)
    found_ = rows(PhoneSettings(), "codecs")
    assert found_.state == "missing"
    assert "pip install" in found_.fix


@pytest.mark.parametrize("name", ["password", "carrier_secret", "handoff_token"])
def test_secrets_that_can_be_guessed(name: str) -> None:
    short = replace(PhoneSettings(chan_websocket="on"), **{name: "geheim"})
    row = found(short)[f"phone.{name}"]
    assert row.state == "note"
    assert "openssl rand" in row.fix
    assert "geheim" not in f"{row}"
    assert found(replace(short, **{name: "a" * 32}))[f"phone.{name}"].state == "note"
    assert f"phone.{name}" not in found(replace(short, **{name: "8d1f0c93ab24e67d805f53576e581d13"}))


@pytest.mark.parametrize("name", ["secret", "password", "carrier_secret", "sip_password", "handoff_secret"])
def test_a_secret_that_was_copied_from_the_documentation(name: str) -> None:
    for example in phone_parts.EXAMPLE_SECRETS:
        dashed = f"{example[:8]}-{example[8:12]}-{example[12:]}-8A5F".upper()
        for value in [example] if name == "secret" else [example, dashed]:
            row = found(replace(PhoneSettings(audiosocket="on", port=1), **{name: value}))[f"phone.{name}"]
            assert row.state == "missing"
            assert "docs/phone.md" in row.detail
            assert row.fix
            assert value not in f"{row}"
    own = found(PhoneSettings(audiosocket="on", port=1, secret="8d1f0c93ab24e67d"))
    assert "phone.secret" not in own


def test_every_secret_in_an_example_is_known_to_the_check() -> None:
    root = Path(__file__).parents[3]
    texts = [*root.glob("docs/*.md"), *root.glob("README*.md"), *root.glob("services/*.md"), root / "config.yaml"]
    given = re.compile(r"""\b\w*(?:secret|password|token)\b["'`]?\s*[:=]\s*["']?([^\s"'`,;}]+)""", re.IGNORECASE)
    values = {value for text in texts for value in given.findall(text.read_text(encoding="utf-8"))}
    digits = {value for value in values if re.fullmatch(r"[0-9a-f]{8,}", value)}
    placeholders = {value for value in values if value in ("…", "str", "<") or value.isupper() or value.startswith("<")}
    assert digits <= set(phone_parts.EXAMPLE_SECRETS)
    assert digits, "the dialplan's example has one"
    assert values - digits <= placeholders, "another example of a secret: the check must know it"


class Hooks(BaseHTTPRequestHandler):
    """Answers OPTIONS with the status that the path names; `/slow` too late."""

    def do_OPTIONS(self) -> None:
        if self.path == "/slow":
            self.server.let_go.wait(30)  # type: ignore[attr-defined]
        self.send_response(int(self.path[1:]) if self.path[1:].isdecimal() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hooks() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hooks)
    server.let_go = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.let_go.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "state", "detail"),
    [("/200", "ok", "answers (200)"), ("/405", "ok", "answers (405)"), ("/401", "ok", "answers (401)"),
     ("/404", "note", "answers 404"), ("/503", "missing", "answers 503")],
)  # fmt: skip
def test_a_hook_is_asked_without_posting_anything(hooks: str, path: str, state: str, detail: str) -> None:
    row = rows(PhoneSettings(handoff_url=hooks + path), "hand-off hook")
    assert row.state == state
    assert detail in row.detail


def test_a_hook_that_is_slow(hooks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_parts, "_WITHIN_S", 0.1)
    row = rows(PhoneSettings(handoff_url=f"{hooks}/slow"), "hand-off hook")
    assert row.state == "missing"
    assert "phone.handoff_url" in row.fix


def test_the_public_listener_is_a_halls(hooks: str) -> None:
    port = int(hooks.rpartition(":")[2])
    assert "another program" in rows(PhoneSettings(), "public listener", public=ListenerSettings(port=port)).detail
    nothing = rows(PhoneSettings(), "public listener", public=ListenerSettings(port=1))
    assert "kiosk serve" in nothing.fix


CARRIER = PhoneSettings(carrier="twilio", carrier_secret="x" * 32, carrier_url="wss://a.hall.gov.cn/phone/stream")


@pytest.mark.parametrize(
    ("names", "self_signed", "state", "word"),
    [
        (("a.hall.gov.cn",), False, "ok", "a.hall.gov.cn"),
        (("*.hall.gov.cn",), False, "ok", "a.hall.gov.cn"),
        (("*.gov.cn", "hall.gov.cn"), False, "missing", "not for a.hall.gov.cn"),
        (("a.hall.gov.cn",), True, "missing", "self-made"),
    ],
)
def test_the_certificate_that_a_carrier_looks_at(
    names: tuple[str, ...], self_signed: bool, state: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tls.CertificateFacts(names, datetime.now(UTC), self_signed)
    monkeypatch.setattr(tls, "examine_certificate", lambda *_: facts)
    public = ListenerSettings(tls_cert=Path("cert.pem"), tls_key=Path("key.pem"), port=1)
    row = rows(CARRIER, "certificate for carriers", public=public)
    assert row.state == state
    assert word in row.detail
    assert row.fix or state == "ok"


def test_a_carrier_without_https_here() -> None:
    row = rows(CARRIER, "certificate for carriers", public=ListenerSettings(port=1))
    assert row.state == "note"
    assert "proxy" in row.fix


def test_room_for_recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = PhoneSettings(record="on", record_days=7)
    assert "not recorded" in rows(PhoneSettings(), "recordings").detail
    usage = shutil.disk_usage(tmp_path)
    for free, state in ((100 << 30, "ok"), (2 << 30, "note"), (300 << 20, "missing")):
        monkeypatch.setattr(phone_parts.shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        row = rows(recorded, "recordings", data_dir=tmp_path / "data")
        assert row.state == state
        assert "7 days" in row.detail
        assert ("phone.record_days" in row.fix) is (state != "ok")
    (tmp_path / "file").write_text("")
    row = rows(recorded, "recordings", data_dir=tmp_path / "file" / "data")
    assert row.state == "missing"
    assert "data_dir" in row.fix


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
