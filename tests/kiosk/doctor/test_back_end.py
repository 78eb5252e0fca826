"""The doctor asks each interface of the back end whether it is there."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from dialogue import load_library
from dialogue.script.interfaces import interfaces
from kiosk.config import Settings, load_settings
from kiosk.doctor.back_end import check_back_end
from kiosk.doctor.result import CheckResult

SERVICES = Path(__file__).parents[3] / "services"


class _Gateway(http.server.BaseHTTPRequestHandler):
    """Answers OPTIONS, by the last part of the path."""

    statuses: ClassVar[dict[str, int]] = {}
    asked: ClassVar[list[str]] = []

    def do_OPTIONS(self) -> None:
        api = self.path.rpartition("/")[2]
        self.asked.append(api)
        self.send_response(self.statuses.get(api, 405))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def url() -> Iterator[str]:
    _Gateway.statuses, _Gateway.asked = {}, []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Gateway)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def hall(folder: Path, url: str, mapping: str = "") -> Settings:
    lines = [f"services_dir: {SERVICES}", "backend:", f"  url: {url}"]
    if mapping:
        (folder / "backend.yaml").write_text(mapping, encoding="utf-8")
        lines.append("  mapping: backend.yaml")
    (folder / "config.yaml").write_text("\n".join(lines), encoding="utf-8")
    return load_settings(folder / "config.yaml", {})


def found(settings: Settings) -> list[CheckResult]:
    return list(check_back_end(settings))


def test_each_is_asked_and_the_wrong_ones_are_named(tmp_path: Path, url: str) -> None:
    _Gateway.statuses = {"sbk.status": 404, "sbk.loss": 403, "jzz.apply": 500}
    wrong = {one.what: one.detail for one in found(hall(tmp_path, url)) if one.state != "ok"}
    assert set(wrong) == {"back end sbk.status", "back end sbk.loss", "back end jzz.apply"}
    assert "404" in wrong["back end sbk.status"]
    assert {"queue.take", "jzz.correct", "wz.list"} <= set(_Gateway.asked)


def test_where_all_are_there_one_line_says_so(tmp_path: Path, url: str) -> None:
    (one,) = found(hall(tmp_path, url))
    assert (one.state, "it refuses none of" in one.detail) == ("ok", True)


def test_the_verifying_service_is_asked_for_codes_and_faces_and_the_back_end_is_not(tmp_path: Path, url: str) -> None:
    settings = hall(tmp_path, "http://127.0.0.1:1")
    with (tmp_path / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nidentity:\n  qr: card\n  verifier:\n    url: {url}\n")
    settings = load_settings(tmp_path / "config.yaml", {})
    _Gateway.statuses = {"identity.qr": 404}
    told = {one.what: one for one in found(settings)}
    assert _Gateway.asked == ["identity.qr"]
    assert told["back end"].state == "note"
    assert "404" in told["verifying service identity.qr"].detail


def test_the_same_of_all_is_said_once(tmp_path: Path, url: str) -> None:
    apis = [use.api for use in interfaces(load_library(SERVICES).every)]
    _Gateway.statuses = dict.fromkeys(apis, 404)
    listening, one = found(hall(tmp_path, url))
    assert (listening.state, one.what) == ("ok", "back end interfaces")


def test_a_back_end_that_is_away(tmp_path: Path) -> None:
    (one,) = found(hall(tmp_path, "http://127.0.0.1:1"))
    assert one.state == "note"
    assert "--with-demo-backend" in one.fix


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("认证: {方式: 密码}\n", "backend.yaml:1"),
        ("认证: {方式: 令牌, 密钥: {环境: NO_SUCH_SECRET}}\n", "NO_SUCH_SECRET"),
    ],
)
def test_a_mapping_that_cannot_be_used(tmp_path: Path, url: str, mapping: str, told: str) -> None:
    (one,) = found(hall(tmp_path, url, mapping))
    assert one.state == "missing"
    assert told in one.detail
