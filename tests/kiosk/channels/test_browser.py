"""The page's connection: one frame that cannot be sent ends none of the others."""

from __future__ import annotations

from typing import cast

from aiohttp import web

from kiosk.channels.browser import Connection
from support.halls import make_hall


class Socket:
    """Encodes what it is given, as aiohttp's does."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    async def send_str(self, text: str) -> None:
        self.sent.append(text.encode())

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)

    async def close(self, code: int) -> None:
        self.closed = True


async def test_a_frame_that_cannot_be_sent_is_counted_and_the_next_is_sent() -> None:
    hall, socket = make_hall(), Socket()
    connection = Connection(hall, cast(web.WebSocketResponse, socket))
    for frame in ("一", "half a pair: \ud800", "二", None):
        connection._put(frame)
    await connection._write()
    assert [data.decode() for data in socket.sent] == ["一", "二"]
    assert socket.closed
    assert hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "unsendable"}) == 1
    await hall.ears.close()
    hall.threads.shutdown()
