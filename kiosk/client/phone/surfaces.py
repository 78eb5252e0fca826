"""How `kiosk call` reaches a hall on each surface: its address and its credentials, from the hall's own settings."""

from __future__ import annotations

import base64
import contextlib
import secrets
import uuid
from collections.abc import AsyncIterator

from kiosk.client.client import ClientError
from kiosk.client.phone.asterisk import AsteriskGateway
from kiosk.client.phone.audiosocket import AudioSocketGateway
from kiosk.client.phone.carrier import CarrierGateway
from kiosk.client.phone.connections import CallConnection, tcp, web_socket
from kiosk.client.phone.gateway import MediaGateway
from kiosk.client.phone.sip import SipGateway
from kiosk.client.phone.sip_connection import sip
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings, Settings
from kiosk.wire.phone.chan_websocket import ControlFormat
from kiosk.wire.phone.dialects import DIALECTS
from kiosk.wire.phone.signatures import signed

#: As they are named on the command line. The two of Asterisk's WebSocket differ in the form of its control messages.
SURFACES = ("audiosocket", "chan-websocket", "chan-websocket-json", "sip", *DIALECTS)
_EVERY_HOST = ("0.0.0.0", "::", "")


def surface_that_is_on(phone: PhoneSettings) -> str:
    """The first surface that the settings switch on; AudioSocket where none is."""
    if phone.audiosocket == "off" and phone.chan_websocket == "on":
        return "chan-websocket"
    if phone.audiosocket == "off" and phone.carrier != "off":
        return phone.carrier
    return "sip" if phone.audiosocket == "off" and phone.sip == "on" else "audiosocket"


def new_call_id(surface: str, phone: PhoneSettings) -> str:
    """A name for a call. AudioSocket's is a UUID that begins with the hall's secret."""
    drawn = uuid.uuid4().hex
    if surface == "audiosocket":
        return str(uuid.UUID(hex=phone.secret + drawn[len(phone.secret) :]))
    return drawn


def gateway_of(surface: str, call_id: str, *, rate: int = 8_000, caller: str = "") -> MediaGateway:
    """`surface`: one of `SURFACES`. `rate`: 8000 or 16000 Hz. Raises ClientError for a rate that it does not have."""
    match surface:
        case "audiosocket":
            return AudioSocketGateway(uuid.UUID(call_id), rate=rate)
        case "chan-websocket" | "chan-websocket-json":
            media_format = "ulaw" if rate == 8_000 else "slin16"
            control: ControlFormat = "json" if surface.endswith("json") else "plain-text"
            return AsteriskGateway(call_id, control=control, media_format=media_format, caller=caller)
        case "sip":
            return SipGateway(call_id, rate=rate, caller=caller)
        case _ if rate == CarrierGateway.rate:
            return CarrierGateway(DIALECTS[surface], call_id, caller=caller)
        case _:
            raise ClientError(f"{surface} calls at {CarrierGateway.rate} Hz; got {rate}")


def line_address(settings: Settings, surface: str, host: str | None = None, port: int | None = None) -> tuple[str, int]:
    """Where the settings say that the surface listens; `host` and `port` take their place."""
    phone, public = settings.phone, settings.public
    match surface:
        case "audiosocket":
            where = phone.host, phone.port
        case "sip":
            where = phone.host, phone.sip_port
        case _:
            where = public.host, public.port
    found = host or where[0]
    return ("127.0.0.1" if found in _EVERY_HOST else found), port or where[1]


@contextlib.asynccontextmanager
async def calling(
    settings: Settings, surface: str, gateway: MediaGateway, line: tuple[str, int], call_id: str
) -> AsyncIterator[PhoneCaller]:
    """A caller at `line` (`line_address`), with the credentials of the settings. Raises ClientError."""
    async with contextlib.AsyncExitStack() as stack:
        connection: CallConnection
        if surface == "audiosocket":
            connection = await stack.enter_async_context(tcp(*line))
        elif isinstance(gateway, SipGateway):
            connection = await stack.enter_async_context(sip(gateway, *line))
        else:
            path, subprotocol, headers = _request(settings.phone, surface, call_id)
            scheme = "wss" if settings.public.tls_cert else "ws"
            host = f"[{line[0]}]" if ":" in line[0] else line[0]
            opening = web_socket(
                f"{scheme}://{host}:{line[1]}{path}",
                subprotocol=subprotocol,
                headers=headers,
                trust=settings.public.tls_cert,
            )
            connection = await stack.enter_async_context(opening)
        yield await stack.enter_async_context(PhoneCaller.over(connection, gateway))


def _request(phone: PhoneSettings, surface: str, call_id: str) -> tuple[str, str, dict[str, str]]:
    """Path, subprotocol and headers of the WebSocket."""
    if surface.startswith("chan-websocket"):
        login = base64.b64encode(f"{phone.user}:{phone.password}".encode()).decode("ascii")
        return f"/phone/asterisk?call={call_id}", "media", {"Authorization": f"Basic {login}"} if phone.password else {}
    dialect = DIALECTS[surface]
    if dialect.checks == "token":
        return f"/phone/stream/{phone.carrier_secret}", "", {}
    return "/phone/stream", "", signed(dialect, phone.carrier_secret, phone.carrier_url, secrets.token_hex(8))
