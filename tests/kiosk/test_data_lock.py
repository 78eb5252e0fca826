"""Two halls on one data folder: the second is refused with words; a killed one leaves no lock behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk import __main__, server
from kiosk.data_lock import DataDirInUseError, sole_user_of

HOLDER = """
import sys
from pathlib import Path
from kiosk.data_lock import sole_user_of
with sole_user_of(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], text=True, **pipes)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_second_is_refused_until_the_first_is_gone(tmp_path: Path, how: signal.Signals) -> None:
    first = holder(tmp_path / "data")
    with pytest.raises(DataDirInUseError, match=f"process {first.pid}"), sole_user_of(tmp_path / "data"):
        pass
    first.send_signal(how)
    first.communicate()
    with sole_user_of(tmp_path / "data"):
        assert (tmp_path / "data" / "lock").read_text() == f"{os.getpid()}\n"


def test_the_command_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_hall(*args: object, **kwargs: object) -> None:
        raise AssertionError("a second hall was started")

    monkeypatch.setattr(server, "serve", no_hall)
    monkeypatch.setenv("KIOSK__DATA_DIR", str(tmp_path))
    with sole_user_of(tmp_path):
        result = CliRunner().invoke(__main__.app, ["serve"])
    assert isinstance(result.exception, DataDirInUseError)
    assert str(tmp_path) in str(result.exception)
