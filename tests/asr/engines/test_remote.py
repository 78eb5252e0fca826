"""The remote recogniser against a real server on a real socket, well and in every kind of ill health."""

from __future__ import annotations

import asyncio
import io
import json
import math
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from aiohttp import web

from asr import RATE, BusyError, RecogniserError, Ticket, Urgency
from asr.engines.remote import RemoteRecogniser
from asr.engines.remote_response import MAX_RESPONSE_BYTES, TranscriptionResponse, read_response
from asr.errors import RemoteError
from support.clock import Clock

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY = "sk-hush-hush"
SPEECH = (np.sin(np.arange(2 * RATE) / 7) * 3000).astype(np.int16)


class Server:
    """Answers each request with the next of its handlers (the last one for ever)."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.handlers: list[Handler] = []
        self.requests: list[dict[str, Any]] = []
        self.url = ""
        self.over = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form: dict[str, Any] = {"path": request.path, "key": request.headers.get("Authorization")}
        async for part in await request.multipart():
            form[part.name] = await part.read() if part.name == "file" else await part.text()  # type: ignore[union-attr,index]
        self.requests.append(form)
        handler = self.handlers.pop(0) if len(self.handlers) > 1 else self.handlers[0]
        return await handler(request)

    async def hangs(self, request: web.Request) -> web.StreamResponse:
        await self.over.wait()
        return web.Response()

    async def too_slow(self, request: web.Request) -> web.StreamResponse:
        """As `hangs`, and the caller's patience is at its end at once."""
        self.clock.ahead += 3600.0
        return await self.hangs(request)

    async def drips(self, request: web.Request) -> web.StreamResponse:
        """Byte after byte, as long as anybody listens: what each of them costs on the clock adds up."""
        response = web.StreamResponse()
        await response.prepare(request)
        while not self.over.is_set():
            self.clock.ahead += 1.0
            await response.write(b" ")
            await asyncio.sleep(0)
        return response

    async def floods(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b'{"text": "' + b"a" * MAX_RESPONSE_BYTES + b'"}')


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    fake = Server(Clock(asyncio.get_running_loop()))
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield fake
    fake.over.set()
    await runner.cleanup()


@pytest.fixture
async def recogniser(server: Server) -> AsyncIterator[RemoteRecogniser]:
    engine = RemoteRecogniser(server.url, "sense", KEY, timeout_s=30)
    yield engine
    await engine.close()


def says(body: Any, status: int = 200) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return web.Response(status=status, body=raw, content_type="application/json")

    return handler


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_a_request_as_it_goes_over_the_wire(server: Server, recogniser: RemoteRecogniser) -> None:
    server.handlers = [
        says(
            {
                "text": "我要辦理社保卡掛失,",
                "segments": [{"text": "我要辦理社保卡掛失", "avg_logprob": -0.25, "no_speech_prob": 0.1}],
            }
        )
    ]
    heard = await recogniser.transcribe(SPEECH)
    assert heard.text == "我要办理社保卡挂失，"
    assert heard.confidence == pytest.approx(math.exp(-0.25))
    assert (heard.no_speech, heard.seconds, heard.refused) == (0.1, 2.0, None)
    (request,) = server.requests
    with wave.open(io.BytesIO(request.pop("file"))) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        assert np.array_equal(np.frombuffer(sound.readframes(10**6), np.int16), SPEECH)
    assert request == {
        "path": "/v1/audio/transcriptions",
        "key": f"Bearer {KEY}",
        "model": "sense",
        "language": "zh",
        "response_format": "verbose_json",
        "temperature": "0",
    }


async def test_without_log_probabilities_the_confidence_is_neutral(
    server: Server, recogniser: RemoteRecogniser
) -> None:
    server.handlers = [says({"text": "办居住证"})]
    heard = await recogniser.transcribe(SPEECH)
    assert (heard.text, heard.confidence, heard.no_speech) == ("办居住证", 0.5, 0.0)


async def test_a_server_without_verbose_json_is_asked_for_it_once(server: Server, recogniser: RemoteRecogniser) -> None:
    server.handlers = [says({"error": "response_format"}, 400), says({"text": "你好"})]
    assert (await recogniser.transcribe(SPEECH)).text == "你好"
    assert (await recogniser.transcribe(SPEECH)).text == "你好"
    assert [r["response_format"] for r in server.requests] == ["verbose_json", "json", "json"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"text": " …… "}, "empty"),
        ({"text": "请不吝点赞 订阅 转发"}, "phantom"),
        ({"text": "你" * 40}, "too_fast"),
        ({"text": "社保卡", "segments": [{"text": "社保卡", "avg_logprob": -3, "no_speech_prob": 0}]}, "unsure"),
        ({"text": "社保卡", "segments": [{"text": "社保卡", "avg_logprob": -1, "no_speech_prob": 0.9}]}, "no_speech"),
    ],
)
async def test_the_guards_stand_behind_it(
    server: Server, recogniser: RemoteRecogniser, answer: dict[str, Any], reason: str
) -> None:
    server.handlers = [says(answer)]
    heard = await recogniser.transcribe(SPEECH)
    assert (heard.text, heard.refused) == ("", reason)


@pytest.mark.parametrize(
    ("pcm", "reason"), [(SPEECH[:1000], "short"), (np.zeros(RATE, np.int16), "silent"), (SPEECH[:0], "short")]
)
async def test_what_holds_no_word_is_not_sent(
    server: Server, recogniser: RemoteRecogniser, pcm: Any, reason: str
) -> None:
    assert (await recogniser.transcribe(pcm)).refused == reason
    assert server.requests == []


@pytest.mark.parametrize(
    ("status", "fix"),
    [
        (401, "asr.remote_key"),
        (403, "asr.remote_key"),
        (404, "asr.remote_url"),
        (404, "no model sense"),
        (413, "limit"),
        (422, "asr.remote_model"),
        (429, "limits.sessions"),
        (308, "asr.remote_url"),
        (500, "log"),
        (503, "log"),
        (204, "no transcript"),
    ],
)
async def test_a_refusal_names_the_fix_and_never_the_key(
    server: Server, recogniser: RemoteRecogniser, status: int, fix: str
) -> None:
    server.handlers = [says(f"key {KEY} is bad".encode() if status != 204 else b"", status)]
    with pytest.raises(RemoteError, match=fix) as caught:
        await recogniser.transcribe(SPEECH)
    assert caught.value.status == status
    assert str(status) in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 5000, b"null", b"[]", b'{"text": 5}', b"{}", b"\xff\xfe\x00", b'{"text": null}']
)
async def test_nonsense_in_place_of_an_answer(server: Server, recogniser: RemoteRecogniser, body: bytes) -> None:
    server.handlers = [says(body), says({"text": "好的"})]
    with pytest.raises(RemoteError, match="expected"):
        await recogniser.transcribe(SPEECH)
    assert (await recogniser.transcribe(SPEECH)).text == "好的", "the next request is none the worse"


async def test_a_flood_is_cut_off(server: Server, recogniser: RemoteRecogniser) -> None:
    server.handlers = [server.floods]
    with pytest.raises(RemoteError, match="more than"):
        await recogniser.transcribe(SPEECH)


@pytest.mark.parametrize("ill", ["too_slow", "drips"])
async def test_the_deadline_is_for_the_whole_answer(server: Server, recogniser: RemoteRecogniser, ill: str) -> None:
    server.handlers = [getattr(server, ill), says({"text": "好的"})]
    with pytest.raises(RemoteError, match="within 30 s"):
        await recogniser.transcribe(SPEECH)
    assert recogniser.backlog_s == 0
    assert (await recogniser.transcribe(SPEECH)).text == "好的"


async def test_a_broken_connection_is_tried_once_more(server: Server, recogniser: RemoteRecogniser) -> None:
    server.handlers = [hangs_up, says({"text": "好的"})]
    assert (await recogniser.transcribe(SPEECH)).text == "好的"
    server.handlers = [hangs_up]
    with pytest.raises(RemoteError, match="is it running") as caught:
        await recogniser.transcribe(SPEECH)
    assert caught.value.status == 0
    assert len(server.requests) == 4


async def test_nobody_listens_there(unused_tcp_port: int) -> None:
    engine = RemoteRecogniser(f"http://127.0.0.1:{unused_tcp_port}/v1?token=secret", "sense", KEY)
    with pytest.raises(RemoteError, match="is it running") as caught:
        await engine.warm()
    assert "secret" not in str(caught.value) + engine.name
    await engine.close()


async def test_partials_give_way(server: Server, recogniser: RemoteRecogniser) -> None:
    with pytest.raises(BusyError, match="switched off"):
        await recogniser.transcribe(SPEECH, Ticket(Urgency.PARTIAL))
    server.handlers = [says({"text": "社保"})]
    eager = RemoteRecogniser(server.url, "sense", at_once=1, partials=True)
    assert (await eager.transcribe(SPEECH, Ticket(Urgency.PARTIAL))).text == "社保"
    server.handlers = [server.hangs]
    finals = [asyncio.create_task(eager.transcribe(SPEECH)) for _ in range(3)]
    while not eager.backlog_s:
        await asyncio.sleep(0)
    with pytest.raises(BusyError, match="gives way"):
        await eager.transcribe(SPEECH, Ticket(Urgency.PARTIAL))
    for task in finals:
        task.cancel()
    await asyncio.gather(*finals, return_exceptions=True)
    assert eager.backlog_s == 0, "cancelling takes the work out of the queue"
    await eager.close()


async def test_closed_in_the_midst_of_a_request(server: Server) -> None:
    engine = RemoteRecogniser(server.url, "sense")
    server.handlers = [server.hangs]
    task = asyncio.create_task(engine.transcribe(SPEECH))
    while not server.requests:
        await asyncio.sleep(0)
    await engine.close()
    with pytest.raises(RecogniserError, match="closed"):
        await task
    with pytest.raises(RecogniserError, match="closed"):
        await engine.transcribe(SPEECH)
    await engine.close()


async def test_unusable_sound(recogniser: RemoteRecogniser) -> None:
    for wrong in (SPEECH.astype(np.float32), SPEECH.reshape(2, -1), np.tile(SPEECH, 40)):
        with pytest.raises(RecogniserError):
            await recogniser.transcribe(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["", "asr.hall:8000", "ftp://asr.hall/v1", "http://", "http://me:secret@asr.hall/v1"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="address") as caught:
        RemoteRecogniser(url, "sense")
    assert "secret" not in str(caught.value)


def test_segments_count_by_the_length_of_their_text() -> None:
    segments = [
        {"text": "一二三", "avg_logprob": -0.2, "no_speech_prob": 0.1},
        {"text": "四", "avg_logprob": -1.0, "no_speech_prob": 0.5},
    ]
    answer = read_response(json.dumps({"text": "一二三四", "segments": segments}).encode())
    assert answer.logprob == pytest.approx(-0.4)
    assert answer.no_speech == pytest.approx(0.2)
    odd: list[Any] = [[{"avg_logprob": math.nan}], [{"avg_logprob": "x"}], [{"avg_logprob": True}], "text", [5], [{}]]
    for segments in odd:
        assert read_response(json.dumps({"text": "四", "segments": segments}).encode()) == TranscriptionResponse("四")
