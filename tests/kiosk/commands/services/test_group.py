"""`kiosk services test|try|draw` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dialogue import ScriptErrors
from dialogue.testing import load_conversation_tests
from kiosk.commands.services.group import app
from support.library_card import GOOD, LIBRARY_CARD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    (tmp_path / "card.test.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, words, input=typed)


def test_tests_that_pass(folder: Path) -> None:
    for path in (folder, folder / "card.test.yaml"):
        result = run("test", str(path))
        assert result.exit_code == 0, result.output
        assert "借书证办理" in result.output
        assert "5/10（50%）" in result.output
        assert "card.yaml:21  查询 lib.look：失败" in result.output


def test_a_test_that_fails(folder: Path) -> None:
    (folder / "card.test.yaml").write_text(GOOD.replace("然后问: 押金", "然后问: 手机号"), encoding="utf-8")
    result = run("test", str(folder))
    assert result.exit_code == 1
    assert "✗ 借书证办理 · 成人证" in result.output
    assert "应当：手机号" in result.output
    assert "实际：押金" in result.output
    assert "她：好的，借书证办理" in result.output


def test_as_json(folder: Path) -> None:
    result = run("test", str(folder), "--json", "--noisy", "1")
    (found,) = json.loads(result.stdout)
    (service,) = found["services"]
    assert (service["dialogues"], service["passed"], service["branches"], service["taken"]) == (1, 1, 10, 5)
    assert found["failures"] == []
    assert all(sum(counts.values()) == 6 and counts["wrong"] == 0 for counts in found["noise"].values())


def test_mistakes_in_a_test_file(folder: Path) -> None:
    (folder / "card.test.yaml").write_text(GOOD.replace("lib.look:", "lib.lock:"), encoding="utf-8")
    result = run("test", str(folder))
    assert isinstance(result.exception, ScriptErrors)  # `kiosk` tells it in words
    assert "lib.look" in str(result.exception)


def test_draw(folder: Path) -> None:
    target = folder / "chart.svg"
    for service in ("借书证办理", str(folder / "card.yaml"), "card"):
        result = run("draw", service, "-o", str(target), "--services", str(folder))
        assert result.exit_code == 0, result.output
        assert "借书证办理" in target.read_text(encoding="utf-8")
    result = run("draw", "借书正办理", "--services", str(folder))
    assert result.exit_code == 2
    assert "借书证办理" in result.output


def test_try_by_the_name_of_the_file(folder: Path) -> None:
    result = run("try", "card", "--services", str(folder), typed="/退出\n")
    assert result.exit_code == 0, result.output
    assert "借书证办理" in result.output


def test_try_and_record(folder: Path) -> None:
    kept = folder / "tried.test.yaml"
    typed = "办借书证\n/什么\n同意\n/触屏 儿童\n/状态\n/按键 13800138000\n对\n/退出\n"
    result = run("try", "借书证办理", "--services", str(folder), "--record", str(kept), typed=typed)
    assert result.exit_code == 0, result.output
    for shown in ("借书证办理，我来帮您办", "个人信息使用告知", "可以用：", "种类 = 儿童", "手机尾号"):
        assert shown in result.output
    assert run("test", str(kept)).exit_code == 0
    assert load_conversation_tests(kept).tests[0].name == "试用记录"
    again = run("try", "借书证办理", "--services", str(folder), "--record", str(kept))
    assert again.exit_code == 2


def test_the_back_end_by_hand(folder: Path) -> None:
    (folder / "card.test.yaml").unlink()
    typed = "办借书证\n同意\n小孩\n13800138000\n对\n状态=正常\n对\n编号=1\n证号=Z9\n/退出\n"
    result = run("try", "借书证办理", "--phone", "--services", str(folder), typed=typed)
    assert result.exit_code == 0, result.output
    assert result.output.count("后台答复") == 3  # one was not what the script needs
    assert "Z九" in result.output
