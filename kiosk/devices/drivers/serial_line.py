"""A serial port: pyserial blocks, so each of its calls is made in a thread, with a limit in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import serial

from kiosk.devices.driver import DeviceError

#: Seconds that one read waits.
READ_S = 0.3
_WRITE_S = 2.0
_T = TypeVar("_T")


class SerialLine:
    """An open port. Its methods raise `DeviceError` where it is gone."""

    def __init__(self, port: Any, name: str) -> None:
        self._port, self._name = port, name

    async def read(self) -> bytes:
        """What has come; nothing after `READ_S`."""
        return await self._call(self._read)

    async def write(self, data: bytes) -> None:
        await self._call(lambda: self._port.write(data))

    def _read(self) -> bytes:
        first: bytes = self._port.read(1)
        rest: bytes = self._port.read(self._port.in_waiting) if first else b""
        return first + rest

    async def _call(self, what: Callable[[], _T]) -> _T:
        try:
            return await asyncio.to_thread(what)
        except (OSError, serial.SerialException, TypeError) as error:  # TypeError: pyserial, of a port closed meanwhile
            raise DeviceError("unplugged", f"{self._name}: {_why(error)}") from None


@asynccontextmanager
async def serial_line(port: str, baud: int) -> AsyncIterator[SerialLine]:
    """The port open inside the `async with`. Raises `DeviceError`."""

    def opened() -> Any:
        return serial.serial_for_url(port, baud, timeout=READ_S, write_timeout=_WRITE_S)

    try:
        line = await asyncio.to_thread(opened)
    except (OSError, ValueError) as error:  # SerialException is an OSError
        raise DeviceError("unplugged", f"{port}: {_why(error)}") from None
    try:
        yield SerialLine(line, port)
    finally:
        with suppress(OSError):
            line.close()


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
