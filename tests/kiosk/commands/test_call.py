"""`kiosk call`: what it refuses before it calls, and what it says where no line answers."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.client import ClientError
from support.ports import free_port


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
