"""Two halls on one data folder: the second is refused with words; a killed one leaves no lock behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk import __main__
from kiosk.server import server
from kiosk.store.data_lock import DataDirInUseError, sole_user_of
from kiosk.store.engine import sqlite_file

HOLDER = """
import sys
from pathlib import Path
from kiosk.store.data_lock import sole_user_of
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


@pytest.mark.parametrize("url", ["", "postgresql+asyncpg://hall@db.example/hall"])
def test_the_command_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    async def no_hall(*args: object, **kwargs: object) -> None:
        raise AssertionError("a second hall was started")

    monkeypatch.setattr(server, "serve", no_hall)
    monkeypatch.setenv("KIOSK__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KIOSK__STORE__URL", url)
    with sole_user_of(tmp_path):
        result = CliRunner().invoke(__main__.app, ["serve"])
    assert isinstance(result.exception, DataDirInUseError)
    assert str(tmp_path) in str(result.exception)


def test_two_data_folders_on_one_database_file(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "shared.db")
    with sole_user_of(tmp_path / "a", tmp_path / "shared.db"):
        second = sole_user_of(tmp_path / "b", tmp_path / "link.db")
        with pytest.raises(DataDirInUseError, match=r"store\.url"), second:
            pass
        with sole_user_of(tmp_path / "b", tmp_path / "other.db"):
            pass
    with sole_user_of(tmp_path / "b", tmp_path / "shared.db"):
        pass


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///{}/hall.db", "sqlite+aiosqlite:///file:{}/hall.db?uri=true"])
def test_the_command_refuses_another_halls_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    async def no_hall(*args: object, **kwargs: object) -> None:
        raise AssertionError("a second hall was started")

    monkeypatch.setattr(server, "serve", no_hall)
    monkeypatch.setenv("KIOSK__DATA_DIR", str(tmp_path / "b"))
    monkeypatch.setenv("KIOSK__STORE__URL", url.format(tmp_path / "a"))
    with sole_user_of(tmp_path / "a", tmp_path / "a" / "hall.db"):
        result = CliRunner().invoke(__main__.app, ["serve"])
    assert isinstance(result.exception, DataDirInUseError)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite+aiosqlite:///hall.db", "hall.db"),
        ("sqlite+aiosqlite:////srv/hall%20a.db", "/srv/hall a.db"),
        ("sqlite+aiosqlite:///file:/srv/hall%20a.db?uri=true", "/srv/hall a.db"),
        ("sqlite+aiosqlite://", None),
        ("sqlite+aiosqlite:///:memory:", None),
        ("postgresql+asyncpg://hall@db/hall", None),
        ("no url", None),
    ],
)
def test_the_file_of_a_url(url: str, file: str | None) -> None:
    assert sqlite_file(url) == (None if file is None else Path(file))
