"""OpenAI's public client against a real server; with the real models, one sentence really heard."""

from __future__ import annotations

import asyncio
import contextlib
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import openai
import pytest
import websockets
from numpy.typing import NDArray

from asr import RATE, RecogniserError, VoiceActivity, WhisperRecogniser, resample
from support.callers import SENTENCE, Parrot, Place, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
Pcm = NDArray[np.int16]
TRANSCRIPTION = "conversation.item.input_audio_transcription."


@asynccontextmanager
async def connected(place: Place, key: str = "unused") -> AsyncIterator[Any]:
    client = openai.AsyncOpenAI(api_key=key, websocket_base_url=f"{place.ws}/v1")
    try:
        async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
            yield connection
    finally:
        await client.close()


async def until(connection: Any, *kinds: str) -> list[Any]:
    """Every event up to the first of these kinds."""
    found: list[Any] = []
    async with asyncio.timeout(60):
        while not found or found[-1].type not in kinds:
            found.append(await connection.recv())
    return found


async def say(connection: Any, pcm: Pcm, rate: int = 24_000) -> None:
    sound = resample(pcm, RATE, rate)
    for at in range(0, len(sound), rate // 10):
        piece = sound[at : at + rate // 10].astype("<i2").tobytes()
        await connection.input_audio_buffer.append(audio=b64encode(piece).decode())


async def configure(connection: Any, **sound: Any) -> Any:
    await connection.session.update(session={"type": "transcription", "audio": {"input": sound}})
    return (await until(connection, "session.updated", "error"))[-1]


async def test_their_client_is_understood(vad: VoiceActivity, whisper: WhisperRecogniser, sentence: Pcm) -> None:
    async with serving(vad, whisper) as place, connected(place) as connection:
        (created,) = await until(connection, "session.created")
        assert created.session.type == "transcription"
        assert created.session.audio.input.transcription.model == whisper.name
        updated = await configure(
            connection,
            format={"type": "audio/pcm", "rate": 24_000},
            transcription={"model": "gpt-4o-transcribe", "language": "zh"},
            turn_detection={"type": "server_vad", "silence_duration_ms": 600},
        )
        assert updated.session.audio.input.turn_detection.silence_duration_ms == 600
        await say(connection, sentence)
        found = await until(connection, TRANSCRIPTION + "completed")
    kinds = [e.type for e in found]
    plain = [k for k in kinds if not k.endswith("delta")]
    assert plain == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        TRANSCRIPTION + "completed",
    ]
    assert re.sub(r"\W", "", found[-1].transcript) == re.sub(r"\W", "", SENTENCE)
    assert "".join(e.delta for e in found if e.type.endswith("delta")) == found[-1].transcript
    assert len({e.item_id for e in found if hasattr(e, "item_id")}) == 1
    started, stopped = found[0], next(e for e in found if e.type.endswith("stopped"))
    assert 0 <= started.audio_start_ms < 700
    assert started.audio_start_ms + 800 < stopped.audio_end_ms <= len(sentence) * 1000 // RATE


async def test_a_client_that_commits_by_itself(vad: VoiceActivity, sentence: Pcm) -> None:
    parrot = Parrot()
    async with serving(vad, parrot) as place, connected(place) as connection:
        await until(connection, "session.created")
        assert (await configure(connection, turn_detection=None)).session.audio.input.turn_detection is None
        for _ in range(2):
            await say(connection, sentence)
            await connection.input_audio_buffer.commit()
            found = await until(connection, TRANSCRIPTION + "completed")
            assert found[-1].transcript == "听到了"
            assert found[-1].usage.seconds == pytest.approx(len(sentence) / RATE, abs=0.01)
        assert parrot.heard == pytest.approx([len(sentence) / RATE] * 2, abs=0.01)
        parrot.broken = RecogniserError("out of order")
        await say(connection, sentence)
        await connection.input_audio_buffer.commit()
        failed = (await until(connection, TRANSCRIPTION + "failed"))[-1]
        assert failed.error.code == "recogniser"
        await connection.input_audio_buffer.commit()
        error = (await until(connection, "error"))[-1]
        assert error.error.code == "input_audio_buffer_commit_empty"
        assert error.error.type == "invalid_request_error"


async def test_committing_and_clearing_what_the_ear_is_hearing(vad: VoiceActivity, sentence: Pcm) -> None:
    voiced = sentence[: len(sentence) - RATE]
    async with serving(vad, Parrot()) as place, connected(place) as connection:
        await until(connection, "session.created")
        await say(connection, voiced)
        await until(connection, "input_audio_buffer.speech_started")
        await connection.input_audio_buffer.clear()
        await until(connection, "input_audio_buffer.cleared")
        await say(connection, voiced)
        found = await until(connection, "input_audio_buffer.speech_started")
        assert not [e.type for e in found if e.type.endswith(("completed", "committed"))], "it was cleared"
        await connection.input_audio_buffer.commit()
        found = await until(connection, TRANSCRIPTION + "completed")
        assert found[-1].transcript == "听到了"


async def test_what_is_not_supported_is_an_error_and_no_end(vad: VoiceActivity, sentence: Pcm) -> None:
    async with serving(vad, Parrot()) as place, connected(place) as connection:
        await until(connection, "session.created")
        await connection.response.create()
        error = (await until(connection, "error"))[-1].error
        assert error.code == "unsupported_event"
        assert "response.create" in error.message
        assert (await configure(connection, format={"type": "audio/pcmu"})).error.code == "unsupported_format"
        await say(connection, sentence)
        assert (await until(connection, TRANSCRIPTION + "completed"))[-1].transcript == "听到了"


async def test_the_token_goes_as_their_api_key(vad: VoiceActivity) -> None:
    async with serving(vad, Parrot(), token="open-sesame") as place:
        async with connected(place, "open-sesame") as connection:
            await until(connection, "session.created")
        with pytest.raises(websockets.InvalidStatus, match="401"):
            async with connected(place, "sk-other"):
                pass


async def test_a_client_that_goes_in_mid_sentence_leaves_nothing_behind(vad: VoiceActivity, sentence: Pcm) -> None:
    async with serving(vad, Parrot()) as place:
        async with connected(place) as connection:
            await until(connection, "session.created")
            await say(connection, sentence[: len(sentence) // 2])
        async with asyncio.timeout(20):
            while len(place.hall.sessions):
                await asyncio.sleep(0)
        assert len(place.hall.segmenter_hub) == 0


async def test_broken_clients_beside_a_good_one(vad: VoiceActivity, sentence: Pcm) -> None:
    """Garbage, binary frames, sockets cut in mid-frame and floods: the good client's text comes all the same."""

    async def broken(place: Place, seed: int) -> None:
        chance = np.random.default_rng(seed)
        path = ("/v1/realtime", "/funasr")[seed % 2]
        with contextlib.suppress(websockets.WebSocketException, ConnectionError):
            async with websockets.connect(place.ws + path) as socket:
                for _ in range(12):
                    frame = chance.bytes(int(chance.integers(1, 4000)))
                    await socket.send(frame if chance.random() < 0.5 else frame.decode("latin-1"))
                if seed % 3 == 0:
                    socket.transport.abort()
                await socket.wait_closed()

    async with serving(vad, Parrot(), connections=20, sessions=20) as place, connected(place) as connection:
        await until(connection, "session.created")
        crowd = [asyncio.create_task(broken(place, seed)) for seed in range(12)]
        await say(connection, sentence)
        assert (await until(connection, TRANSCRIPTION + "completed"))[-1].transcript == "听到了"
        async with asyncio.timeout(60):
            await asyncio.gather(*crowd)
