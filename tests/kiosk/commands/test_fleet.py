"""`kiosk fleet`: invite, list, set, rename, revoke from the command line; and what makes a machine a kiosk."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.config import Settings
from kiosk.fleet.machine.setup import MachineSetupError
from kiosk.net.hosts import own_names
from kiosk.store import Store
from kiosk.store.kiosks import StoredKiosk
from support.ports import free_port


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(f"data_dir: data\noperators:\n  port: {free_port()}\n", encoding="utf-8")
    return path


def run(config: Path, *words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["fleet", *words, "--config", str(config)])
    return shown.exit_code, shown.output


def kiosks(config: Path, code: str = "") -> tuple[StoredKiosk, ...]:
    """What the record has; `code`: is used first."""

    async def read() -> tuple[StoredKiosk, ...]:
        store = await Store.open(replace(Settings(), data_dir=config.parent / "data"))
        try:
            if code:
                assert await store.kiosks.enrol(code, "token") is not None
            return await store.kiosks.all()
        finally:
            await store.close()

    return asyncio.run(read())


def invited(config: Path, *words: str) -> str:
    """The code."""
    status, said = run(config, "invite", *words)
    assert status == 0, said
    code = re.search(r"#code=(\d{8})", said)
    assert code is not None
    assert f"{code[1][:4]} {code[1][4:]}" in said
    return code[1]


def test_a_kiosk_from_its_invitation_to_its_end(config: Path) -> None:
    code = invited(config, "--name", "kiosk-1", "--place", "一楼东侧", "--window", "3")
    (kiosk,) = kiosks(config, code)
    assert (kiosk.name, kiosk.place, kiosk.window, kiosk.enrolled) == ("kiosk-1", "一楼东侧", "3", True)
    assert run(config, "set", "kiosk-1", "--volume", "40", "--elderly", "--window", "")[0] == 0
    assert run(config, "rename", "kiosk-1", "kiosk-9")[0] == 0
    (kiosk,) = kiosks(config)
    assert (kiosk.name, kiosk.volume, kiosk.elderly, kiosk.window) == ("kiosk-9", 40, True, "")
    status, said = run(config, "list", "--json")
    told = json.loads(said)
    assert (status, told["running"], told["kiosks"][0]["stage"]) == (0, False, "away")
    assert run(config, "revoke", "kiosk-9")[0] == 0
    assert run(config, "revoke", "kiosk-9")[0] == 1
    assert json.loads(run(config, "list", "--json")[1])["kiosks"] == []
    assert "已停用" in run(config, "list", "--all")[1]


def test_a_known_kiosk_gets_a_new_code_and_keeps_what_is_not_given(config: Path) -> None:
    first = invited(config, "--name", "kiosk-1", "--place", "一楼")
    second = invited(config, "--name", "kiosk-1", "--window", "3")
    assert first != second
    (kiosk,) = kiosks(config, second)
    assert (kiosk.place, kiosk.window) == ("一楼", "3")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("invite", "--name", "a b"), "letters, digits"),
        (("invite", "--name", "x" * 65), "letters, digits"),
        (("invite", "--name", "kiosk-1", "--place", "【地点】"), "--place"),
        (("invite", "--name", "kiosk-1", "--window", "x" * 11), "--window"),
        (("invite", "--name", "kiosk-1", "--minutes", "0"), "--minutes"),
        (("set", "kiosk-1"), "Give what to change"),
        (("set", "kiosk-1", "--volume", "101"), "--volume"),
        (("rename", "kiosk-1", "kiosk-2"), "Another kiosk has this name"),
    ],
)
def test_mistakes_are_told_and_change_nothing(config: Path, words: tuple[str, ...], told: str) -> None:
    for name in ("kiosk-1", "kiosk-2"):
        invited(config, "--name", name)
    before = kiosks(config)
    status, said = run(config, *words)
    assert status == 2
    assert told in re.sub(r"[│\s]+", " ", said)
    assert kiosks(config) == before


@pytest.mark.parametrize(
    "words", [("set", "kiosk-9", "--volume", "4"), ("rename", "kiosk-9", "x"), ("revoke", "kiosk-9")]
)
def test_an_unknown_kiosk_is_status_1(config: Path, words: tuple[str, ...]) -> None:
    assert run(config, *words)[0] == 1


def make(*words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["fleet", "make-kiosk", *words], catch_exceptions=True)
    if isinstance(shown.exception, MachineSetupError):
        return 2, str(shown.exception)
    return shown.exit_code, shown.output


def test_a_dry_run_shows_all_and_to_writes_the_same(tmp_path: Path) -> None:
    words = ("--url", "https://hall:8080/", "--code", "1234 5678")
    status, shown = make(*words, "--dry-run")
    assert status == 0
    assert "systemctl enable hall-kiosk.service" in shown
    file = tmp_path / "make-kiosk.sh"
    assert make(*words, "--to", str(file))[0] == 0
    assert file.read_text(encoding="utf-8").strip() == shown.strip()
    assert "userdel" in make("--uninstall", "--dry-run")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dry-run",), "--url"),
        (("--url", "http://10.1.2.3/", "--dry-run"), "expected https://"),
        (("--url", "https://hall/", "--code", "123", "--dry-run"), "eight digits"),
    ],
)
def test_what_cannot_be_made_is_told(words: tuple[str, ...], told: str) -> None:
    status, said = make(*words)
    assert status == 2
    assert told in said


def test_a_link_that_another_machine_cannot_open_is_said_with_the_setting_that_mends_it(config: Path) -> None:
    status, said = run(config, "invite", "--name", "kiosk-1")
    assert status == 0
    assert "http://127.0.0.1:8080/#code=" in said
    assert "只有大厅这台机器自己能打开" in said
    assert "public.host: 0.0.0.0" in said


@pytest.mark.parametrize(
    ("public", "link", "advised"),
    [
        ("host: 0.0.0.0", f"http://{own_names()[0]}:8080/#code=", "public.hosts"),
        ("host: 0.0.0.0\n  hosts: kiosk.hall.gov.cn", "http://kiosk.hall.gov.cn/#code=", ""),
        ("host: 0.0.0.0\n  hosts: localhost:8080", "http://localhost:8080/#code=", "public.host: 0.0.0.0"),
        ("host: 10.1.2.3", "http://10.1.2.3:8080/#code=", ""),
        ("host: fd00::5", "http://[fd00::5]:8080/#code=", ""),
    ],
)
def test_a_link_names_the_hall_as_other_machines_do(config: Path, public: str, link: str, advised: str) -> None:
    config.write_text(f"{config.read_text(encoding='utf-8')}public:\n  {public}\n", encoding="utf-8")
    status, said = run(config, "invite", "--name", "kiosk-1")
    assert status == 0, said
    assert link in said
    assert advised in said.partition("#code=")[2]
    assert bool(advised) == ("public.host" in said.partition("#code=")[2])
