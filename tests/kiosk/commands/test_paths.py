"""Files and folders on the command line: what cannot be used is told in one line, before anything else begins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kiosk import __main__ as kiosk
from kiosk.commands.paths import same
from support.whisper_folder import whisper_folder

CLOSED = "ws://127.0.0.1:1/ws"  # where no server listens: to be told of it would be too late


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Without models and settings, so that nothing can be spoken or heard."""
    for name in [name for name in os.environ if name.startswith("KIOSK")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KIOSK_MODELS", str(tmp_path / "no-models"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dir").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("text")
    (tmp_path / "play.yaml").write_text("人: [{录音: nofile}]", encoding="utf-8")
    (tmp_path / "deep.yaml").write_text("人: " + "[" * 100_000, encoding="utf-8")
    for name, kind in (("whisper", b"WhisperSpec"), ("translation", b"TransformerSpec")):
        whisper_folder(tmp_path / name, kind)
    (tmp_path / "link.wav").symlink_to("same.wav")
    return tmp_path


WRONG = [
    ("demo-backend --host= --port 0", "The demo back end has no host: expected a name or an address"),
    ("demo-backend --host x@127.0.0.1 --port 0", "cannot listen at x@127.0.0.1:0"),
    ("demo-backend --host 127.0.0.1/x --port 0", "cannot listen at 127.0.0.1/x:0"),
    ("say 您好 -o same.wav --face same.wav", "same.wav: expected another file for --face than for --output"),
    ("say 您好 -o same.wav --face dir/../same.wav", "expected another file for --face"),
    ("say 您好 -o same.wav --face link.wav", "link.wav: expected another file for --face"),
    ("say 您好 -o dir", "dir: expected a name for the sound; this is a folder"),
    ("say 您好 -o away/a.wav", "away/a.wav: expected a name for the sound in a folder that exists"),
    ("say 您好 -o a.wav --face dir", "dir: expected a name for the face rows; this is a folder"),
    ("hear nofile", "nofile: expected a sound file; there is no such file"),
    ("hear dir", "dir: expected a sound file; this is a folder"),
    ("hear file", "file: expected a sound file (WAV, FLAC, OGG); its format is not recognised"),
    (f"talk --url {CLOSED} --wav nofile", "nofile: expected a sound file; there is no such file"),
    (f"talk --url {CLOSED} --wav file", "file: expected a sound file (WAV, FLAC, OGG)"),
    (f"talk --url {CLOSED} --text x --save file", "file: expected a folder for the clerk's sound; file is a file"),
    (f"talk --url {CLOSED} --text x --save file/x", "file/x: expected a folder for the clerk's sound"),
    (f"talk --url {CLOSED} --scenario play.yaml", "nofile: expected a sound file; there is no such file"),
    (f"talk --url {CLOSED} --scenario dir", "dir: expected a scenario; this is a folder"),
    (f"talk --url {CLOSED} --scenario deep.yaml", "deep.yaml:1: 一层套一层，超过了 64 层"),
    ("models train-head --encoder nofolder", "nofolder: expected for --encoder the folder of a Whisper model"),
    ("models train-head --encoder nofolder", "there is no such folder; leave --encoder out for whisper-base"),
    ("models train-head --encoder file", "this is a file; leave --encoder out"),
    ("models train-head --encoder dir", "model.bin is missing; leave --encoder out"),
    ("models train-head --encoder translation", "model.bin holds no Whisper; leave --encoder out"),
    ("models train-head --out dir", "dir: expected a name for the head; this is a folder; --out names the file"),
    ("models train-head --out away/x.npz", "away/x.npz: expected a name for the head in a folder that exists"),
    ("models train-head --encoder whisper --out away/x.npz", "away/x.npz: expected a name for the head"),
    ("models train-head --work file/x", "file/x: expected a folder for --work; "),
    ("models train-head --audio nofolder", "nofolder: expected for --audio a folder of recordings; there is no such"),
    ("models train-head --begin nofolder", "nofolder: expected for --begin a syllable head (.npz); there is no such"),
    ("models train-head --audio dir", "dir/README.md: expected README.md with a table"),
    ("services schema -o dir", "dir: expected a name for the schema; this is a folder"),
    ("services draw x --services empty -o dir", "dir: expected a name for the chart; this is a folder"),
    ("services try x --services empty --record away/x.test.yaml", "expected a name for the test in a folder"),
]


@pytest.mark.parametrize(("line", "told"), WRONG, ids=[line for line, _ in WRONG])
def test_what_cannot_be_used_is_one_line_and_exit_status_2(
    line: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kiosk", *line.split()])
    with pytest.raises(SystemExit) as ended:
        kiosk.main()
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert told in err
    assert len(err.splitlines()) == 1
    assert "Errno" not in err
    assert not out


def test_an_error_of_the_system_is_told_without_its_number(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kiosk.__main__.app", lambda: (folder / "dir").write_text("x"))
    with pytest.raises(SystemExit):
        kiosk.main()
    assert capsys.readouterr().err == f"{folder / 'dir'}: Is a directory\n"


def test_two_names_of_one_file(folder: Path) -> None:
    assert same(Path("a"), folder / "a")
    assert not same(Path("a"), Path("b"))
    os.link(folder / "file", folder / "hard")
    assert same(Path("file"), Path("hard"))
