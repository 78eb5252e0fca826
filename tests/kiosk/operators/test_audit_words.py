"""Each action that the product writes into the audit trail has Chinese words on the console's page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from kiosk.publishing.lifecycle import VersionEvent

ROOT = Path(__file__).parents[3]
WORDS = ROOT / "web" / "console" / "audit" / "words.ts"
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
    table = WORDS.read_text(encoding="utf-8").partition("= {")[2].partition("};")[0]
    words = dict(re.findall(r'^\s*"?([a-z][^":]*(?:: [a-z_ ]+)?)"?: "([^"]+)",$', table, re.M))
    lacking = sorted(actions - words.keys())
    assert not lacking, f"expected Chinese words for each in web/console/audit/words.ts; these have none: {lacking}"
    assert all(re.search("[\u4e00-\u9fff]", text) for text in words.values())
