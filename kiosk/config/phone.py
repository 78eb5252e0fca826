"""The settings of the telephone: which surfaces listen, to whom, and how much (docs/phone.md)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal

from kiosk.config.rules import decimal, one_of, text, web_address, whole

_HOST = (r"[\w.:\[\]-]{1,253}", "a host name or an address, such as 127.0.0.1 or 0.0.0.0")
_NETWORK = r"[0-9A-Fa-f.:]+(/\d{1,3})?"
_NETWORKS = (
    rf"({_NETWORK}([,\s]+{_NETWORK})*)?",
    "addresses or networks with commas between them, such as 10.1.2.3, 10.1.3.0/24",
)
_SECRET = (r"([0-9a-f]{16})?", "16 hexadecimal digits in small letters, or nothing")


@dataclass(frozen=True, slots=True)
class PhoneSettings:
    """`audiosocket`: the TCP listener for Asterisk's AudioSocket, at `host` and `port` (0: any free one).

    `allow`: who may connect to it; empty: this machine. `secret`: the first 16 digits of every call's UUID; empty: any
    UUID. AudioSocket has no authentication of its own, and no encryption.

    `chan_websocket`: Asterisk's chan_websocket at `/phone/asterisk` of the public listener, with `user` and `password`
    (Basic); an empty password: only this machine may connect.

    `carrier`: Media Streams at `/phone/stream` of the public listener, in the dialect of this carrier.
    `carrier_secret`: the account's auth token that signs its requests, or, where the carrier signs none (telnyx,
    exotel), the last part of the address: `/phone/stream/SECRET`. `carrier_url`: the address that the carrier was told.

    `handoff_url`: is posted the case of a caller who is handed to a human (`kiosk.upstream.handoff_hook`), with
    `handoff_token` as bearer token, signed with `handoff_secret` (`kiosk.upstream.webhook`).

    `callbacks`: callers whom nobody can answer are offered a call back, at most `callback_calls` of them at once beside
    `calls`. `staff`: when somebody answers hand-offs; `calendar`: in the office hours of services/calendar.yaml.
    """

    audiosocket: Literal["off", "on"] = one_of("off", "off", "on")
    host: str = text("127.0.0.1", *_HOST)
    port: int = whole(8093, 0, 65535)
    allow: str = text("", *_NETWORKS)
    secret: str = text("", *_SECRET, secret=True)
    chan_websocket: Literal["off", "on"] = one_of("off", "off", "on")
    user: str = text("kiosk", r"[\w.-]+", "a name without a colon")
    password: str = text("", secret=True)
    carrier: Literal["off", "twilio", "telnyx", "exotel", "signalwire", "plivo"] = one_of(
        "off", "off", "twilio", "telnyx", "exotel", "signalwire", "plivo"
    )
    carrier_secret: str = text("", secret=True)
    carrier_url: str = web_address("", r"|wss?://[^\s/@]+(/\S*)?", '"" or a wss:// address')
    calls: int = whole(4, 1, 1000)  # at once; further callers hear that the line is busy
    calls_per_caller: int = whole(20, 1, 10_000)  # in an hour, of one number, where the surface tells it
    handoff_url: str = web_address("", r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address')
    handoff_token: str = text("", secret=True)
    handoff_secret: str = text("", secret=True)
    staff: Literal["always", "calendar"] = one_of("always", "always", "calendar")
    callbacks: Literal["off", "on"] = one_of("off", "off", "on")
    callback_calls: int = whole(4, 1, 100)
    resume_s: float = decimal(300, 0, 3600)  # after a call was cut off, for its caller to go on; 0: never
    longest_s: float = decimal(1800, 30, 14_400)  # of one call; then it is ended politely


def is_used(phone: PhoneSettings) -> bool:
    """Whether any surface is on."""
    return "on" in (phone.audiosocket, phone.chan_websocket) or phone.carrier != "off"


def networks(allow: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """The networks of `PhoneSettings.allow`. Raises ValueError for one that is none."""
    return tuple(ipaddress.ip_network(each, strict=False) for each in re.split(r"[,\s]+", allow) if each)


def is_allowed(address: str, allow: str) -> bool:
    """Whether a peer at `address` may connect. An empty `allow`: only this machine's."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback if not allow else any(found in network for network in networks(allow))


def mistakes(phone: PhoneSettings) -> list[tuple[str, str]]:
    """What is wrong with these values together: the setting, and what to do."""
    found: list[tuple[str, str]] = []
    try:
        networks(phone.allow)
    except ValueError as error:
        found.append(("allow", f"phone.allow: expected addresses or networks; {error}"))
    local = phone.host in ("localhost", "::1") or phone.host.startswith("127.")
    if phone.audiosocket == "on" and not local and not (phone.allow and phone.secret):
        what = "AudioSocket has no authentication: set phone.allow and phone.secret too"
        found.append(("host", f"phone.host is {phone.host}, which other machines reach; {what}"))
    if phone.carrier != "off" and not phone.carrier_secret:
        found.append(("carrier", f"phone.carrier is {phone.carrier}: set phone.carrier_secret too"))
    if phone.carrier in ("twilio", "signalwire", "plivo") and not phone.carrier_url:
        what = "it signs the address that it calls: set phone.carrier_url to that"
        found.append(("carrier", f"phone.carrier is {phone.carrier}; {what}"))
    return found
