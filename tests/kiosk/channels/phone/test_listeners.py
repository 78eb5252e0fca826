"""The telephone on real sockets, behind the server's own listeners: who is let in, and one call on each surface."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import structlog

from kiosk.channels.phone.call_facts import CallFacts
from kiosk.channels.phone.call_story import why
from kiosk.channels.phone.silent_connections import MOST
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings
from kiosk.doctor.phone import check_phone
from kiosk.server.server import Server
from kiosk.wire.phone.audiosocket import AudioSocketKind, frame
from support import connected
from support.callers import Parrot
from support.connected import settings_of
from support.fakes import Ledger
from support.speech_stand_in import SpeechStandIn

SECRET = "40325ec25efd4bd3"
CALL = uuid.UUID(hex=SECRET + "805f53576e581d13")
MEDIA_START = "MEDIA_START connection_id:c1 channel:WebSocket/c1 channel_id:17.1 format:ulaw optimal_frame_size:160"


@asynccontextmanager
async def listening(phone: PhoneSettings) -> AsyncIterator[Server]:
    settings = replace(settings_of(), phone=phone)
    hears = SpeechStandIn()
    parts: dict[str, Any] = {"store": Ledger(), "recogniser": Parrot(), "segmenter_hub": _Hub(hears)}
    async with connected.listening(settings, **parts) as server:
        yield server


class _Hub(SpeechStandIn):
    def __init__(self, inner: SpeechStandIn) -> None:
        super().__init__()
        self.inner = inner


async def refused(port: int, data: bytes) -> bool:
    """Whether the line is closed without sound from a conversation."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    async with asyncio.timeout(10):
        heard = await reader.read(-1)
    writer.close()
    return heard == b"" or heard.endswith(frame(AudioSocketKind.HANG_UP))


async def test_audiosocket_lets_in_who_knows_the_secret_and_forgets_nobody_at_its_end() -> None:
    phone = PhoneSettings(audiosocket="on", port=0, secret=SECRET)
    async with listening(phone) as server:
        assert await refused(server.phone_port, frame(AudioSocketKind.UUID, uuid.uuid4().bytes))
        assert await refused(server.phone_port, b"GET / HTTP/1.1\r\n\r\n")
        async with PhoneCaller.open("127.0.0.1", server.phone_port, CALL) as caller:
            async with asyncio.timeout(20):
                while not caller.heard or not caller.heard[-1].any():
                    await asyncio.sleep(0.02)
            assert len(server.lines) == 1
            operators = f"http://127.0.0.1:{server.operators_port}/phone/calls"
            async with aiohttp.ClientSession() as client:
                answer = await client.get(f"{operators}/{CALL}")
                assert (answer.status, await answer.text()) == (200, "up")
        async with aiohttp.ClientSession() as client, asyncio.timeout(10):
            while (word := await (await client.get(f"{operators}/{CALL}")).text()) == "up":
                await asyncio.sleep(0.05)
            assert word == "cancelled", "never unknown"
            assert (await client.get(f"{operators}/other")).status == 404
            assert (await client.get(f"http://127.0.0.1:{server.public_port}/phone/calls/{CALL}")).status == 404
        assert len(server.lines) == 0


async def test_an_address_that_is_not_allowed_is_closed_at_once() -> None:
    async with listening(PhoneSettings(audiosocket="on", port=0, allow="10.9.9.9")) as server:
        assert await refused(server.phone_port, frame(AudioSocketKind.UUID, CALL.bytes))
        count = server.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "not_allowed"})
        assert count == 1


async def test_garbage_that_is_no_call_is_counted_and_told_with_its_address() -> None:
    phone = PhoneSettings(audiosocket="on", port=0)
    with structlog.testing.capture_logs() as told:
        async with listening(phone) as server:
            assert await refused(server.phone_port, frame(AudioSocketKind.UUID, b"short"))
            count = server.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "bad_uuid"})
            assert count == 1
    lines = [line for line in told if line["event"] == "telephone calls refused" and line["code"] == "bad_uuid"]
    assert [(line["channel"], line["host"]) for line in lines] == [("audiosocket", "127.0.0.1")]


@asynccontextmanager
async def idle_lines(
    port: int, host: str, count: int, *, says_name: bool = False
) -> AsyncIterator[list[asyncio.StreamReader]]:
    """So many connections from `host` that say nothing, or only which call they are."""
    async with AsyncExitStack() as stack:
        readers = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(host, 0))
            stack.callback(writer.close)
            if says_name:
                writer.write(frame(AudioSocketKind.UUID, uuid.uuid4().bytes))
            readers.append(reader)
        yield readers


async def served(port: int, host: str) -> bool:
    """Whether a call from `host` hears the clerk."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(host, 0))
    writer.write(frame(AudioSocketKind.UUID, uuid.uuid4().bytes))
    try:
        async with asyncio.timeout(20):
            while data := await reader.read(4096):
                if any(data[3:]) and len(data) > 3:
                    return True
    finally:
        writer.close()
    return False


async def test_one_address_of_a_network_cannot_take_the_lines_of_the_others() -> None:
    """An exchange that is named by itself may have them all."""
    phone = PhoneSettings(audiosocket="on", port=0, calls=2, allow="127.0.0.0/8")
    async with listening(phone) as server, idle_lines(server.phone_port, "127.0.0.1", 12, says_name=True) as readers:
        async with asyncio.timeout(10):
            while _refused(server, "share") < 7:  # five are half of two calls and eight announcements
                await asyncio.sleep(0.02)
        assert len(readers) == 12
        assert await served(server.phone_port, "127.0.0.2")
    phone = replace(phone, allow="127.0.0.1")
    async with listening(phone) as server, idle_lines(server.phone_port, "127.0.0.1", 12, says_name=True):
        async with asyncio.timeout(10):
            while _refused(server, "busy") < 2 or len(server.lines) != 10:  # all of them
                await asyncio.sleep(0.02)


async def test_silent_connections_keep_no_caller_away() -> None:
    """Neither one of another address, nor, after a second, one of their own."""
    phone = PhoneSettings(audiosocket="on", port=0, calls=2, allow="127.0.0.1, 127.0.0.2")
    async with listening(phone) as server, idle_lines(server.phone_port, "127.0.0.1", 60):
        assert await served(server.phone_port, "127.0.0.2")
        async with asyncio.timeout(10):
            while not await served(server.phone_port, "127.0.0.1"):
                await asyncio.sleep(0.2)
        assert _refused(server, "silent") >= 60 - MOST


def _refused(server: Server, code: str) -> float:
    return server.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": code}) or 0


async def test_a_hall_that_is_still_starting_takes_no_call_and_the_check_says_so() -> None:
    phone = PhoneSettings(audiosocket="on", port=0, chan_websocket="on", carrier="telnyx", carrier_secret="token")
    async with listening(phone) as server, aiohttp.ClientSession() as client:
        server.hall.ready = False
        assert await refused(server.phone_port, frame(AudioSocketKind.UUID, CALL.bytes))
        for path in ("asterisk", "stream/token"):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                await client.ws_connect(f"ws://127.0.0.1:{server.public_port}/phone/{path}")
        settings = server.hall.settings
        running = replace(
            settings,
            public=replace(settings.public, port=server.public_port),
            phone=replace(settings.phone, port=server.phone_port),
        )
        findings = {each.what: each for each in await asyncio.to_thread(check_phone, running)}
        assert findings["hall"].state == "missing"
        assert "still starting" in findings["hall"].detail
        assert not {"AudioSocket line", "public listener"} & set(findings), (
            "nothing is said of lines that nobody serves yet"
        )
        assert server.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "starting"}) == 3


async def test_a_call_in_progress_is_over_when_the_server_stops() -> None:
    async with listening(PhoneSettings(audiosocket="on", port=0)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.phone_port)
        writer.write(frame(AudioSocketKind.UUID, CALL.bytes))
        await reader.readexactly(100)
        lines = server.lines
    assert len(lines) == 0
    writer.close()


@pytest.mark.parametrize(
    ("login", "status"), [(("kiosk", "right"), 101), (("kiosk", "wrong"), 401), (("other", "right"), 401), (None, 401)]
)
async def test_chan_websocket_wants_its_password(login: tuple[str, str] | None, status: int) -> None:
    phone = PhoneSettings(chan_websocket="on", password="right")
    async with listening(phone) as server, aiohttp.ClientSession() as client:
        url = f"ws://127.0.0.1:{server.public_port}/phone/asterisk?call=abc"
        shown = base64.b64encode(":".join(login).encode()).decode() if login else ""
        headers = {"Authorization": f"Basic {shown}"} if login else {}
        if status == 401:
            with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
                await client.ws_connect(url, headers=headers, protocols=["media"])
            return
        async with client.ws_connect(url, headers=headers, protocols=["media"]) as socket:
            assert socket.protocol == "media"
            await socket.send_bytes(b"\xff" * 160)
            await socket.send_str(MEDIA_START)
            async with asyncio.timeout(20):
                sound = await socket.receive_bytes()
            assert len(sound) == 160
        async with asyncio.timeout(10):
            while (facts := server.lines.facts("abc")) is None or server.lines.outcome("abc") is None:
                await asyncio.sleep(0.05)
        assert facts.hung_up_by == "caller", "it closed the WebSocket properly"


@pytest.mark.parametrize("password", ["", "right"])
async def test_a_web_page_elsewhere_cannot_call(password: str) -> None:
    """Not even in a browser on this machine, where no password is set."""
    phone = PhoneSettings(chan_websocket="on", password=password, carrier="telnyx", carrier_secret="token")
    login = base64.b64encode(f"kiosk:{password}".encode()).decode()
    async with listening(phone) as server, aiohttp.ClientSession() as client:
        here = f"ws://127.0.0.1:{server.public_port}/phone"
        known = {"Authorization": f"Basic {login}"}
        for path in ("asterisk", "stream/token"):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await client.ws_connect(f"{here}/{path}", headers={**known, "Origin": "https://evil.example"})
        async with client.ws_connect(f"{here}/asterisk", headers=known, protocols=["media"]) as socket:
            assert socket.protocol == "media"


async def test_media_streams_want_a_signature() -> None:
    url = "wss://hall.example.gov.cn/phone/stream"
    phone = PhoneSettings(carrier="twilio", carrier_secret="token", carrier_url=url)
    digest = hmac.new(b"token", url.encode(), hashlib.sha1).digest()
    async with listening(phone) as server, aiohttp.ClientSession() as client:
        here = f"ws://127.0.0.1:{server.public_port}/phone/stream"
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await client.ws_connect(here, headers={"X-Twilio-Signature": "x"})
        headers = {"X-Twilio-Signature": base64.b64encode(digest).decode()}
        async with client.ws_connect(here, headers=headers) as socket:
            start = {"streamSid": "MZ1", "callSid": "CA1"}
            await socket.send_json({"event": "start", "streamSid": "MZ1", "start": start})
            async with asyncio.timeout(20):
                message = json.loads(await socket.receive_str())
            assert message["event"] == "media"
            assert len(base64.b64decode(message["media"]["payload"])) == 160


async def test_the_secret_in_the_address_of_a_carrier_that_signs_nothing() -> None:
    async with (
        listening(PhoneSettings(carrier="telnyx", carrier_secret="token")) as server,
        aiohttp.ClientSession() as client,
    ):
        here = f"ws://127.0.0.1:{server.public_port}/phone/stream"
        for path in ("", "/wrong"):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
                await client.ws_connect(here + path)
        async with client.ws_connect(f"{here}/token") as socket:
            await socket.send_str("nonsense")
            await socket.close()


async def test_surfaces_that_are_off_are_not_there() -> None:
    async with listening(PhoneSettings()) as server, aiohttp.ClientSession() as client:
        assert server.phone_port == 0
        for path in ("asterisk", "stream"):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
                await client.ws_connect(f"ws://127.0.0.1:{server.public_port}/phone/{path}")


async def test_phone_check_calls_the_line() -> None:
    async with listening(PhoneSettings(audiosocket="on", port=0, secret=SECRET)) as server:
        settings = replace(server.hall.settings, phone=replace(server.hall.settings.phone, port=server.phone_port))
        public = replace(settings.public, port=server.public_port)
        both = replace(settings, public=public, phone=replace(settings.phone, chan_websocket="on"))
        findings = {each.what: each for each in await asyncio.to_thread(check_phone, both)}
        assert findings["public listener"].state == "ok"
        assert findings["AudioSocket line"].state in ("ok", "note")
        assert "sends sound after" in findings["AudioSocket line"].detail
        async with asyncio.timeout(10):
            while len(server.lines):
                await asyncio.sleep(0.02)
        (kept,) = server.hall.store.call_facts.values()  # type: ignore[attr-defined]
        facts = CallFacts.from_json(kept)
        assert (facts.check, facts.outcome) == (True, "check")
        assert "检查电话" in why(facts, english=False)[0]
        counted = {"surface": "audiosocket", "outcome": "check"}
        assert server.hall.metrics.registry.get_sample_value("kiosk_phone_calls_total", counted) == 1
        stranger = replace(settings, phone=replace(settings.phone, secret="0" * 16))
        findings = {each.what: each for each in await asyncio.to_thread(check_phone, stranger)}
        assert "phone.secret" in findings["AudioSocket line"].fix or findings["AudioSocket line"].state != "ok"
