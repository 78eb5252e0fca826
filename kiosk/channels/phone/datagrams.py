"""Sending a UDP datagram to an address that a peer has named."""

from __future__ import annotations

import asyncio
import ipaddress

from kiosk.wire.phone.sip.messages import PeerAddress, is_port


def send_datagram(transport: asyncio.DatagramTransport, data: bytes, to: PeerAddress) -> None:
    """Drops what has no address or port to go to, for which asyncio would close the socket. A closed one is left."""
    if not transport.is_closing() and is_address(to[0]) and is_port(to[1]):
        transport.sendto(data, to)


def is_address(text: str) -> bool:
    """Whether it is an address with one host behind it, and no name, whose look-up would hold up all calls.

    An interface in it (`fe80::1%eth0`) would be looked up too.
    """
    try:
        return "%" not in text and not ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False
