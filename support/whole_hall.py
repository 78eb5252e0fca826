"""A hall for tests of the page in which all is real but ears and voice: scripts, record, demo back end, outbox."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from asr import VoiceActivity
from kiosk.config import DeviceSettings, FleetSettings, ListenerSettings, OperatorsSettings, Settings, TurnSettings
from kiosk.config.settings import HallSettings
from kiosk.demo import server as demo_backend
from kiosk.hall import engines, open_hall
from kiosk.jobs import delivery
from kiosk.server.server import Server
from support.fakes import Voice
from support.page_hall import HearsNothing
from support.ports import free_port

SERVICES = Path(__file__).parents[1] / "services"


class _Voice(Voice):
    async def close(self) -> None: ...


class _HearsNothing(HearsNothing):
    name, backlog_s = "none", 0.0

    async def close(self) -> None: ...


class DemoServer:
    """The demo back end at one port, which can be stopped and started again; its record is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder, self._running = folder, AsyncExitStack()

    async def start(self) -> None:
        await self._running.enter_async_context(demo_backend.running(self.url, self._folder))

    async def stop(self) -> None:
        running, self._running = self._running, AsyncExitStack()
        await running.aclose()


@dataclass
class WholeHall:
    """`office`: files cases; `sender`: takes text messages; `platform`: takes ratings."""

    server: Server
    settings: Settings
    office: DemoServer
    sender: DemoServer
    platform: DemoServer

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings.public.port}"


def services_with_texts(folder: Path) -> Path:
    """The shipped scripts, in which a reported loss sends its receipt by text message too."""
    shutil.copytree(SERVICES, folder, ignore=shutil.ignore_patterns("*.test.yaml"))
    script = folder / "sbk-loss.yaml"
    text = script.read_text(encoding="utf-8")
    assert "回执: [打印]" in text
    script.write_text(text.replace("回执: [打印]", "回执: [打印, 短信]"), encoding="utf-8")
    return folder


@asynccontextmanager
async def whole_hall(
    monkeypatch: pytest.MonkeyPatch, folder: Path, vad: VoiceActivity, devices: DeviceSettings, key: str
) -> AsyncIterator[WholeHall]:
    """`devices`: where the page finds its bridge. `key`: with which readings of cards are signed."""
    office, sender, platform = (DemoServer(folder / name) for name in ("office", "sender", "platform"))
    port = free_port()
    plain = Settings()
    settings = replace(
        plain,
        data_dir=folder / "data",
        services_dir=services_with_texts(folder / "services"),
        embeddings="off",
        drain_s=0.5,
        hall=HallSettings(sms="sender", public_url=f"http://127.0.0.1:{port}"),
        public=ListenerSettings(port=port),
        operators=OperatorsSettings(port=0),
        fleet=FleetSettings("open"),
        turns=replace(TurnSettings(), resume_grace_s=20.0),
        backend=replace(plain.backend, url=office.url),
        messages=replace(plain.messages, url=f"{sender.url}/sms"),
        feedback=replace(plain.feedback, url=f"{platform.url}/ratings"),
        identity=replace(plain.identity, reader="bridge", reader_key=key),
        devices=devices,
    )
    monkeypatch.setattr(engines, "load_voice_activity", lambda settings: vad)
    monkeypatch.setattr(engines, "load_turn_detector", lambda settings: None)
    monkeypatch.setattr(engines, "load_recogniser", lambda settings: _HearsNothing())
    monkeypatch.setattr(engines, "load_voice", lambda settings, metering=None: _Voice(quicker=8))
    monkeypatch.setattr(delivery, "EVERY_S", 0.5)
    async with AsyncExitStack() as stack:
        for demo in (office, sender, platform):
            await demo.start()
            stack.push_async_callback(demo.stop)
        server = Server(await open_hall(settings, stack, lambda _: None))
        await stack.enter_async_context(server.listening())
        server.hall.ready = True
        delivering = asyncio.create_task(delivery.run(server.hall))
        try:
            yield WholeHall(server, settings, office, sender, platform)
            await server.drain()
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
