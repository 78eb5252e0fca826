"""A bridge with simulated devices on a socket, and a page's side of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from kiosk.commands.devices import simulated
from kiosk.config import DeviceSettings, Settings
from kiosk.devices.server import BridgeServer

PAGE = "http://127.0.0.1:8080"


@asynccontextmanager
async def simulated_bridge(
    folder: Path, pages: frozenset[str] = frozenset({PAGE}), settings: Settings | None = None
) -> AsyncIterator[BridgeServer]:
    """Its slips go to `folder`/printed. `pages`: those that may connect. `settings`: with a port and a token."""
    plain = settings or replace(Settings(data_dir=folder), devices=DeviceSettings(port=0))
    async with BridgeServer(simulated(plain), pages=pages).listening() as bridge:
        yield bridge


class BridgePage:
    """A page's connection. `got`: what came, in order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket, self.got = socket, list[dict[str, Any]]()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, bridge: BridgeServer, *, token: str | None = None, origin: str | None = PAGE, host: str | None = None
    ) -> AsyncIterator[BridgePage]:
        """Says hello. Raises `aiohttp.WSServerHandshakeError` where it is refused."""
        headers = {name: value for name, value in (("Origin", origin), ("Host", host)) if value is not None}
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(
                f"http://127.0.0.1:{bridge.port}/devices", headers=headers, protocols=("kiosk.devices.v1",)
            ) as socket,
        ):
            page = cls(socket)
            await page.send(type="hello", v="kiosk.devices.v1", token=bridge.token if token is None else token)
            yield page

    async def send(self, **message: Any) -> None:
        await self.socket.send_json(message)

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next message of this `type` with these fields."""
        async with asyncio.timeout(20):
            while True:
                received = await self.socket.receive()
                if received.type is not aiohttp.WSMsgType.TEXT:
                    raise AssertionError(
                        f"expected {kind} {fields}; the connection is closed ({self.socket.close_code})"
                    )
                message: dict[str, Any] = json.loads(received.data)
                self.got.append(message)
                if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                    return message

    async def state_of(self, device: str, state: str) -> None:
        """Wait until the device is told to be in this state."""
        while True:
            told = await self.until("devices")
            if {"device": device, "state": state} in [
                {k: one[k] for k in ("device", "state")} for one in told["devices"]
            ]:
                return

    async def closed(self) -> int | None:
        """Wait until the bridge lets go of it; the code."""
        async with asyncio.timeout(20):
            while (await self.socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        return self.socket.close_code
