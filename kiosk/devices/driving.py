"""Keeps a driver running: what it raises is told as the device's condition, and it is tried again after a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from kiosk.devices.backoff import Backoff
from kiosk.devices.driver import Became, DeviceError, DeviceEvent, Driver
from kiosk.wire.messages import DeviceName

_log = structlog.get_logger("kiosk")


async def drive(
    device: DeviceName,
    driver: Driver,
    happened: Callable[[DeviceName, DeviceEvent], None],
    backoff: Backoff | None = None,
) -> None:
    """Until cancelled."""
    backoff = backoff or Backoff()

    def report(event: DeviceEvent) -> None:
        if event == Became("ready"):
            backoff.reset()
        happened(device, event)

    while True:
        try:
            await driver.run(report)
            became = Became("wrong", "its driver ended")
        except DeviceError as error:
            became = Became(error.condition, str(error))
        except Exception as error:  # noqa: BLE001 - a driver's library may raise anything; the other devices go on
            _log.error("a driver broke", device=device, kind=type(error).__name__, exc_info=True)
            became = Became("wrong", f"its driver broke ({type(error).__name__})")
        happened(device, became)
        await asyncio.sleep(backoff.next())
