"""The socket of a call's sound: whose sound is taken, where ours goes, and what waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kiosk.channels.phone.rtp_socket import RtpSocket
from kiosk.wire.phone.events import CallStarted
from kiosk.wire.phone.rtp.codec import RtpCodec
from kiosk.wire.phone.rtp.packets import RtpPacket
from kiosk.wire.phone.sip.sdp import AgreedMedia, MediaDirection, RtpCoding

pytestmark = pytest.mark.virtual_time

PORTS = range(24_000, 24_100)
MEDIA = AgreedMedia("127.0.0.1", 9, RtpCoding.PCMA, 8, 101, MediaDirection.SENDRECV)


class Peer(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.transport: asyncio.DatagramTransport

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self.heard.append(data)


@asynccontextmanager
async def peer(address: str = "127.0.0.1") -> AsyncIterator[tuple[Peer, asyncio.DatagramTransport]]:
    transport, made = await asyncio.get_running_loop().create_datagram_endpoint(Peer, local_addr=(address, 0))
    try:
        yield made, transport
    finally:
        transport.close()


def sound(number: int) -> bytes:
    return bytes(RtpPacket(8, number, 160 * number, 7, b"\xd5" * 160))


async def settled() -> None:
    await asyncio.sleep(0.01)


async def test_strangers_are_not_heard_and_turn_no_call_to_themselves() -> None:
    async with (
        RtpSocket.open("127.0.0.1", PORTS, lambda _: False) as rtp,
        peer() as (ours, our_line),
        peer("127.0.0.2") as (stranger, their_line),
    ):
        heard: list[int] = []
        rtp.on_sound = lambda: heard.append(1)
        rtp.connect(("127.0.0.1", 9), ("127.0.0.1",))
        our_line.sendto(sound(1), ("127.0.0.1", rtp.port))
        await settled()
        their_line.sendto(sound(2), ("127.0.0.1", rtp.port))
        our_line.sendto(b"no RTP", ("127.0.0.1", rtp.port))
        await settled()
        rtp.send(b"speech")
        await settled()
        assert (ours.heard, stranger.heard) == ([b"speech"], [])
        assert len(heard) == 1


async def test_carriers_gateways_are_heard_though_no_call_names_them() -> None:
    gateways = {"127.0.0.2"}
    async with RtpSocket.open("127.0.0.1", PORTS, gateways.__contains__) as rtp, peer("127.0.0.2") as (gateway, line):
        rtp.connect(("127.0.0.1", 9), ("127.0.0.1",))
        line.sendto(sound(1), ("127.0.0.1", rtp.port))
        await settled()
        rtp.send(b"speech")
        await settled()
        assert gateway.heard == [b"speech"]


async def test_a_second_source_is_not_heard_while_the_first_sends() -> None:
    """Its sound, whose SSRC is another, would begin the sequence anew, and take ours away from the caller."""
    loop = asyncio.get_running_loop()
    async with (
        RtpSocket.open("127.0.0.1", PORTS, lambda _: True) as rtp,
        peer() as (ours, our_line),
        peer("127.0.0.2") as (other, other_line),
    ):
        here = ("127.0.0.1", rtp.port)
        codec = RtpCodec(CallStarted("c"), MEDIA, loop.time)
        rtp.connect(("127.0.0.1", 9), ("127.0.0.1",))
        heard: list[bytes] = []

        async def read() -> None:
            async for frame in rtp.received(codec):
                heard.extend([frame] if frame and isinstance(frame, bytes) else [])

        reading = asyncio.create_task(read())
        foreign = bytes(RtpPacket(8, 30_000, 0, 666, b"\xd5" * 160))
        for n in range(100):
            our_line.sendto(sound(n), here)
            await asyncio.sleep(0.01)
            other_line.sendto(foreign, here)
            rtp.send(b"speech")
            await asyncio.sleep(0.01)
        assert heard == [sound(n) for n in range(100)]
        assert (len(ours.heard), len(other.heard)) == (100, 0)
        await asyncio.sleep(1)
        other_line.sendto(foreign, here)  # the first has been silent: a gateway has taken its place
        await settled()
        assert heard[100:] == [foreign]
        our_line.sendto(sound(100), here)
        await settled()
        assert heard[100:] == [foreign]
        rtp.connect(("127.0.0.1", our_line.get_extra_info("sockname")[1]), ("127.0.0.1",))  # a re-INVITE
        other_line.sendto(foreign, here)
        our_line.sendto(sound(101), here)
        await settled()
        assert heard[101:] == [foreign, sound(101)], "what comes late from the old source does not hold up the new one"
        rtp.end()
        await reading


async def test_a_flood_is_bounded_and_the_newest_is_kept() -> None:
    async with RtpSocket.open("127.0.0.1", PORTS, lambda _: False) as rtp:
        codec = RtpCodec(CallStarted("c"), MEDIA, asyncio.get_running_loop().time)
        for n in range(100_000):
            rtp.press("12"[n % 2])
        rtp.press("#")
        rtp.end()
        for _ in range(100):
            rtp.press("0")  # nothing pushes the end out
        frames = [frame async for frame in rtp.received(codec)]
        assert len(frames) <= 50
        assert frames[-1] == "#"


async def test_what_waits_in_the_codec_is_fetched_though_nothing_more_comes() -> None:
    loop = asyncio.get_running_loop()
    async with RtpSocket.open("127.0.0.1", PORTS, lambda _: False) as rtp, peer() as (_, line):
        codec = RtpCodec(CallStarted("c"), MEDIA, loop.time)
        rtp.connect(("127.0.0.1", 9), ("127.0.0.1",))
        events: list[object] = []

        async def read() -> None:
            async for frame in rtp.received(codec):
                events.extend(codec.feed(frame))

        reading = asyncio.create_task(read())
        for n in (1, 2, 4):
            line.sendto(sound(n), ("127.0.0.1", rtp.port))
            await settled()
        assert len(events) == 3, "the start, and two frames"
        await asyncio.sleep(0.1)
        assert len(events) == 5
        assert codec.lost_ms == 20
        rtp.end()
        await reading


async def test_no_free_port() -> None:
    async with RtpSocket.open("127.0.0.1", range(24_200, 24_202), lambda _: False):
        with pytest.raises(OSError, match="in use"):
            async with RtpSocket.open("127.0.0.1", range(24_200, 24_202), lambda _: False):
                pass
