"""`kiosk call`: what it refuses before it calls, what it says where no line answers, and a call to its end."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from asr import load_wav, save_wav
from kiosk.__main__ import app
from kiosk.client import ClientError
from kiosk.config import PhoneSettings
from support import connected
from support.callers import Parrot
from support.connected import settings_of
from support.fakes import Ledger
from support.ports import free_port
from support.speech_stand_in import SpeechStandIn


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--surface", "fax"], "audiosocket"),
        (["--rate", "44100"], "8000"),
        (["--surface", "telnyx", "--rate", "16000"], "telnyx calls at 8000 Hz"),
        ([" "], "keys or a sound file"),
    ],
)
def test_what_it_refuses(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(app, ["call", *arguments])
    assert result.exit_code != 0
    assert told in result.output + str(result.exception)


@pytest.mark.parametrize("surface", ["audiosocket", "chan-websocket", "sip", "twilio"])
def test_nobody_there(surface: str) -> None:
    arguments = ["call", "--surface", surface, "--port", str(free_port()), "--host", "127.0.0.1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, ClientError)
    assert "No telephone line answers at" in str(result.exception)


async def test_a_call_by_sip_with_a_recording_and_a_key(tmp_path: Path) -> None:
    ledger, ears = Ledger(), SpeechStandIn()
    parts: dict[str, Any] = {"store": ledger, "recogniser": Parrot(), "segmenter_hub": ears}
    phone = PhoneSettings(sip="on", sip_port=0, sip_media_ports="26000-26999")
    said, heard = tmp_path / "said.wav", tmp_path / "heard.wav"
    save_wav(said, np.full(16_000, 3_000, np.int16), 16_000)
    async with connected.listening(replace(settings_of(), phone=phone), **parts) as server:
        where = ("--surface", "sip", "--host", "127.0.0.1", "--port", str(server.sip_port), "--number", "13800138000")
        command = (sys.executable, "-m", "kiosk", "call", *where, "--quiet", "0.5", "--json", "-o", str(heard))
        process = await asyncio.create_subprocess_exec(*command, str(said), "0", stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
    assert process.returncode == 0
    events = [json.loads(line) for line in told.splitlines()]
    assert [each["event"] for each in events] == ["call", "clerk", "play", "clerk", "press", "clerk", "hung up"]
    assert events[-1]["by"] == "hall"
    assert [reason for reason, *_ in ledger.finished] == ["handoff"]
    assert ears.streams[0].loudest > 2_000, "the recording was heard"
    assert np.abs(load_wav(heard)).max() > 500, "and the clerk"


@pytest.mark.parametrize(("expected", "status"), [("handoff", 0), ("completed", 1)])
async def test_the_last_line_tells_the_outcome_that_the_hall_recorded(expected: str, status: int) -> None:
    parts: dict[str, Any] = {"store": Ledger(), "recogniser": Parrot(), "segmenter_hub": SpeechStandIn()}
    settings = replace(settings_of(), phone=PhoneSettings(audiosocket="on", port=0))
    async with connected.listening(settings, **parts) as server:
        environment = os.environ | {"KIOSK__OPERATORS__PORT": str(server.operators_port)}
        where = ("--surface", "audiosocket", "--host", "127.0.0.1", "--port", str(server.phone_port))
        command = (sys.executable, "-m", "kiosk", "call", *where, "--json", "--expect", expected, "0")
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        told, errors = await process.communicate()
    assert json.loads(told.splitlines()[-1]) == {"event": "outcome", "is": "handoff"}
    assert process.returncode == status
    assert (b"expected the outcome completed; got handoff" in errors) is bool(status)


async def test_what_was_heard_of_a_call_that_fails_is_kept(tmp_path: Path) -> None:
    """The code of a text message that never came."""
    phone = PhoneSettings(sip="on", sip_port=0, sip_media_ports="27000-27999")
    heard = tmp_path / "heard.wav"
    async with connected.listening(replace(settings_of(), phone=phone), recogniser=Parrot()) as server:
        where = ("--surface", "sip", "--host", "127.0.0.1", "--port", str(server.sip_port), "--number", "13800138000")
        command = (sys.executable, "-m", "kiosk", "call", *where, "--quiet", "0.5", "-o", str(heard), "验证码")
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        await process.communicate()
    assert process.returncode != 0
    assert np.abs(load_wav(heard)).max() > 500, "the greeting"
