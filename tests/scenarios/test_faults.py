"""The recogniser's processes killed and frozen in mid-conversation: the citizen is answered, or asked again, always."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from asr import RATE, resample
from kiosk.client import KioskClient
from kiosk.config import load_settings
from kiosk.hall import engines
from kiosk.wire import messages as m

QUESTION = "你们几点上班？"


@pytest.fixture
async def question(models: Path) -> AsyncIterator[NDArray[np.int16]]:
    settings = load_settings(None, os.environ | {"KIOSK_MODELS": str(models)})
    voice = engines.load_voice(settings, "zm_yunyang")
    speech = await voice.speak(QUESTION)
    yield resample(speech.pcm, speech.rate, RATE)
    await voice.close()


def workers() -> list[psutil.Process]:
    """The hall's recogniser processes: grandchildren of this one."""
    return [p for p in psutil.Process().children(recursive=True) if "asr.whisper.workers.worker" in _command_of(p)]


def _command_of(process: psutil.Process) -> str:
    """Empty where the process has ended since it was listed."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


async def until_listening(client: KioskClient) -> str:
    """What the clerk says until it is the citizen's turn."""
    said = ""
    async with asyncio.timeout(90):
        while True:
            message = await client.messages.get()
            assert message is not None, "the hall hung up"
            assert not isinstance(message, m.Goodbye | m.HandoffMessage), f"the conversation ended: {message}"
            if isinstance(message, m.SayMessage):
                said += message.text
            if message == m.TurnState("listening") and said:
                return said


async def ask(client: KioskClient, sound: NDArray[np.int16]) -> str:
    await client.speak(sound)
    return await until_listening(client)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
async def test_the_conversation_goes_on(number: signal.Signals, hall: str, question: NDArray[np.int16]) -> None:
    async with KioskClient.open(f"ws://{hall}/ws", device="fault") as client:
        await client.send(m.Start())
        await until_listening(client)
        before = workers()
        assert before, "the hall has no recogniser processes"
        speaking = asyncio.ensure_future(ask(client, question))
        await asyncio.sleep(0.2)
        for worker in before:
            worker.send_signal(number)
        assert await speaking, "neither an answer nor an apology"
        answer = await ask(client, question)
        for _ in range(2):
            if "点" in answer:
                break
            answer = await ask(client, question)  # once more than a citizen should have to: the workers are coming back
        assert "点" in answer
        assert not {p.pid for p in before} & {p.pid for p in workers()}, "what was killed or frozen still serves"
