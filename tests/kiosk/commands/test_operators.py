"""`kiosk operators`: the first administrator, auditors, and what becomes of accounts, from the machine itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from typer.testing import CliRunner

from kiosk.__main__ import app


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text("data_dir: data\n", encoding="utf-8")
    return file


def run(config: Path, *words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*words, "--config", str(config)])
    return shown.exit_code, shown.output


def one_time(output: str) -> str:
    found = re.search(r"one-time password: (\S+)", output)
    assert found, output
    return found[1]


def test_the_first_administrator_is_made_before_a_hall_ever_ran(config: Path) -> None:
    code, output = run(config, "operators", "create-admin", "Wang", "--name", "王老师")
    assert code == 0
    first = one_time(output)
    (row,) = json.loads(run(config, "operators", "list", "--json")[1])
    assert row == {
        "account": "wang", "name": "王老师", "roles": ["administrator"], "second_factor": False, "one_time": True,
        "disabled": False, "signed_in": "", "linked": "",
    }  # fmt: skip
    assert run(config, "operators", "create-admin", "wang")[0] == 1, "there is one already"
    assert run(config, "operators", "create-admin", "a b")[0] == 1
    code, output = run(config, "operators", "reset", "WANG")
    assert one_time(output) != first
    assert "管理员" in run(config, "operators", "list")[1]
    record = (config.parent / "data" / "hall.db").read_bytes()
    for secret in (first, one_time(output), "王老师"):
        assert secret.encode() not in record


def test_an_auditor_is_made_and_disabled_here_and_all_of_it_is_noted(config: Path) -> None:
    assert run(config, "operators", "create-auditor", "li")[0] == 0
    assert run(config, "operators", "disable", "li")[0] == 0
    assert "已停用" in run(config, "operators", "list")[1]
    assert run(config, "operators", "enable", "li")[0] == 0
    assert run(config, "operators", "disable", "nobody")[0] == 1
    shown = run(config, "audit", "show")[1]
    for what in ("account made", "account disabled", "account enabled"):
        assert what in shown
    assert run(config, "audit", "verify")[0] == 0


def test_an_auditor_is_linked_to_the_organisations_sign_in_here_alone(config: Path) -> None:
    for name in ("li", "zhang"):
        run(config, "operators", "create-auditor", name)

    def linked() -> dict[str, str]:
        return {row["account"]: row["linked"] for row in json.loads(run(config, "operators", "list", "--json")[1])}

    assert run(config, "operators", "link", "li", "person-0001")[0] == 0
    assert linked() == {"li": "person-0001", "zhang": ""}
    code, output = run(config, "operators", "link", "zhang", "person-0001")
    assert (code, "已经关联到账号 li" in output) == (1, True)
    assert b"person-0001" not in (config.parent / "data" / "hall.db").read_bytes()
    assert run(config, "operators", "unlink", "li")[0] == 0
    assert linked() == {"li": "", "zhang": ""}
    shown = run(config, "audit", "show")[1]
    assert all(what in shown for what in ("account linked", "account unlinked"))


def test_the_description_is_printed() -> None:
    shown = CliRunner().invoke(app, ["operators", "openapi"])
    validate(json.loads(shown.output))
