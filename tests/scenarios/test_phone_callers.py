"""`kiosk call` completes services on every surface of a hall that runs as a process: real models, sockets and time, the
demo back end. Words are WAV files, numbers are keys, and the code is the one of the demo's text message.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asr import RATE, resample, save_wav
from kiosk.config import load_settings
from kiosk.hall import engines
from support.ports import free_port
from support.real_hall import environment_of, serve, wait_ready

#: The words of each WAV file: such as this voice says clearly at 8 kHz (工单 alone is heard as 公单 or 工程).
WORDS = {"loss": "我的社保卡丢了。", "progress": "上次的投诉有结果了吗？", "no": "不用了，谢谢。"}
#: What the caller does, turn by turn: consent, ID, code, temporary, mobile, confirmation, rating; number, to urge,
#: confirmation, rating.
SERVICES = {
    "社保卡挂失": ("loss", "1", "{person}", "验证码", "1", "13800138000", "1", "1", "no"),
    "工单进度查询": ("progress", "26115837", "1", "1", "1", "no"),
}
#: The service that is called for on each surface.
CALLS = {
    "audiosocket": "社保卡挂失",
    "chan-websocket-json": "工单进度查询",
    "twilio": "社保卡挂失",
    "sip": "工单进度查询",
}
#: Persons of the demo back end, one for each surface, so that nobody gets too many codes.
PERSONS = {
    "audiosocket": "11010519491231002*",  # the star is the X; spoken, the number may be read back first
    "twilio": "110105198506123729",
}


@pytest.fixture(scope="module")
def words(models: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The paths of the WAV files."""
    folder = tmp_path_factory.mktemp("words")

    async def spoken() -> None:
        voice = engines.load_voice(load_settings(None, os.environ | {"KIOSK_MODELS": str(models)}), "zm_yunyang")
        for name, text in WORDS.items():
            speech = await voice.speak(text)
            save_wav(folder / f"{name}.wav", resample(speech.pcm, speech.rate, RATE), RATE)
        await voice.close()

    asyncio.run(spoken())
    return {name: str(folder / f"{name}.wav") for name in WORDS}


@pytest.fixture(scope="module")
def telephone(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a hall with all surfaces on, which runs."""
    data = tmp_path_factory.mktemp("telephone")
    port, environment = environment_of(models, data)
    environment |= {
        "KIOSK__PHONE__AUDIOSOCKET": "on",
        "KIOSK__PHONE__PORT": str(free_port()),
        "KIOSK__PHONE__CHAN_WEBSOCKET": "on",
        "KIOSK__PHONE__CARRIER": "twilio",
        "KIOSK__PHONE__CARRIER_SECRET": "c0d1f2a3b4c5d6e7",
        "KIOSK__PHONE__CARRIER_URL": "wss://127.0.0.1/phone/stream",
        "KIOSK__PHONE__SIP": "on",
        "KIOSK__PHONE__SIP_PORT": str(free_port()),
        "KIOSK__PHONE__SIP_MEDIA_PORTS": "27000-27099",
    }
    server = serve(environment, data / "serve.log")
    try:
        wait_ready(server, port, data / "serve.log")
        yield environment
    finally:
        server.terminate()
        assert server.wait(60) == 0, f"the server did not drain: {(data / 'serve.log').read_text()[-2000:]}"


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("surface", "service"), CALLS.items())
def test_a_service_to_its_end(surface: str, service: str, telephone: dict[str, str], words: dict[str, str]) -> None:
    actions = [words.get(each, each.format(person=PERSONS.get(surface, ""))) for each in SERVICES[service]]
    kiosk = (sys.executable, "-m", "kiosk")
    called = subprocess.run(
        [*kiosk, "call", "--surface", surface, "--json", *actions], env=telephone, capture_output=True, text=True
    )
    assert called.returncode == 0, called.stdout + called.stderr
    events: list[dict[str, Any]] = [json.loads(line) for line in called.stdout.splitlines()]
    assert [event["event"] for event in events].count("clerk") == len(actions) + 1, events
    assert events[-2:] == [{"event": "hung up", "by": "hall"}, {"event": "outcome", "is": "completed"}]
    listed = subprocess.run(
        [*kiosk, "phone", "calls", "--json", "-n", "1"], env=telephone, capture_output=True, text=True
    )
    facts: dict[str, Any] = json.loads(listed.stdout)
    assert facts["call"] == events[0]["id"]
    assert (facts["outcome"], facts["hung_up_by"]) == ("completed", "hall")
    assert facts["barge_ins"] == 0, "the caller spoke into none of her pauses"
    assert facts["heard"] >= 2
