"""What goes wrong between socket and ear: an ear that fails, a client that is silent, one that does not read."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import numpy as np
import pytest
import websockets
from numpy.typing import NDArray

from asr import Ticket, Urgency, VoiceActivity, VoiceActivityError
from kiosk.channels.transcription import connection as dictation
from support.callers import Parrot, serving
from support.clock import Clock

Pcm = NDArray[np.int16]
END = '{"is_speaking": false}'


class FailingVad:
    """A model that fails once, after so many calls."""

    def __init__(self, real: VoiceActivity, after: int) -> None:
        self._real, self._after = real, after

    def probabilities(self, states: Any, chunks: Any) -> Any:
        self._after -= 1
        if self._after == -1:
            raise VoiceActivityError("out of order")
        return self._real.probabilities(states, chunks)


async def stream(socket: Any, sentence: Pcm) -> list[dict[str, Any]]:
    await socket.send("{}")
    for at in range(0, len(sentence), 1600):
        await socket.send(sentence[at : at + 1600].astype("<i2").tobytes())
    await socket.send(END)
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(60):
        while not found or not found[-1]["is_final"]:
            found.append(json.loads(await socket.recv()))
    return found


@pytest.mark.parametrize("after", [0, 30, 60])
async def test_an_ear_that_fails_for_a_moment_hears_the_next_stream(
    vad: VoiceActivity, sentence: Pcm, after: int
) -> None:
    failing: Any = FailingVad(vad, after)
    async with serving(failing, Parrot()) as place, websockets.connect(f"{place.ws}/funasr") as socket:
        assert (await stream(socket, sentence))[-1]["is_final"], "nobody waits for a mark that was lost"
        assert [m["text"] for m in await stream(socket, sentence) if m["mode"] == "2pass-offline"] == ["听到了", ""]


async def test_a_client_that_says_nothing_is_sent_away(vad: VoiceActivity) -> None:
    clock = Clock(asyncio.get_running_loop())
    async with serving(vad, Parrot()) as place, websockets.connect(f"{place.ws}/funasr") as socket:
        await socket.send("{}")
        await (await socket.ping())
        clock.ahead += 3600.0
        found = [json.loads(frame) async for frame in socket]
        assert [m["error"]["code"] for m in found] == ["idle"]
        assert "60 s" in found[0]["error"]["message"]


async def test_a_client_that_does_not_read_is_cut_off(vad: VoiceActivity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictation, "OUTBOX", 1)
    async with serving(vad, Parrot()) as place, websockets.connect(f"{place.ws}/v1/realtime") as socket:
        question = json.dumps({"type": "session.update", "session": {}})
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(5000):
                await socket.send(question)
        async with asyncio.timeout(60):
            await socket.wait_closed()
        assert place.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "slow"}) == 1


def owed(asked: list[Ticket]) -> int:
    """Utterances that are over, among those that the recogniser was asked about."""
    return sum(ticket.urgency is Urgency.FINAL for ticket in asked)


async def test_a_sentence_is_worth_waiting_for(vad: VoiceActivity, sentence: Pcm) -> None:
    """While two texts are owed, no more sound is taken in; nothing is lost by it."""
    parrot = Parrot()
    release = asyncio.Event()
    answer = parrot.transcribe

    asked: list[Ticket] = []

    async def late(pcm: Any, ticket: Any = None) -> Any:
        asked.append(ticket)
        await release.wait()
        return await answer(pcm, ticket)

    parrot.transcribe = late  # type: ignore[method-assign]
    async with serving(vad, parrot) as place, websockets.connect(f"{place.ws}/funasr") as socket:
        await socket.send('{"mode": "offline"}')
        for _ in range(6):
            await socket.send(sentence.astype("<i2").tobytes())
        await socket.send(END)
        async with asyncio.timeout(60):
            while owed(asked) < 2:
                await asyncio.sleep(0)
        pong = await socket.ping()
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not pong.done(), "nothing more is read"
        assert owed(asked) == 2
        release.set()
        result = json.loads(await socket.recv())
        assert result["text"] == "听到了" * 6
        await pong
