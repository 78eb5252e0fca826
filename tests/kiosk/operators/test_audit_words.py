"""Each action that the product writes into the audit trail has Chinese words for the console's page and the export."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from kiosk.commands.record_store import person
from kiosk.commands.services.record import who_is
from kiosk.operators.audit_words import ACTIONS, action_words, detail_words
from kiosk.operators.organisation.refusals import REFUSALS
from kiosk.publishing.lifecycle import VersionEvent

ROOT = Path(__file__).parents[3]
#: What makes or passes on an `AuditNote`, by the place of its `what`.
NOTED = {"AuditNote": 0, "note_access": 2, "_note": 0, "_noted": 2, "_audit": 1}


def _texts(node: ast.expr) -> Iterator[str]:
    """Constants, also of both branches of `a if b else c`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _actions() -> set[str]:
    found = {f"scripts: {event}" for event in get_args(VersionEvent)}
    for path in (ROOT / "kiosk").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "AuditNote" not in text and "note_access" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in NOTED and len(node.args) > NOTED[name]:
                    found |= set(_texts(node.args[NOTED[name]]))
            elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "what" for one in node.targets):
                found |= set(_texts(node.value))
    return found


def test_every_action_has_words() -> None:
    actions = _actions()
    assert {"signed in", "record deleted", "record backed up", "scripts: propose", "identity vouched for"} <= actions
    lacking = sorted(actions - ACTIONS.keys())
    assert not lacking, f"expected Chinese words for each in kiosk/operators/audit_words.py; these have none: {lacking}"
    assert all(re.search("[\u4e00-\u9fff]", text) for text in ACTIONS.values())
    assert action_words("account locked for 60 s") == "密码错得太多，锁 60 秒"
    assert action_words("of a later release") == "of a later release"


def test_every_row_says_who_but_those_of_strangers() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "kiosk").rglob("*.py")]
    calls = (one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Call))
    made = [one.args for one in calls if getattr(one.func, "id", "") == "AuditNote" and len(one.args) > 1]
    nobody = {ast.unparse(args[0]) for args in made if ast.unparse(args[1]) == "''"}
    assert nobody == {"'sign-in failed'", "'organisation sign-in failed'"}, "expected who did it"


@pytest.mark.parametrize("given", [None, "", "  "])
def test_a_command_without_a_name_is_the_systems_users(given: str | None) -> None:
    assert who_is(given) == person("") != ""
    assert person(given or "") == person("")


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("version 3", "版本 3"),
        ("version 3, 7 days", "版本 3，最近 7 天"),
        ("folder, 7 days", "文件夹里的脚本，最近 7 天"),
        ("draft 5f3a", "草稿 5f3a"),
        ("one turn", "只看一句"),
        ("asked 3 times", "问过 3 次"),
        ("from 127.0.0.1", "从 127.0.0.1"),
        ("disabled, from ::1", "账号已停用，从 ::1"),
        ("unknown account, from ::1", "没有这个账号，从 ::1"),
        ("by the organisation's server, from ::1", "用单位登录，从 ::1"),
        ("12 rows", "12 条"),
        ("12 rows, xlsx", "12 条，Excel"),
        ("handoff, 3 rows, csv", "转人工数，3 条，CSV"),
        (
            "kiosk kiosk-1; service 社保卡挂失; document 居民身份证; level card",
            "机器 kiosk-1，业务“社保卡挂失”，证件 居民身份证，等同于身份证读卡",
        ),
        ("9 more within a minute; from ::1", "一分钟内又有 9 次：从 ::1"),
        ("after 71 s", "听了 71 秒"),
        ("kiosk kiosk-1", "机器 kiosk-1"),
        ("12345678 assign accepted>assigned v3", "工单 12345678 派单：待派单 → 已派单（第 3 次改动）"),
        ("编辑 → 审批", "编辑 → 审批"),
        ("", ""),
    ],
)
def test_what_is_noted_beside_it_is_told_in_words(detail: str, told: str) -> None:
    assert detail_words(detail) == told


def test_each_trouble_of_the_organisations_server_has_words() -> None:
    for kind in REFUSALS:
        told = detail_words(f"{kind}; the server says no; from 10.0.0.7")
        assert kind not in told.partition("（")[0]
        assert told.endswith("（the server says no），从 10.0.0.7")
