"""The doctor: sees what is wrong, says how to mend it, changes nothing."""

from __future__ import annotations

import errno
import http.server
import io
import json
import socket
import sqlite3
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from rich.console import Console

from dialogue import meaning
from kiosk import doctor
from kiosk.config import Settings, load_settings
from kiosk.doctor import software
from kiosk.hall import engines
from kiosk.store import ConversationEntry, Store
from support.club_card import CLUB_CARD

SERVICES = Path(__file__).parents[3] / "services"


def hall(tmp_path: Path, **env: str) -> Settings:
    places = {"DATA_DIR": tmp_path / "data", "MODELS_DIR": tmp_path / "models", "SERVICES_DIR": SERVICES}
    ports = {"PUBLIC__PORT": 0, "OPERATORS__PORT": 0}
    values = {**places, **ports, **env}
    return load_settings(None, {f"KIOSK__{name}": str(value) for name, value in values.items()})


def finding(settings: Settings, what: str) -> doctor.CheckResult:
    (found,) = [found for found in doctor.examine(settings) if found.what == what]
    return found


def test_a_bare_machine_is_told_every_step(tmp_path: Path) -> None:
    found = doctor.examine(hall(tmp_path))
    assert doctor.exit_code(found) == 1
    missing = {one.what: one.fix for one in found if one.state == "missing"}
    assert missing["model kokoro"] == "kiosk models fetch kokoro"
    assert missing["model whisper-base"] == "kiosk models fetch whisper-base"
    assert "hearing" in missing
    assert all(one.detail for one in found)
    assert list(tmp_path.iterdir()) == []


class _Ready(http.server.BaseHTTPRequestHandler):
    """A kiosk that is warm, or not, and says how far its prompts are."""

    body: ClassVar[bytes] = b""
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "prompts", "state", "told"),
    [
        (200, {"done": 412, "total": 994, "left_s": 2096}, "note", "提示音已就绪 412/994，约 35 分钟"),
        (200, {"done": 0, "total": 994, "left_s": None}, "note", "提示音已就绪 0/994 "),
        (200, {"done": 994, "total": 994, "left_s": 0}, "ok", "提示音已就绪 994/994"),
        (503, {}, "note", "还没有开始"),
    ],
)
def test_the_progress_of_a_running_kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, prompts: dict[str, int | None], state: str, told: str
) -> None:
    monkeypatch.setattr(_Ready, "status", status)
    monkeypatch.setattr(_Ready, "body", json.dumps({"status": "x", "prompts": prompts}).encode())
    with http.server.HTTPServer(("127.0.0.1", 0), _Ready) as kiosk:
        threading.Thread(target=kiosk.handle_request, daemon=True).start()
        found = prompts_of(hall(tmp_path, OPERATORS__PORT=str(kiosk.server_port)))
    assert (found.state, told in found.detail) == (state, True), found.detail


def prompts_of(settings: Settings) -> doctor.CheckResult:
    (found,) = [one for one in doctor.examine(settings) if one.what == "prompts"]
    return found


def test_without_a_running_kiosk_prompts_are_no_fault(tmp_path: Path) -> None:
    assert prompts_of(hall(tmp_path)).state == "ok"


def test_all_is_well_when_nothing_is_missing() -> None:
    notes = [doctor.CheckResult("a", "ok", "x"), doctor.CheckResult("b", "note", "y")]
    assert doctor.exit_code(notes) == 0
    assert doctor.exit_code([*notes, doctor.CheckResult("c", "missing", "z")]) == 1


def test_a_cuda_device_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software.ctranslate2, "get_cuda_device_count", lambda: 0)
    found = finding(hall(tmp_path, DEVICE="cuda"), "device")
    assert (found.state, "set device to auto" in found.fix) == ("missing", True)
    assert finding(hall(tmp_path), "device").detail.startswith("cpu for hearing")


def test_the_gpu_and_its_model_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software.ctranslate2, "get_cuda_device_count", lambda: 1)
    large = tmp_path / "models" / "whisper-large-v3-turbo"
    large.mkdir(parents=True)
    (large / "model.bin").write_bytes(b"x")
    settings = hall(tmp_path)
    assert engines.choose_device(settings) == "cuda"
    assert finding(settings, "hearing").detail == "whisper-large-v3-turbo on cuda, beam 5"
    assert finding(settings, "voice").fix.startswith("pip install onnxruntime-gpu")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = finding(hall(tmp_path, PUBLIC__PORT=str(port)), "public port")
        assert found.state == "note"
        assert "set public.port" in found.fix
        settings = hall(tmp_path, BACKEND__URL=f"http://127.0.0.1:{port}")
        assert finding(settings, "back end").state == "ok"
    assert finding(settings, "back end").state == "note"


@pytest.mark.parametrize(
    ("host", "told"),
    [("no-such-host.invalid", "public.host is not a name"), ("192.0.2.7", "set public.host to an address of this")],
)
def test_a_host_that_cannot_be_listened_at(tmp_path: Path, host: str, told: str) -> None:
    found = finding(hall(tmp_path, PUBLIC__HOST=host), "public port")
    assert found.state == "missing"
    assert told in found.fix
    assert "stop what" not in found.fix


def test_a_port_of_the_administrator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bind(self: socket.socket, address: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", bind)
    found = finding(hall(tmp_path, PUBLIC__PORT="80"), "public port")
    assert (found.state, "above 1023" in found.fix) == ("missing", True)


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "data", Path("/proc/hall/data")):
        found = finding(hall(tmp_path, DATA_DIR=str(place)), "data")
        assert found.state == "missing"
        assert str(place) in found.detail
        assert found.fix == "set data_dir to a folder that can be written"
        assert "free" not in found.detail + found.fix


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({}, {"whisper-base", "kokoro", "silero"}),
        ({"ASR__SMART_TURN": "vote"}, {"whisper-base", "kokoro", "silero", "smart-turn"}),
        ({"TTS__ENGINE": "edge"}, {"whisper-base", "silero"}),
        ({"ASR__ENGINE": "sherpa"}, {"kokoro", "silero"}),
    ],
)
def test_only_models_that_are_used_are_missed(tmp_path: Path, env: dict[str, str], missing: set[str]) -> None:
    found = [one for one in doctor.examine(hall(tmp_path, **env)) if one.what.startswith("model ")]
    assert {one.what.removeprefix("model ") for one in found if one.state == "missing"} == missing
    assert doctor.exit_code(one for one in found if one.what == "model smart-turn") == int("smart-turn" in missing)


def test_nothing_is_cut_on_a_narrow_terminal(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=80)
    long = "/srv/" + "z" * 70 + "/end"
    console.print(doctor.table([doctor.CheckResult("data", "missing", long, f"chmod 600 {long} [now]")]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "…" not in shown
    assert shown.count("z") == 140
    assert "[now]" in shown


def test_a_voice_that_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "kokoro"
    folder.mkdir(parents=True)
    (folder / "zf_other.bin").write_bytes(b"x")
    assert finding(hall(tmp_path), "speaking").fix == "set tts.voice to one of: zf_other"
    assert finding(hall(tmp_path, TTS__VOICE="zf_other"), "speaking").state == "ok"
    assert finding(hall(tmp_path, TTS__ENGINE="edge"), "speaking").state == "note"


def test_services_that_do_not_load(tmp_path: Path) -> None:
    assert finding(hall(tmp_path), "services").state == "ok"
    assert finding(hall(tmp_path, SERVICES_DIR=str(tmp_path / "none")), "services").state == "missing"


def test_scripts_that_wait_longer_than_the_setting_allows(tmp_path: Path) -> None:
    assert not [one for one in doctor.examine(hall(tmp_path)) if one.what == "backend.timeout_s"]
    found = finding(hall(tmp_path, BACKEND__TIMEOUT_S="7.5"), "backend.timeout_s")
    assert found.state == "note"
    assert found.detail.startswith("7.5 s cuts short what scripts set: ")
    assert "社保卡挂失 sbk.loss 8 s" in found.detail
    assert "sbk.status" not in found.detail
    assert found.fix == "set backend.timeout_s to 8, or shorten 超时 in these scripts"


def test_scripts_that_need_a_phone_which_cannot_reach_the_server(tmp_path: Path) -> None:
    services = tmp_path / "services"
    services.mkdir()
    (services / "club.yaml").write_text(CLUB_CARD)
    found = finding(hall(tmp_path, SERVICES_DIR=str(services)), "hall.public_url")
    assert found.state == "note"
    assert "会员登记 介绍信" in found.detail
    assert "证件照片" not in found.detail  # the kiosk's camera takes it
    reached = hall(tmp_path, SERVICES_DIR=str(services), HALL__PUBLIC_URL="https://hall.example")
    assert not [one for one in doctor.examine(reached) if one.what == "hall.public_url"]


def test_a_key_that_others_can_read(tmp_path: Path) -> None:
    settings = hall(tmp_path)
    settings.data_dir.mkdir()
    settings.key_path.write_text("1 00")
    settings.key_path.chmod(0o644)
    found = finding(settings, "key")
    assert (found.state, found.fix) == ("missing", f"chmod 600 {settings.key_path}")
    settings.key_path.chmod(0o600)
    assert finding(settings, "key").state == "ok"


def test_too_many_workers_for_the_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "cores", lambda: 2)
    assert finding(hall(tmp_path, ASR__WORKERS="4"), "processor").state == "note"
    assert finding(hall(tmp_path), "processor").state == "ok"


def test_the_table_shows_it(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(doctor.table(doctor.examine(hall(tmp_path))))
    assert "kiosk models fetch silero" in console.file.getvalue()  # type: ignore[attr-defined]


def test_the_language_model(tmp_path: Path) -> None:
    assert finding(hall(tmp_path), "language model").state == "ok"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        with_model = hall(tmp_path, LANGUAGE_MODEL__URL=url, LANGUAGE_MODEL__MODEL="m")
        assert finding(with_model, "language model").state == "ok"
    found = finding(with_model, "language model")
    assert (found.state, "language_model.url" in found.fix) == ("note", True)


def test_the_sender_of_text_messages(tmp_path: Path) -> None:
    assert finding(hall(tmp_path), "text messages").state == "ok"
    sends = hall(tmp_path, HALL__SMS="sender", MESSAGES__URL="http://127.0.0.1:1/sms")
    found = finding(sends, "text messages")
    assert (found.state, "outbox" in found.fix) == ("note", True)


def test_the_embeddings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "installed", lambda: False)
    found = finding(hall(tmp_path), "embeddings")
    assert (found.state, "hall-clerk[embeddings]" in found.fix) == ("note", True)
    assert finding(hall(tmp_path, EMBEDDINGS="off"), "embeddings").detail == "not used"


async def test_a_record_with_another_key_or_a_wrong_clock_is_told(tmp_path: Path) -> None:
    settings = hall(tmp_path)
    store = await Store.open(settings)
    await store.look_at_clock(0.0)
    await store.keep(ConversationEntry("c1", "kiosk-1", "screen", 0, state="{}"))
    await store.close()
    assert finding(settings, "record") == doctor.CheckResult("record", "ok", "1 conversations, 0 cases")
    with sqlite3.connect(settings.data_dir / "hall.db") as record:
        record.execute("UPDATE clock SET trusted_ms = trusted_ms - 90 * 86400000")
    record.close()
    assert "90 days ahead" in finding(settings, "clock").detail
    key = settings.key_path.read_text()
    settings.key_path.write_text("1 " + "ab" * 32)
    assert "not the key file of this record" in finding(settings, "record").detail
    settings.key_path.unlink()
    assert finding(settings, "record").state == "missing"
    assert not settings.key_path.exists()
    settings.key_path.write_text(key)
