"""Datagrams to addresses that a peer names: what is no address harms no socket."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.channels.phone.datagrams import send_datagram
from kiosk.wire.phone.sip.messages import PeerAddress

pytestmark = pytest.mark.virtual_time


class _Socket(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.came: list[bytes] = []

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self.came.append(data)


@pytest.mark.parametrize(
    "to",
    [
        ("127.0.0.1", 99_999), ("127.0.0.1", 0), ("127.0.0.1", -1), ("fe80::1%\0", 9), ("fe80::1%eth0", 9),
        ("a.example", 9), ("\0", 9), ("\udc80" * 70, 9), ("", 9), ("0.0.0.0", 9), ("::1", 9),
    ],
)  # fmt: skip
async def test_what_is_no_address_is_sent_nothing_and_the_socket_stays_open(to: PeerAddress) -> None:
    transport, ours = await asyncio.get_running_loop().create_datagram_endpoint(_Socket, local_addr=("127.0.0.1", 0))
    send_datagram(transport, b"lost", to)
    send_datagram(transport, b"comes", transport.get_extra_info("sockname"))
    await asyncio.sleep(0.01)
    assert ours.came == [b"comes"]
    transport.close()
    send_datagram(transport, b"late", ("127.0.0.1", 9))
    await asyncio.sleep(0.01)
    send_datagram(transport, b"later", ("127.0.0.1", 9))
