"""`kiosk models train-head` fetches what is missing and starts the training room, or says what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.commands import train_head
from kiosk.commands.models import app
from kiosk.commands.paths import PathOptionError
from support.whisper_folder import whisper_folder

ROOT = Path(train_head.__file__).parents[2]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Every command line that would have been started; it ends with status 7."""
    commands: list[list[str]] = []

    def run(command: list[str], *, check: bool, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        assert env["PYTHONPATH"].startswith(str(ROOT))
        commands.append(command)
        return subprocess.CompletedProcess(command, 7)

    monkeypatch.setenv("KIOSK_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(train_head.subprocess, "run", run)
    monkeypatch.setattr(train_head.importlib.util, "find_spec", lambda name: object())
    return commands


def test_it_fetches_the_voices_and_trains_for_the_shipped_model(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(train_head.model_view, "fetch_shown", lambda names, *_: fetched.extend(names))
    result = CliRunner().invoke(app, ["train-head", "--minutes", "30", "--work", "w"])
    assert result.exit_code == 7, result.output
    assert fetched == ["kokoro", "kokoro-voices", "whisper-base"]
    (command,) = started
    assert command[:3] == [sys.executable, "-m", "train.syllables"]
    options = dict(zip(command[3::2], command[4::2], strict=True))
    assert options["--encoder"] == str(tmp_path / "models" / "whisper-base")
    assert options["--out"] == str(tmp_path / "models" / "whisper-base" / "syllable-head.npz")
    assert (options["--minutes"], options["--work"]) == ("30.0", "w")
    assert options["--recipe"] == "shipped"
    assert not {"--audio", "--seed", "--epochs", "--begin"} & set(options), "what is not given is the recipe's"


def test_another_encoder_is_not_fetched(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(train_head.model_view, "fetch_shown", lambda names, *_: fetched.extend(names))
    whisper_folder(tmp_path / "mine")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "README.md").write_text("| a.wav | 1 | 好 |", encoding="utf-8")
    (tmp_path / "old.npz").touch()
    given = ["--out", "mine.npz", "--audio", "a", "--begin", "old.npz", "--recipe", "noisy"]
    CliRunner().invoke(app, ["train-head", "--encoder", "mine", *given])
    assert fetched == ["kokoro", "kokoro-voices"]
    options = dict(zip(started[0][3::2], started[0][4::2], strict=True))
    assert options.items() >= {"--encoder": "mine", **dict(zip(given[::2], given[1::2], strict=True))}.items()


@pytest.mark.parametrize(
    "option",
    [
        ("--encoder", "nope"),
        ("--audio", "nope"),
        ("--out", "no/x"),
        ("--work", "f/x"),
        ("--begin", "nope"),
    ],
)
def test_a_path_that_cannot_be_used_fetches_nothing(
    started: list[list[str]], option: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(train_head.model_view, "fetch_shown", lambda names, *_: fetched.extend(names))
    (tmp_path / "f").write_text("")
    result = CliRunner().invoke(app, ["train-head", *option])
    assert isinstance(result.exception, PathOptionError)
    assert option[0] in str(result.exception) or option[0] == "--work"
    assert (fetched, started) == ([], [])


@pytest.mark.parametrize(
    "option", [("--minutes", "nan"), ("--minutes", "0"), ("--epochs", "0"), ("--seed", "x"), ("--recipe", "x")]
)
def test_bad_numbers_start_nothing(started: list[list[str]], option: tuple[str, str]) -> None:
    assert CliRunner().invoke(app, ["train-head", *option]).exit_code == 2
    assert not started


def test_without_its_packages_it_says_how_to_get_them(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_head.importlib.util, "find_spec", lambda name: None if name == "jax" else object())
    result = CliRunner().invoke(app, ["train-head"])
    assert result.exit_code == 1
    assert "jax missing" in result.output
    assert "pip install -e .[train]" in result.output
    assert not started
