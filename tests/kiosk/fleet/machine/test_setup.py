"""The script that makes a machine a kiosk: it parses, writes what it says below another root, and is undone whole."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from kiosk.fleet.machine import files
from kiosk.fleet.machine.setup import (
    KioskMachine,
    MachineSetupError,
    check_machine,
    removal_script,
    settings_of,
    setup_script,
)

MACHINE = KioskMachine("https://hall:8080/", "12345678", "cGlu")


def run(script: str, root: Path) -> list[str]:
    """What it says, line by line. It runs nothing: `ROOT` is set."""
    around = {**os.environ, "ROOT": str(root)}
    done = subprocess.run(["sh", "-s"], input=script, text=True, capture_output=True, check=True, env=around)
    assert done.stderr == ""
    return [line.removeprefix("==> ") for line in done.stdout.splitlines()]


def written(root: Path) -> set[str]:
    return {f"/{path.relative_to(root)}" for path in root.rglob("*") if path.is_file()}


def test_it_writes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    said = run(setup_script(MACHINE), tmp_path)
    told = {line.split()[1] for line in said if line.startswith("write:")}
    assert written(tmp_path) == told
    assert "run: systemctl enable hall-kiosk.service" in said
    assert any(line.startswith("run: useradd") and line.endswith(" kiosk") for line in said)
    settings = json.loads((tmp_path / "etc/hall-kiosk/kiosk.json").read_text())
    assert settings == settings_of(MACHINE)
    assert settings["url"] == "https://hall:8080/?kiosk=1#code=12345678"
    assert "--ignore-certificate-errors-spki-list=cGlu" in settings["flags"]
    program = tmp_path / "usr/local/lib/hall-kiosk/browser.py"
    assert os.access(program, os.X_OK)
    compile(program.read_text(), "browser.py", "exec")


def test_the_microphone_is_for_the_halls_page_alone(tmp_path: Path) -> None:
    run(setup_script(MACHINE), tmp_path)
    for folder in ("etc/chromium", "etc/opt/chrome"):
        policy = json.loads((tmp_path / folder / "policies/managed/hall-kiosk.json").read_text())
        assert policy == files.policy("https://hall:8080")
        assert (policy["AudioCaptureAllowed"], policy["AudioCaptureAllowedUrls"]) == (False, ["https://hall:8080"])
        assert (policy["URLBlocklist"], policy["URLAllowlist"]) == (["*"], ["https://hall:8080"])
    assert not any("fake-ui" in flag or "allow" in flag for flag in files.FLAGS)


def test_the_unit_starts_the_watchdog_as_the_kiosks_user(tmp_path: Path) -> None:
    run(setup_script(KioskMachine("https://hall/", user="screen")), tmp_path)
    unit = (tmp_path / "etc/systemd/system/hall-kiosk.service").read_text()
    for line in ("User=screen", "Restart=always", "WatchdogSec=90", "Type=notify"):
        assert line in unit.splitlines()
    assert "/usr/local/lib/hall-kiosk/browser.py /etc/hall-kiosk/kiosk.json" in unit
    settings = json.loads((tmp_path / "etc/hall-kiosk/kiosk.json").read_text())
    assert settings["profile"] == "/home/screen/hall-kiosk"
    assert settings["url"] == "https://hall/?kiosk=1"


def test_again_changes_nothing_and_undoing_leaves_nothing(tmp_path: Path) -> None:
    run(setup_script(MACHINE), tmp_path)
    before = {name: (tmp_path / name[1:]).read_bytes() for name in written(tmp_path)}
    run(setup_script(MACHINE), tmp_path)
    assert {name: (tmp_path / name[1:]).read_bytes() for name in written(tmp_path)} == before
    said = run(removal_script(), tmp_path)
    assert written(tmp_path) == set()
    assert said[0] == "run: systemctl disable --now hall-kiosk.service"
    assert "run: userdel --remove kiosk" in said
    run(removal_script(), tmp_path)


def test_without_root_it_changes_nothing() -> None:
    if os.geteuid() != 0:
        done = subprocess.run(["sh", "-s"], input=setup_script(MACHINE), text=True, capture_output=True, check=False)
        assert done.returncode == 1
        assert "sudo sh" in done.stderr
    assert setup_script(MACHINE).index("id -u") < setup_script(MACHINE).index("apt-get")


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (KioskMachine("http://10.1.2.3:8080/"), "expected https://"),
        (KioskMachine("hall:8080"), "the address of the hall's page"),
        (KioskMachine("https://"), "the address of the hall's page"),
        (KioskMachine("https://me:secret@hall/"), "the address of the hall's page"),
        (KioskMachine("https://hall/#code=1"), "the address of the hall's page"),
        (KioskMachine("https://hall/", user="root"), "a user of its own"),
        (KioskMachine("https://hall/", user="a; rm -rf /"), "a user of its own"),
    ],
)
def test_what_cannot_be_a_kiosk_is_told(machine: KioskMachine, told: str) -> None:
    with pytest.raises(MachineSetupError, match=told):
        check_machine(machine)


def test_on_the_halls_own_machine_http_will_do() -> None:
    check_machine(KioskMachine("http://localhost:8080/"))
    check_machine(KioskMachine("http://127.0.0.1:8080/"))
