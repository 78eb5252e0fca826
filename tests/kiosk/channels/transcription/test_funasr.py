"""FunASR's public client and raw sockets against a real server; with the real models, one sentence really heard."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import wave
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
import websockets
from funasr_client import async_funasr_client
from numpy.typing import NDArray

from asr import RATE, RecogniserError, VoiceActivity, WhisperRecogniser
from kiosk.admission.waiting_room import Unbounded
from kiosk.net.budget import ConnectionBudget
from support.callers import SENTENCE, Parrot, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
Pcm = NDArray[np.int16]
BINARY: Any = ["binary"]
END = '{"is_speaking": false}'


def spoken(text: str) -> str:
    return re.sub(r"\W", "", text)


async def results(socket: Any) -> list[dict[str, Any]]:
    """Everything up to the stream's last result."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(60):
        while not found or not found[-1]["is_final"]:
            found.append(json.loads(await socket.recv()))
    return found


@pytest.mark.parametrize("mode", ["2pass", "offline"])
async def test_their_client_is_understood(
    vad: VoiceActivity, whisper: WhisperRecogniser, sentence: Pcm, mode: Any
) -> None:
    async with serving(vad, whisper) as place:
        client = async_funasr_client(uri=f"{place.ws}/funasr", mode=mode, wav_name="mic", audio_fs=RATE, blocking=True)
        async with client:
            for at in range(0, len(sentence), 960):
                await client.send(sentence[at : at + 960].astype("<i2").tobytes())
            await client.signal_close()
            async with asyncio.timeout(60):
                found = [message async for message in client.stream()]
    offline = [m for m in found if m["mode"].endswith("offline")]
    assert spoken("".join(m["text"] for m in offline)) == spoken(SENTENCE)
    assert found[-1]["is_final"]
    assert all(m["wav_name"] == "mic" for m in found)
    if mode == "2pass":
        told = "".join(m["text"] for m in found if m["mode"] == "2pass-online")
        assert spoken(SENTENCE).startswith(spoken(told)), "captions are pieces that stay"
        (where,) = offline[0]["stamp_sents"]
        assert 0 <= where["start"] < 700
        assert where["start"] + 800 < where["end"] <= len(sentence) * 1000 // RATE


async def test_a_file_pushed_through_at_once_loses_nothing(vad: VoiceActivity, sentence: Pcm, tmp_path: Path) -> None:
    """Ten sentences faster than any ear: the client has to wait, and nothing is dropped."""
    recogniser = Parrot()
    async with (
        serving(vad, recogniser) as place,
        websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY) as socket,
    ):
        assert socket.subprotocol == "binary"
        await socket.send('{"mode": "offline"}')
        await socket.send(np.tile(sentence, 10).astype("<i2").tobytes()[: 1 << 20])
        await socket.send(END)
        (result,) = await results(socket)
    whole = (1 << 20) / 2 / len(sentence)
    assert result["text"].count("听到了") == pytest.approx(whole, abs=1)


async def test_one_stream_after_the_other_at_another_rate(vad: VoiceActivity, sentence: Pcm) -> None:
    async with serving(vad, Parrot()) as place, websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY) as socket:
        for rate, step in ((RATE, 1), (8000, 2)):
            await socket.send(json.dumps({"mode": "2pass", "audio_fs": rate}))
            await socket.send(sentence[::step].astype("<i2").tobytes())
            await socket.send(END)
            texts = [m["text"] for m in await results(socket) if m["mode"] == "2pass-offline"]
            assert texts == ["听到了", ""]
        await socket.send("{}")
        await socket.send(END)
        assert [m["text"] for m in await results(socket)] == [""], "a stream without sound has an end too"


async def test_a_recogniser_that_fails_is_told_and_the_stream_ends_all_the_same(
    vad: VoiceActivity, sentence: Pcm
) -> None:
    parrot = Parrot()
    parrot.broken = RecogniserError("out of order")
    async with serving(vad, parrot) as place, websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY) as socket:
        await socket.send("{}")
        await socket.send(sentence.astype("<i2").tobytes())
        await socket.send(END)
        found = await results(socket)
    assert [m["error"]["code"] for m in found if "error" in m] == ["recogniser"]


async def test_garbage_is_told_and_the_sixth_is_too_much(vad: VoiceActivity, sentence: Pcm) -> None:
    async with serving(vad, Parrot()) as place:
        async with websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY) as socket:
            await socket.send("garbage")
            assert json.loads(await socket.recv())["error"]["code"] == "bad_message"
            await socket.send("{}")
            await socket.send(sentence.astype("<i2").tobytes())
            await socket.send(END)
            assert "听到了" in [m["text"] for m in await results(socket)], "nothing else is lost"
            for _ in range(4):
                await socket.send(b"\0\0")
            async with asyncio.timeout(20):
                codes = [json.loads(frame)["error"]["code"] async for frame in socket]
            assert codes == ["bad_order"] * 4
            assert socket.close_code is not None
        async with websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY, max_size=None) as socket:
            await socket.send(bytes(3 << 20))
            with pytest.raises(websockets.ConnectionClosed):
                await socket.recv()


async def answer(place: Any, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
    wanted = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    wanted["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{place.port}{path}", headers=wanted | headers) as response,
    ):
        return response.status, {} if response.status == 101 else await response.json()


@pytest.mark.parametrize("path", ["/funasr", "/v1/realtime"])
async def test_who_may_come_in(vad: VoiceActivity, path: str) -> None:
    async with serving(vad, Parrot()) as place:
        assert (await answer(place, path))[0] == 101, "without a token: this machine"
        status, why = await answer(place, path, **{"X-Forwarded-For": "10.0.0.7"})
        assert (status, why["error"]["code"]) == (401, "unauthorised"), "and nobody behind a proxy"
        assert "public.token" in why["error"]["message"]
        assert (await answer(place, path, Origin="https://elsewhere.example"))[0] == 403
        assert (await answer(place, path, Origin=f"http://127.0.0.1:{place.port}"))[0] == 101
    async with serving(vad, Parrot(), token="open sesame") as place:
        assert (await answer(place, path))[0] == 401
        assert (await answer(place, path, Authorization="Bearer open"))[0] == 401
        assert (await answer(place, path, Authorization="Basic open sesame"))[0] == 401
        assert (await answer(place, path, Authorization="Bearer open sesame"))[0] == 101
        assert (await answer(place, path + "?token=open+sesame"))[0] == 101


async def test_they_count_as_conversations(vad: VoiceActivity) -> None:
    async with serving(vad, Parrot(), connections=3, sessions=3) as place:
        address = f"{place.ws}/funasr"
        async with websockets.connect(address), websockets.connect(address):
            assert len(place.hall.sessions.live) == 2
            status, why = await answer(place, "/v1/realtime")
            assert (status, why["error"]["code"]) == (503, "busy")
        async with asyncio.timeout(20):
            while len(place.hall.sessions):
                await asyncio.sleep(0)
        place.hall.sessions.draining = True
        assert (await answer(place, "/funasr"))[1]["error"]["code"] == "drain"
        place.hall.sessions.draining = False


class OnePlace(Unbounded):
    def capacity(self) -> int:
        return 1


async def test_they_do_not_overtake_a_machine_that_is_full(vad: VoiceActivity) -> None:
    async with serving(vad, Parrot(), gauges=OnePlace()) as place, websockets.connect(f"{place.ws}/funasr"):
        assert (await answer(place, "/funasr"))[0] == 503


async def test_a_drain_says_so_and_hangs_up(vad: VoiceActivity) -> None:
    async with serving(vad, Parrot()) as place, websockets.connect(f"{place.ws}/funasr") as socket:
        draining = asyncio.create_task(place.hall.sessions.drain(0.01))
        assert json.loads(await socket.recv())["error"]["code"] == "drain"
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
        await draining


async def test_a_wav_file_through_their_client(vad: VoiceActivity, sentence: Pcm, tmp_path: Path) -> None:
    from funasr_client import async_file_asr

    file = tmp_path / "question.wav"
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(sentence.astype("<i2").tobytes())
    async with serving(vad, Parrot()) as place, asyncio.timeout(60):
        found = await async_file_asr(file, f"{place.ws}/funasr", mode="2pass")
    assert found["text"] == "听到了"
    assert found["wav_name"] == "question.wav"


async def test_a_flood_of_messages_is_cut_off(vad: VoiceActivity) -> None:
    async with serving(vad, Parrot()) as place, websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY) as socket:
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(3000):
                await socket.send('{"mode":"2pass"}')
        codes = []
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(20):
                async for frame in socket:
                    codes.append(json.loads(frame)["error"]["code"])
        assert codes == ["too_fast"] * 5


async def test_crumbs_of_sound_have_to_wait_and_none_is_lost(
    vad: VoiceActivity, sentence: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = itertools.count(1)
    monkeypatch.setattr(ConnectionBudget, "piece", lambda self, now: next(looks) % 3 == 0)
    async with serving(vad, Parrot()) as place, websockets.connect(f"{place.ws}/funasr", subprotocols=BINARY) as socket:
        await socket.send("{}")
        for at in range(0, len(sentence), RATE // 4):
            await socket.send(sentence[at : at + RATE // 4].astype("<i2").tobytes())
        await socket.send(END)
        assert [m["text"] for m in await results(socket) if m["mode"] == "2pass-offline"] == ["听到了", ""]
