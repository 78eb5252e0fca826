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
#: Calls that hear an announcement at once, beside `phone.calls` conversations; beyond them a caller is hung up on.
ANNOUNCED = 8
_SIP_PORT = 5060
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

    `sip`: SIP calls over UDP at `host` and `sip_port`, from the addresses in `allow`, with sound at a port of
    `sip_media_ports` for each call. `sip_address`: how peers reach this machine, if that is not `host` (NAT, 0.0.0.0).
    `sip_registrar`: where we register as `sip_user` with `sip_password`; empty: nowhere, as at a trunk.
    `sip_handoff`: who is called in our place when a human is wanted, a `sip:` or `tel:` address; empty: we hang up.

    `handoff_url`: is posted the case of a caller who is handed to a human (`kiosk.upstream.handoff_hook`), with
    `handoff_token` as bearer token, signed with `handoff_secret` (`kiosk.upstream.webhook`).

    `calls_per_address`: AudioSocket's and SIP's calls of one address at once, announcements too. An address that
    `allow` names by itself, or this machine where it is empty, is an exchange, and may take all lines (`is_trunk`).

    `callbacks`: callers whom nobody can answer are offered a call back, at most `callback_calls` of them at once beside
    `calls`. `staff`: when somebody answers hand-offs; `calendar`: in the office hours of services/calendar.yaml.

    `record`: calls are recorded, sealed, in `data_dir/recordings`, and the greeting says so; they are deleted after
    `record_days`.
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
    sip: Literal["off", "on"] = one_of("off", "off", "on")
    sip_port: int = whole(5060, 0, 65535)
    sip_media_ports: str = text("16384-16483", r"\d{4,5}-\d{4,5}", "two UDP ports, such as 16384-16483")
    sip_address: str = text("", r"[0-9A-Fa-f.:]*", "an address, such as 203.0.113.7, or nothing")
    sip_registrar: str = text("", r"([\w.-]{1,253}(:\d{1,5})?)?", "a name or an address, with :port if it is not 5060")
    sip_user: str = text("", r"[\w.+-]*", "the account's name or number")
    sip_password: str = text("", secret=True)
    sip_handoff: str = text("", r"|(sip:|tel:)[^\s<>]{1,200}", '"" or a sip: or tel: address')
    calls: int = whole(4, 1, 1000)  # at once; further callers hear that the line is busy
    calls_per_address: int = whole(0, 0, 1000)  # at once, of one address within a network of `allow`; 0: half of all
    calls_per_caller: int = whole(20, 1, 10_000)  # in an hour, of one number, where the surface tells it
    handoff_url: str = web_address("", r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address')
    handoff_token: str = text("", secret=True)
    record: Literal["off", "on"] = one_of("off", "off", "on")
    record_days: int = whole(30, 1, 3650)
    handoff_secret: str = text("", secret=True)
    staff: Literal["always", "calendar"] = one_of("always", "always", "calendar")
    callbacks: Literal["off", "on"] = one_of("off", "off", "on")
    callback_calls: int = whole(4, 1, 100)
    resume_s: float = decimal(300, 0, 3600)  # after a call was cut off, for its caller to go on; 0: never
    longest_s: float = decimal(1800, 30, 14_400)  # of one call; then it is ended politely


def is_used(phone: PhoneSettings) -> bool:
    """Whether any surface is on."""
    return "on" in (phone.audiosocket, phone.chan_websocket, phone.sip) or phone.carrier != "off"


def networks(allow: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """The networks of `PhoneSettings.allow`. Raises ValueError for one that is none."""
    return tuple(ipaddress.ip_network(each, strict=False) for each in re.split(r"[,\s]+", allow) if each)


def media_ports(ports: str) -> range:
    """The UDP ports of `PhoneSettings.sip_media_ports`, both ends included."""
    first, _, last = ports.partition("-")
    return range(int(first), int(last) + 1)


def registrar(where: str) -> tuple[str, int]:
    """Host and port of `PhoneSettings.sip_registrar`."""
    host, _, port = where.partition(":")
    return host, int(port or _SIP_PORT)


def is_allowed(address: str, allow: str) -> bool:
    """Whether a peer at `address` may connect. An empty `allow`: only this machine's."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback if not allow else any(found in network for network in networks(allow))


def is_trunk(address: str, allow: str) -> bool:
    """Whether a peer that may connect is meant by itself, and not as one of a network: it may take all lines."""
    if not is_allowed(address, allow):
        return False
    own = ",".join(str(network) for network in networks(allow) if network.num_addresses == 1)
    return not allow or (bool(own) and is_allowed(address, own))


def share(phone: PhoneSettings) -> int:
    """Calls that one address of a network may have at once."""
    return phone.calls_per_address or max(1, (phone.calls + ANNOUNCED) // 2)


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
    if phone.sip == "on":
        found += _sip_mistakes(phone, local=local)
    if phone.carrier != "off" and not phone.carrier_secret:
        found.append(("carrier", f"phone.carrier is {phone.carrier}: set phone.carrier_secret too"))
    if phone.carrier in ("twilio", "signalwire", "plivo") and not phone.carrier_url:
        what = "it signs the address that it calls: set phone.carrier_url to that"
        found.append(("carrier", f"phone.carrier is {phone.carrier}; {what}"))
    return found


def _sip_mistakes(phone: PhoneSettings, *, local: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    reached = f"phone.host is {phone.host}, which other machines reach"
    if not local and not phone.allow:
        found.append(("host", f"{reached}: set phone.allow to the addresses of the carrier or PBX that calls"))
    if phone.host in ("0.0.0.0", "::") and not phone.sip_address:
        found.append(("host", f"{reached}: set phone.sip_address to the address by which callers reach it"))
    if phone.sip_address and not _is_address(phone.sip_address):
        found.append(("sip_address", f"phone.sip_address: expected an address; got {phone.sip_address}"))
    if registrar(phone.sip_registrar)[1] > 65_535:
        found.append(("sip_registrar", "phone.sip_registrar: expected a port of at most 65535"))
    if phone.sip_registrar and not phone.sip_user:
        found.append(("sip_registrar", "phone.sip_registrar is set: set phone.sip_user too"))
    ports = media_ports(phone.sip_media_ports)
    if not 1024 <= ports.start < ports.stop <= 65_536 or len(ports) < 2 * (phone.calls + ANNOUNCED):
        wanted = 2 * (phone.calls + ANNOUNCED)
        found.append(("sip_media_ports", f"phone.sip_media_ports: expected {wanted} ports or more from 1024 to 65535"))
    return found


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
