"""Real sockets: health, a conversation typed from end to end, broken clients, resume, drain, nothing left behind."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jsonschema
import numpy as np
import pytest
import structlog
import websockets
from aiohttp.web import WebSocketResponse

from asr import VoiceActivity
from dialogue.acts import ChoicesCard, ConfirmCard, InputCard, RatingCard, ReceiptCard
from kiosk.client import ClientError, KioskClient
from kiosk.config import LimitSettings
from kiosk.hall.scripts_folder import signature
from kiosk.jobs.prerender import Prerenderer
from kiosk.jobs.supervisor import Supervisor
from kiosk.server.server import Server
from kiosk.wire import MicFrame, encode, schema
from kiosk.wire import messages as m
from support.connected import listening, next_of, page_url, settings_of
from support.fakes import Backend, Ledger

CITIZEN_ID = "11010519491231002X"
HELLO = encode(m.Hello(m.VERSION, "broken", m.Abilities(True, True, True, False)))


class NeverAsked:
    """For halls in which nobody speaks."""

    timeout_s = 8.0
    hears_syllables = False

    async def transcribe(self, pcm: Any) -> Any:
        raise AssertionError("noise from a broken client reached the recogniser")


@asynccontextmanager
async def serving(
    vad: VoiceActivity, *, connections: int = LimitSettings().connections, **turns: float
) -> AsyncIterator[tuple[Server, str]]:
    settings = settings_of(limits=LimitSettings(sessions=60, connections=connections), **turns)
    async with listening(settings, vad=vad, recogniser=NeverAsked()) as server:
        yield server, page_url(server)


async def my_turn(client: KioskClient) -> list[m.Down]:
    """Everything up to the citizen's next turn."""
    seen: list[m.Down] = []
    async with asyncio.timeout(30):
        while True:
            message = await client.messages.get()
            assert message is not None, "the server hung up"
            seen.append(message)
            if isinstance(message, m.Goodbye) or message == m.TurnState("listening"):
                return seen


def deed(card: Any) -> m.Up:
    """What a citizen without a voice does when this is on the screen."""
    match card:
        case ChoicesCard(id="services"):
            return m.Text("社保卡丢了")
        case ChoicesCard(id="more"):
            return m.Touch(card.options[-1].value)
        case ChoicesCard():
            return m.Touch(card.options[0].value)
        case ConfirmCard():
            return m.Touch(card.yes.value)
        case InputCard(pad="id"):
            return m.Key(CITIZEN_ID)
        case InputCard():
            return m.Key("13800138000")
        case RatingCard():
            return m.Touch("非常满意")
        case _:
            return m.Text("对")


async def converse(client: KioskClient) -> tuple[list[str], str]:
    """社保卡挂失 by typing and touching. Returns what the clerk said, and the receipt's number."""
    said: list[str] = []
    receipt = ""
    await client.send(m.Start())
    for _ in range(20):
        seen = await my_turn(client)
        said += [s.text for s in seen if isinstance(s, m.SayMessage)]
        if any(isinstance(s, m.Goodbye) for s in seen):
            return said, receipt
        cards = [s for s in seen if isinstance(s, m.Cards)][-1].cards
        receipt = next((c.number for c in cards if isinstance(c, ReceiptCard)), receipt)
        await client.send(deed(cards[-1]))
    raise AssertionError(f"no end after 20 turns: {said}")


async def test_health_and_metrics(vad: VoiceActivity) -> None:
    async with serving(vad) as (server, _), aiohttp.ClientSession() as http:
        public, operators = (f"http://127.0.0.1:{p}" for p in (server.public_port, server.operators_port))
        async with http.get(f"{public}/healthz") as answer:
            assert answer.status == 200
        async with http.get(f"{public}/readyz") as answer:
            assert (answer.status, await answer.json()) == (
                200,
                {"status": "ready", "prompts": {}, "services": "current"},
            )
        server.hall.ready = False
        async with http.get(f"{public}/readyz") as answer:
            assert answer.status == 503
        async with http.get(f"{public}/metrics") as answer:
            assert answer.status == 404, "metrics are the operators'"
        async with http.get(f"{operators}/metrics") as answer:
            assert "kiosk_sessions" in await answer.text()
        async with http.get(f"{public}/") as answer:
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


async def test_a_conversation_and_the_next_citizen_on_the_same_page(vad: VoiceActivity) -> None:
    async with serving(vad) as (server, url), KioskClient.open(url) as client:
        for _ in range(2):
            said, receipt = await converse(client)
            assert receipt == "SB20260001"
            assert any("对吗" in text for text in said)
        backend: Any = server.hall.backend
        submissions = [key for api, _, key in backend.calls if api == "sbk.loss"]
        assert len(set(submissions)) == 2, "one submission for each citizen, with a key of its own"


async def test_real_traffic_fits_the_schema(vad: VoiceActivity) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    async with serving(vad) as (_, url), websockets.connect(url, subprotocols=["kiosk.v1"]) as socket:  # type: ignore[list-item]
        await socket.send(HELLO)
        await socket.send('{"type":"start"}')
        await socket.send('{"type":"text","text":"社保卡丢了"}')
        kinds = set()
        async with asyncio.timeout(20):
            while "cards" not in kinds or "say" not in kinds:
                frame = await socket.recv()
                if isinstance(frame, str):
                    validator.validate(json.loads(frame))
                    kinds.add(json.loads(frame)["type"])
        assert {"ready", "begun", "state", "transcript"} <= kinds


async def garbage(url: str, seed: int) -> None:
    """One of seven kinds of broken client; each ends by itself."""
    chance = random.Random(seed)
    quiet = np.zeros(320, np.int16)
    async with websockets.connect(url, subprotocols=["kiosk.v1"]) as socket:  # type: ignore[list-item]
        try:
            match seed % 7:
                case 0:  # garbage from the first byte
                    for _ in range(10):
                        await socket.send(chance.randbytes(chance.randrange(1, 2000)))
                case 1:  # wrong order
                    await socket.send('{"type":"start"}')
                    await socket.send(HELLO)
                    await socket.send(HELLO)
                    await socket.send(MicFrame(640, quiet).encode())
                    await socket.send(MicFrame(0, quiet).encode())
                case 2:  # oversize
                    await socket.send(HELLO)
                    await socket.send('{"type":"text","text":"' + "长" * 100_000 + '"}')
                case 3:  # silent: says hello and nothing more
                    await socket.send(HELLO)
                case 4:  # half-open: the socket is cut in mid-frame, without a close
                    await socket.send(HELLO)
                    await socket.send('{"type":"start"}')
                    socket.transport.abort()
                case 5:  # 8-bit audio
                    await socket.send(HELLO)
                    for first in range(0, 3200, 320):
                        await socket.send(MicFrame(first, quiet).encode()[:8] + bytes(320))
                case 6:  # well-formed JSON of the wrong shape, deep and odd
                    await socket.send(HELLO)
                    for text in (
                        "[" * 5000,
                        '{"type":{}}',
                        '{"type":"played","utterance":1e99}',
                        "null",
                        '{"type":"key"}',
                    ):
                        await socket.send(text)
            async with asyncio.timeout(0.5):
                async for _ in socket:
                    pass
        except (websockets.ConnectionClosed, TimeoutError):
            pass  # being cut off, or being let be, is what is expected


async def test_fifty_broken_clients_change_nothing_for_the_fifty_first(vad: VoiceActivity) -> None:
    async with serving(vad) as (server, url):
        async with KioskClient.open(url) as alone:
            expected = await converse(alone)
        assert len(set(expected[0])) == len(expected[0]), "an answer did not count, and she asked again in the silence"
        async with KioskClient.open(url) as client:
            crowd = [asyncio.create_task(garbage(url, seed)) for seed in range(50)]
            among_them = await converse(client)
            await asyncio.gather(*crowd)
            assert among_them == expected
            for reply in client.replies.values():
                position = 0
                for frame in reply.frames:
                    assert frame.first == position, "sound was lost or doubled"
                    position += len(frame.pcm)
        ledger: Any = server.hall.store
        assert [f[0] for f in ledger.finished if f[3]] == ["completed", "completed"]


async def test_an_error_says_what_was_expected_and_what_came(vad: VoiceActivity) -> None:
    async with serving(vad) as (_, url), websockets.connect(url, subprotocols=["kiosk.v1"]) as socket:  # type: ignore[list-item]
        await socket.send('{"type":"start"}')
        told = json.loads(await socket.recv())
        assert told == {
            "type": "error",
            "code": "bad_order",
            "text": "expected hello first; got something else",
            "fatal": False,
        }


async def test_a_silent_client_is_cut_off(vad: VoiceActivity) -> None:
    async with (
        serving(vad, hello_s=1.0) as (_, url),
        websockets.connect(url, subprotocols=["kiosk.v1"]) as socket,  # type: ignore[list-item]
    ):
        frames = [json.loads(frame) async for frame in socket]
        assert [f["code"] for f in frames] == ["no_hello"]


async def test_a_full_hall_says_so(vad: VoiceActivity) -> None:
    async with serving(vad, connections=1) as (_, url), KioskClient.open(url) as inside:
        await inside.send(m.Start())  # a page without a citizen would give way to a newcomer
        await next_of(inside, m.Begun)
        with pytest.raises(ClientError, match="请稍候"):
            async with KioskClient.open(url):
                pass


async def test_a_dropped_connection_is_taken_up_again(vad: VoiceActivity) -> None:
    async with serving(vad) as (_, url):
        async with KioskClient.open(url) as client:
            await client.send(m.Start())
            begun = await next_of(client, m.Begun)
            await my_turn(client)
            await client.send(m.Text("社保卡丢了"))
            await my_turn(client)
        async with KioskClient.open(url, resume=begun.resume) as client:
            assert client.ready is not None
            assert client.ready.resumed
            seen = await my_turn(client)
            assert next(s for s in seen if isinstance(s, m.Begun)).conversation == begun.conversation
            assert any(isinstance(s, m.SayMessage) and "同意" in s.text for s in seen), (
                "the open question is asked again"
            )


async def test_drain_lets_those_inside_finish_and_nobody_in(vad: VoiceActivity) -> None:
    async with serving(vad) as (server, url), KioskClient.open(url) as inside:
        await inside.send(m.Start())
        await my_turn(inside)
        draining = asyncio.create_task(server.drain())
        await asyncio.sleep(0)
        with pytest.raises(ClientError, match="维护"):
            async with KioskClient.open(url):
                pass
        goodbye = await next_of(inside, m.Goodbye)
        assert goodbye.reason == "drain"
        await draining


async def test_nothing_is_left_behind(vad: VoiceActivity) -> None:
    before = asyncio.all_tasks()
    async with serving(vad, resume_grace_s=0.05) as (server, url):
        await asyncio.gather(*(garbage(url, seed) for seed in range(14)))
        async with asyncio.timeout(30):
            while len(server.hall.sessions):
                await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    # asyncio has no public list of its timers.
    timers = [handle for handle in asyncio.get_running_loop()._scheduled if not handle.cancelled()]  # type: ignore[attr-defined]  # noqa: SLF001
    callbacks = [timer._callback for timer in timers]  # noqa: SLF001
    assert not [each for each in callbacks if isinstance(getattr(each, "__self__", None), WebSocketResponse)]


def test_the_fakes_are_of_the_real_ones_shape() -> None:
    """A fake that drifts from the real thing proves nothing."""
    from kiosk.store import Store
    from kiosk.upstream.gateway import BackendGateway as RealBackend

    for fake, real in ((Backend, RealBackend), (Ledger, Store)):
        for name in [n for n in vars(fake) if not n.startswith("_")]:
            assert hasattr(real, name), f"{real.__name__} has no {name}"


async def test_a_background_job_that_fails_is_told_and_stops_no_other(
    vad: VoiceActivity, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def trips(_: Prerenderer) -> None:
        raise LookupError("李桂英")

    monkeypatch.setattr(Prerenderer, "run", trips)
    async with serving(vad) as (server, _), aiohttp.ClientSession() as http:
        silent = structlog.wrap_logger(None, wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        server.supervisor = Supervisor(server.hall.metrics, silent)
        server.hall.services_seen = signature(server.hall.settings.services_dir)
        running = asyncio.create_task(server.background_jobs(lambda done, total: None))
        try:
            async with asyncio.timeout(30):
                while "rehearsal" not in server.supervisor.troubles():
                    await asyncio.sleep(0)
            async with http.get(f"http://127.0.0.1:{server.operators_port}/readyz") as answer:
                body = await answer.json()
            assert body["status"] == "ready"
            assert "LookupError at test_server.py:" in body["background"]["rehearsal"]["reason"]
            assert "李桂英" not in str(body)
            assert not running.done()
            assert "reload" not in body["background"]
            assert server.supervisor.jobs["reload"].failures == 0
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
