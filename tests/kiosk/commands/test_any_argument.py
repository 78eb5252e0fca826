"""Whatever is typed behind `kiosk`: a clear line and exit status 2, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import typer
from aiohttp import web

from kiosk import __main__ as kiosk
from kiosk.demo import server as demo_backend
from support.fakes import Voice
from tts import Phone, Speech

#: What people and programs put where something else was expected.
NASTY = (
    "", " ", ".", "/", "/nonexistent/folder/file.yaml", "/dev/null", "README.md", "-1", "0", "65536", "99999999999", 
    "9" * 5000,
    "nan", "inf", "-inf", "1e400", "０８０", "1_000", "0x10", "x" * 300, "x" * 5000, "[/]", "[red]",
    "%s %d {}", "💥", "\udcff\udcfe",
    "..", "a..b", "-", "--", "--help", "localhost:80:80", "http://", "ws://", "ws://127.0.0.1:99999/ws", "ws://[::1",
    "ws://a..b/ws",
    "ws://127.0.0.1:1/ws", "file:///etc/passwd", "社保卡挂失", "\x1b[31m", "'; drop table x",
)  # fmt: skip
#: Every command with the arguments it needs, `*` where a nasty value goes. Nothing here may serve, fetch or speak.
COMMANDS = (
    "* ", "serve --port *", "serve --host * --port 0", "serve --config *", "serve *", "doctor --config *", "doctor *",
    "models *", "models list --config *", "models verify *", "models fetch *", "say * --output out.wav",
    "say 您好 --output *",
    "say 您好 --output out.wav --speed *", "say 您好 --output out.wav --voice *", "say 您好 -o out.wav --face *",
    "hear *", "hear README.md --expect *", "hear README.md --expect number:* --json",
    "talk --url * --text x --timeout 1", "talk --wav * --url ws://127.0.0.1:1/ws", "talk --scenario *",
    "talk --text x --timeout *",
    "talk --text x --save * --timeout 1", "talk --text x --url ws://127.0.0.1:1/ws --config *", 
    "demo-backend --port *",
    "demo-backend --host *", "demo-backend --config *", "services *", "services lint *", "services test *",
    "services test --noisy * empty", "services schema --output *", "services draw *", 
    "services draw 老人卡办理 --services *",
    "services draw 社保卡挂失 --output *", "services try *", "services try 社保卡挂失 --record *",
    "services try x --services *",
    "call * --port 1", "call 1 --host * --port 1", "call 1 --port *", "call 1 --rate *", "call 您好 --voice * --port 1",
    "call --quiet * --port 1", "call -o * --port 1", "call --config *", "phone *", "phone check --config *",
    "phone why *", "phone why --config *", "phone calls --last *", "phone calls *", "phone recordings *",
    "phone recordings export * -o out.wav", "phone recordings export x -o *", "phone recordings delete * --yes",
    "backend *", "backend check --data *", "backend unresolved --config *",
    "backend settle * --not-filed", "backend settle 12345678 --receipt * --config empty",
    "assess *", "assess -o * --config empty",
    "backup *", "backup x.zip --config empty", "restore *", "restore * --check --config empty",
    "record *", "record list --service * --config empty", "record list --last *", "record show * --reason x",
    "record show x --reason *", "record export * -o out.zip --reason x", "record export x --reason x -o *",
    "record delete * --yes --reason x", "audit *", "audit show --last *", "audit show --case *",
    "audit verify --noted *",
    "services interfaces *", "services interfaces --openapi -o *",
    "services propose -m x --services *", "services publish 1 --share * --who a", "services rollback *",
    "services replay --against * --config empty", "services replay --days *",
    "services export * x.zip", "services import *",
)  # fmt: skip


#: Enough of the services that every command has something to do.
SERVICES = ("sbk-loss.yaml", "sbk-loss.test.yaml", "knowledge/sbk.yaml")
#: The command line, made once: typer makes it anew at each call, which takes longer than most refusals.
COMMAND_LINE = typer.main.get_command(kiosk.app)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, without models, with standard input at its end, and where nothing can stay running."""
    for name in [name for name in os.environ if name.startswith("KIOSK")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KIOSK_MODELS", str(tmp_path / "no-models"))
    monkeypatch.setenv("KIOSK__BACKEND__URL", "http://127.0.0.1:1")
    monkeypatch.setattr(kiosk, "app", COMMAND_LINE)
    monkeypatch.chdir(tmp_path)
    services = tmp_path / "services"
    (services / "knowledge").mkdir(parents=True)
    for name in SERVICES:
        (services / name).symlink_to(Path(kiosk.__file__).parents[1] / "services" / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "README.md").write_text("# no settings, no script: [/] {x\n")
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115 -- closed with the test's process
    monkeypatch.setattr("kiosk.commands.demo.backend.run", listened)
    monkeypatch.setattr("kiosk.models.files.download", None)
    monkeypatch.setattr("kiosk.commands.say.engines.load_voice", lambda settings, name=None: Mute())


class Mute(Voice):
    """A voice that takes no time."""

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        return Speech(text, np.zeros(240, np.int16), 24_000, (Phone("a", 0, 240),))

    async def close(self) -> None: ...


async def listened(host: str, port: int, app: web.Application, *, on_ready: Callable[[str], None]) -> None:
    """`demo_backend.run`, but it does not stay."""
    async with demo_backend.running_at(host, port, app):
        on_ready("listened")


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status and everything that was printed."""
    monkeypatch.setattr(sys, "argv", ["kiosk", *arguments])
    status = 0
    try:
        kiosk.main()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    out, err = capsys.readouterr()
    return status, out + err


CASES = [command.replace("*", "\0").split() for command in COMMANDS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case).replace("\0", "VALUE"))
def test_a_value_nobody_expected_is_no_traceback(
    case: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = []
    for value in NASTY:
        arguments = [value if part == "\0" else part for part in case]
        try:
            status, said = run(arguments, monkeypatch, capsys)
        except Exception as error:  # noqa: BLE001 -- what a person would have seen as a traceback
            trouble.append(f"{value[:40]!r}: {type(error).__module__}.{type(error).__name__}: {str(error)[:150]}")
            continue
        if status not in (0, 1, 2):
            trouble.append(f"{value[:40]!r}: exit status {status}")
        if "Traceback" in said:
            trouble.append(f"{value[:40]!r}: {said[-300:]}")
        if status == 2 and not said.strip():
            trouble.append(f"{value[:40]!r}: no word of what is wrong")
    assert not trouble, "\n".join(trouble)
