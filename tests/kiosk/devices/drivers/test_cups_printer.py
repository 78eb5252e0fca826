"""The CUPS driver, against stand-ins of CUPS' commands; and what `lpstat` writes about a queue."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kiosk.config.devices import PrinterSettings
from kiosk.devices.driver import DeviceError
from kiosk.devices.drivers import cups_printer as driver
from kiosk.devices.drivers.cups_printer import CupsPrinter, read_queue

IDLE = "printer slips is idle.  enabled since Tue Dec  1 09:00:00 2026\n\tForm mounted:\n\tAlerts: none\n"
_COMMANDS = {
    "lp": 'test "$1 $2" = "-d slips" || exit 1\nfor last; do :; done\ncp "$last" {folder}/printed.png\n'
    'echo "request id is slips-7 (1 file(s))"\n',
    "lpstat": 'case "$1" in -W) cat {folder}/jobs;; *) cat {folder}/queue;; esac\n',
    "cancel": 'echo "$1" > {folder}/cancelled\n',
}


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the stand-ins: `jobs` and `queue` are what lpstat writes."""
    for name, script in _COMMANDS.items():
        file = tmp_path / name
        file.write_text("#!/bin/sh\n" + script.format(folder=tmp_path))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "jobs").write_text("")
    (tmp_path / "queue").write_text(IDLE)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(driver, "PRINT_S", 1.2)
    return tmp_path


def printer() -> CupsPrinter:
    return CupsPrinter(PrinterSettings(driver="cups", queue="slips"))


async def test_a_slip_goes_to_the_queue_and_is_printed_when_cups_has_worked_it_off(cups: Path) -> None:
    assert await printer().print(b"a picture") == "printed"
    assert (cups / "printed.png").read_bytes() == b"a picture"


async def test_a_slip_that_is_still_in_the_queue_was_only_sent(cups: Path) -> None:
    (cups / "jobs").write_text("slips-7   root   1024   Tue 01 Dec 2026\n")
    assert await printer().print(b"a picture") == "sent"


async def test_a_slip_that_cannot_come_out_is_cancelled(cups: Path) -> None:
    (cups / "jobs").write_text("slips-7   root   1024   Tue 01 Dec 2026\n")
    (cups / "queue").write_text(IDLE.replace("none", "media-empty-error"))
    with pytest.raises(DeviceError) as raised:
        await printer().print(b"a picture")
    assert raised.value.condition == "paper_out"
    assert (cups / "cancelled").read_text() == "slips-7\n"


async def test_without_cups_the_fix_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceError, match="install cups-client"):
        await printer().print(b"a picture")


@pytest.mark.parametrize(
    ("told", "condition"),
    [
        (IDLE, "ready"),
        (IDLE.replace("none", "media-low-warning"), "paper_low"),
        (IDLE.replace("none", "media-empty-error"), "paper_out"),
        (IDLE.replace("none", "cover-open-error"), "wrong"),
        ("printer slips disabled since Tue Dec  1 09:00:00 2026 -\n\tPaused\n\tAlerts: paused\n", "wrong"),
    ],
)
def test_a_queue_is_read(told: str, condition: str) -> None:
    assert read_queue(told).condition == condition


@pytest.mark.parametrize("told", ["", "lpstat: unknown printer\n", IDLE.replace("none", "offline-report")])
def test_a_queue_that_is_not_there_is_unplugged(told: str) -> None:
    with pytest.raises(DeviceError) as raised:
        read_queue(told)
    assert raised.value.condition == "unplugged"
