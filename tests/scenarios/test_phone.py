"""Two services by telephone, with real models, over a real TCP socket: 社保卡挂失 and 工单进度查询 to the end."""

from __future__ import annotations

import asyncio
import os
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr import RATE, resample
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import load_settings
from kiosk.hall import engines
from support.ports import free_port
from support.real_hall import environment_of, serve, wait_ready

#: Words are spoken, digits pressed.
_FAREWELL = ["非常满意。", "不用了，谢谢。"]
LOSS = ["我的社保卡丢了。", "同意。", "110105198506123729", "1", "13987654321", "1", "对。", *_FAREWELL]
STATUS = ["我想查一下工单。", "26115837", "催一下。", "对。", *_FAREWELL]
#: What is said where the plan is used up and the clerk still asks.
_OTHERWISE = "不用了，谢谢。"


@pytest.fixture(scope="module")
def phone_hall(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports of the telephone and of the operators."""
    data = tmp_path_factory.mktemp("hall")
    port, environment = environment_of(models, data)
    line = free_port()
    environment |= {"KIOSK__PHONE__AUDIOSOCKET": "on", "KIOSK__PHONE__PORT": str(line)}
    server = serve(environment, data / "serve.log")
    try:
        wait_ready(server, port, data / "serve.log")
        yield line, int(environment["KIOSK__OPERATORS__PORT"])
    finally:
        server.terminate()
        assert server.wait(60) == 0, f"the server did not drain: {(data / 'serve.log').read_text()[-2000:]}"


@pytest.mark.skipif("KIOSK_TEST_PHONE" not in os.environ, reason="a call in real time, minutes: set KIOSK_TEST_PHONE=1")
@pytest.mark.timeout(1800)  # real time; on a machine that has a lot else to do, a conversation takes long
@pytest.mark.parametrize("plan", [LOSS, STATUS], ids=["sbk-loss", "hotline-status"])
async def test_a_service_by_telephone(plan: list[str], phone_hall: tuple[int, int], models: Path) -> None:
    line, operators = phone_hall
    settings = load_settings(None, os.environ | {"KIOSK_MODELS": str(models)})
    voice = engines.load_voice(settings, "zm_yunyang")
    sounds = {}
    try:
        for words in {*plan, _OTHERWISE}:
            if not words.isdigit():
                speech = await voice.speak(words)
                sounds[words] = resample(speech.pcm, speech.rate, RATE)
    finally:
        await voice.close()
    call, left = uuid.uuid4(), list(plan)
    async with PhoneCaller.open("127.0.0.1", line, call) as caller:
        for _ in range(3 * len(plan)):
            if not await caller.turn(quiet_s=2.5, within_s=300):
                break
            action = left.pop(0) if left else _OTHERWISE
            if action.isdigit():
                await caller.press(action)
            else:
                await caller.speak(sounds[action])
        assert caller.hung_up.is_set()
        assert caller.properly
    assert await asyncio.to_thread(_outcome, operators, call) == "completed"
    assert not left, f"the call ended before {left}"


def _outcome(operators: int, call: uuid.UUID) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{operators}/phone/calls/{call}", timeout=10) as answer:
        return str(answer.read().decode())
