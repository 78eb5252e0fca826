"""The WebSocket of a page, without aiohttp's timer after its end."""

from __future__ import annotations

from aiohttp import web


class HeartbeatSocket(web.WebSocketResponse):
    """aiohttp 3.14 starts its heartbeat again when the answer to our close arrives.

    The timer then holds the closed connection in memory for up to `heartbeat` seconds, and ends in a task that pings
    nothing.
    """

    __slots__ = ()

    def _reset_heartbeat(self) -> None:
        if not self.closed:
            super()._reset_heartbeat()
