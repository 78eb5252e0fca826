"""`kiosk backend`: what a test environment answers, and submissions whose outcome staff find out."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogue import load_library
from dialogue.script.interfaces import interfaces
from kiosk.__main__ import app
from kiosk.config import load_settings
from kiosk.demo import server as demo_backend
from kiosk.store import ConversationEntry, Store, UnresolvedEntry

SERVICES = Path(__file__).parents[3] / "services"


def run(*words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(app, words)
    return shown.exit_code, shown.output


@pytest.fixture
def address() -> Iterator[str]:
    """The demo back end, on a loop of its own: the commands run loops themselves."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def serve() -> str:
        return await stack.enter_async_context(demo_backend.running("http://127.0.0.1:0", None))

    yield asyncio.run_coroutine_threadsafe(serve(), loop).result(30)
    asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def config(folder: Path, *lines: str) -> Path:
    path = folder / "config.yaml"
    text = f"services_dir: {SERVICES}\ndata_dir: data\nbackend:\n" + "".join(f"  {line}\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_back_end_is_as_the_scripts_want(tmp_path: Path, address: str) -> None:
    code, told = run("backend", "check", "--config", str(config(tmp_path, f"url: {address}")))
    assert code == 0, told
    assert "✓ 一样 sbk.status" in told
    assert "– 没试 sbk.loss" in told
    assert "– 没试 identity.phone" in told  # its setting is off here


def test_the_halls_own_interfaces_are_checked_where_the_settings_use_them(tmp_path: Path, address: str) -> None:
    path = config(tmp_path, f"url: {address}")
    with path.open("a", encoding="utf-8") as file:
        file.write("hall: {sms: sender}\nmessages: {url: 'http://127.0.0.1:1'}\n")
    (tmp_path / "data.yaml").write_text("身份证号: 11010519491231002X\n", encoding="utf-8")
    told = run("backend", "check", "--data", str(tmp_path / "data.yaml"), "--config", str(path))[1]
    assert "✓ 一样 identity.phone" in told
    assert [line.split()[-1] for line in told.splitlines() if line.startswith("–")].count("identity.phone") == 0


def test_a_code_is_tried_at_the_verifying_service_alone(tmp_path: Path, address: str) -> None:
    path = config(tmp_path, "url: http://127.0.0.1:1")
    with path.open("a", encoding="utf-8") as file:
        file.write(f"""identity:
  reader: bridge
  reader_key: a-key-of-sixteen-characters
  qr: card
  face: on
  face_operator: 市公安局
  verifier:
    url: {address}
""")
    (tmp_path / "data.yaml").write_text("身份证号: 11010519491231002X\n姓名: 李桂英\n码: 没有这个码\n", "utf-8")
    told = run(
        "backend", "check", "--only", "identity.qr", "--data", str(tmp_path / "data.yaml"), "--config", str(path)
    )[1]
    assert "连不上" not in told, "the verifying service answers; the back end is not asked"
    assert "✗ 不一样 identity.qr" in told
    assert "sbk" not in told


def test_an_interface_that_there_is_not_is_told_with_those_there_are(tmp_path: Path, address: str) -> None:
    code, told = run("backend", "check", "--only", "sbk.los", "--config", str(config(tmp_path, f"url: {address}")))
    assert code == 2
    assert "sbk.loss" in told


def test_a_wrong_mapping_is_told_interface_by_interface(tmp_path: Path, address: str) -> None:
    (tmp_path / "backend.yaml").write_text("接口:\n  sbk.status: {收到: {卡状态: card.state}}\n", encoding="utf-8")
    path = config(tmp_path, f"url: {address}", "mapping: backend.yaml")
    (tmp_path / "data.yaml").write_text("身份证号: '110105199003078713'\n", encoding="utf-8")
    code, told = run("backend", "check", "--data", str(tmp_path / "data.yaml"), "--config", str(path))
    assert code == 1
    assert "✗ 不一样 sbk.status" in told
    assert "少了“卡状态”" in told
    assert "110105199003078713" not in told


def test_mistakes_of_the_mapping_are_lint_errors(tmp_path: Path) -> None:
    (tmp_path / "backend.yaml").write_text("接口:\n  sbk.stat: {方法: GETS}\n", encoding="utf-8")
    path = config(tmp_path, "mapping: backend.yaml")
    code, told = run("services", "lint", str(SERVICES), "--config", str(path))
    assert code == 1
    assert "backend.yaml:2" in told
    assert "“方法”不能是“GETS”" in told
    (tmp_path / "backend.yaml").write_text("接口:\n  sbk.stat: {方法: GET}\n", encoding="utf-8")
    assert "是不是想写“sbk.status”" in run("services", "lint", str(SERVICES), "--config", str(path))[1]


def test_a_secret_in_the_mapping_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "backend.yaml").write_text("认证: {方式: 令牌, 密钥: hunter2}\n", encoding="utf-8")
    path = config(tmp_path, "mapping: backend.yaml")
    for words in (("services", "lint", str(SERVICES)), ("backend", "check"), ("doctor",)):
        told = run(*words, "--config", str(path))[1]
        assert "hunter2" not in told


def test_the_interfaces_as_a_table_and_as_openapi(tmp_path: Path) -> None:
    path = config(tmp_path, "url: http://gw.hall/api")
    listed = run("services", "interfaces", "--config", str(path))[1]
    assert all(use.api in listed for use in interfaces(load_library(SERVICES).every))
    assert "违章[编号、时间、地点、行为、罚款、记分]" in listed
    assert "…" not in listed
    document = json.loads(run("services", "interfaces", "--openapi", "--config", str(path))[1])
    assert document["servers"] == [{"url": "http://gw.hall/api"}]
    assert document["paths"]["/api/sbk.loss"]["post"]["operationId"] == "sbk.loss"
    code, told = run("services", "interfaces", "-o", str(tmp_path / "api.json"), "--config", str(path))
    assert code == 0, told
    assert json.loads((tmp_path / "api.json").read_text(encoding="utf-8")) == document


def test_an_unknown_outcome_is_listed_settled_and_noted(tmp_path: Path) -> None:
    path = config(tmp_path, "url: http://127.0.0.1:1")

    async def fill() -> None:
        store = await Store.open(load_settings(path, {}))
        entry = UnresolvedEntry(
            "12345678",
            "社保卡挂失",
            "1",
            "sbk.loss",
            "c1:社保卡挂失" + "挂" * 12,
            5,
            {"手机号": "13800138000", "说明": "SB" * 100},
        )
        await store.keep(ConversationEntry("c1", "kiosk-1", "screen", 1, unresolved=(entry,)))
        await store.close()

    asyncio.run(fill())
    listed = run("backend", "unresolved", "--config", str(path))[1]
    assert "12345678" in listed
    assert "13800138000" in listed
    key = "c1:%E7%A4%BE%E4%BF%9D%E5%8D%A1%E6%8C%82%E5%A4%B1" + "%E6%8C%82" * 12  # as the back end got it
    assert key in listed.split()
    assert "SB" * 100 in listed.split()
    asked = ("backend", "unresolved", "--json", "--config", str(path))
    (plain,) = json.loads(CliRunner().invoke(app, asked).stdout)  # the log of who read it is beside, on stderr
    assert (plain["number"], plain["idempotency_key"], plain["state"]) == ("12345678", key, "open")
    assert plain["sent"] == {"手机号": "13800138000", "说明": "SB" * 100}
    assert run("backend", "settle", "12345678", "--config", str(path))[0] == 2
    assert run("backend", "settle", "12345678", "--receipt", "SB1", "--not-filed", "--config", str(path))[0] == 2
    assert run("backend", "settle", "12345678", "--receipt", "SB1", "--config", str(path))[0] == 0
    assert run("backend", "settle", "12345678", "--receipt", "SB1", "--config", str(path))[0] == 1
    assert "12345678" not in run("backend", "unresolved", "--config", str(path))[1]
    assert "SB1" in run("backend", "unresolved", "--all", "--config", str(path))[1]
    with closing(sqlite3.connect(tmp_path / "data" / "hall.db")) as record:
        events = [kind for (kind,) in record.execute("SELECT what FROM audit ORDER BY number")]
    assert events == [*["unresolved submissions read"] * 2, "submission settled", *["unresolved submissions read"] * 2]
