"""How the devices of this machine are: asked of the bridge, if it runs, else of each driver for some seconds."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from kiosk.config import Settings
from kiosk.devices.driver import Became, DeviceError, DeviceEvent, Driver
from kiosk.devices.local import LocalDevices
from kiosk.devices.server import HOST
from kiosk.wire.messages import DeviceName, DeviceState

#: Seconds that a driver is given to open its device.
OPEN_S = 8.0
_ASK = aiohttp.ClientTimeout(total=3)


async def check_devices(settings: Settings) -> list[DeviceState]:
    """The bridge first, then the devices that are set up."""
    told = await _of_bridge(settings)
    if told is not None:
        return [DeviceState("bridge", "ready", f"runs on {HOST}:{settings.devices.port}"), *told]
    drivers = LocalDevices(settings).drivers
    found = await asyncio.gather(*(_opened(name, driver) for name, driver in drivers.items()))
    return [DeviceState("bridge", "unplugged", f"does not run on {HOST}:{settings.devices.port}"), *found]


async def _of_bridge(settings: Settings) -> list[DeviceState] | None:
    """None: it does not run, or has another token."""
    url = f"http://{HOST}:{settings.devices.port}/state"
    headers = {"Authorization": f"Bearer {settings.devices.token}"}
    try:
        async with (
            aiohttp.ClientSession(trust_env=False, timeout=_ASK) as session,
            session.get(url, headers=headers) as answer,
        ):
            if answer.status != 200:
                return None
            body = await answer.json()
        return [DeviceState(one["device"], one["state"], one["text"]) for one in body["devices"]]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return None


async def _opened(name: DeviceName, driver: Driver) -> DeviceState:
    """The first condition that the driver tells."""
    first: asyncio.Future[Became] = asyncio.get_running_loop().create_future()

    def report(event: DeviceEvent) -> None:
        if isinstance(event, Became) and not first.done():
            first.set_result(event)

    running = asyncio.create_task(driver.run(report))
    try:
        both: tuple[asyncio.Future[Any], ...] = (running, first)
        await asyncio.wait(both, timeout=OPEN_S, return_when=asyncio.FIRST_COMPLETED)
        if first.done():
            return DeviceState(name, first.result().condition, first.result().text)
        if not running.done():
            return DeviceState(name, "unplugged", f"expected it to answer within {OPEN_S:.0f} s; it did not")
        error = running.exception()
        condition = error.condition if isinstance(error, DeviceError) else "wrong"
        return DeviceState(name, condition, str(error) if isinstance(error, DeviceError) else type(error).__name__)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
