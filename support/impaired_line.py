"""A UDP proxy that behaves as a bad line: by a seed it loses and delays datagrams, both ways, which change places."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kiosk.wire.phone.sip.messages import PeerAddress


class ImpairedLine(asyncio.DatagramProtocol):
    """Carries datagrams between `target` and whoever sends to `port`, for one client.

    `loss`: the share that is lost. `jitter_s`: each is delayed by 0 to this.
    """

    def __init__(self, target: PeerAddress, loss: float, jitter_s: float, seed: int) -> None:
        self._target, self._loss, self._jitter_s = target, loss, jitter_s
        self._chance = random.Random(seed)
        self._client: PeerAddress | None = None
        self._late: set[asyncio.TimerHandle] = set()
        self._transport: asyncio.DatagramTransport
        self.port = 0
        self.carried = self.lost = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, target: PeerAddress, loss: float, jitter_s: float, seed: int) -> AsyncIterator[ImpairedLine]:
        line = cls(target, loss, jitter_s, seed)
        loop = asyncio.get_running_loop()
        line._transport, _ = await loop.create_datagram_endpoint(lambda: line, local_addr=("127.0.0.1", 0))
        line.port = line._transport.get_extra_info("sockname")[1]
        try:
            yield line
        finally:
            for handle in line._late:
                handle.cancel()
            line._transport.close()

    def aim(self, target: PeerAddress) -> None:
        """Where datagrams of the client go from now on."""
        self._target = target

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        peer = source[0], source[1]
        if peer != self._target:
            self._client = peer
        to = self._client if peer == self._target else self._target
        if to is None or self._chance.random() < self._loss:
            self.lost += 1
            return
        self.carried += 1
        delay = self._jitter_s * self._chance.random()
        self._late = {handle for handle in self._late if not handle.cancelled() and handle.when() > self._now()}
        self._late.add(asyncio.get_running_loop().call_later(delay, self._transport.sendto, data, to))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
