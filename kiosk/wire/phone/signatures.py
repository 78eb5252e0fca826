"""Whether a WebSocket request is the carrier's: its signature over the address that it was told to call."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping

from kiosk.wire.phone.dialects import Dialect

_TWILIO, _PLIVO, _PLIVO_NONCE = "X-Twilio-Signature", "X-Plivo-Signature-V3", "X-Plivo-Signature-V3-Nonce"


def is_carriers(dialect: Dialect, secret: str, url: str, headers: Mapping[str, str], token: str) -> bool:
    """`secret`: the account's auth token, or for a carrier that signs nothing the one in the address (`token`).

    `url`: the address as the carrier was told it, `wss://…`. `headers`: without case. An empty secret admits nobody.
    """
    if not secret:
        return False
    match dialect.checks:
        case "twilio":
            wanted = _signature(secret, url, "sha1")
            shown = headers.get(_TWILIO) or headers.get("X-SignalWire-Signature") or ""
        case "plivo":
            nonce = headers.get(_PLIVO_NONCE, "")
            wanted, shown = _signature(secret, f"{url}.{nonce}", "sha256"), headers.get(_PLIVO, "")
        case "token":
            wanted, shown = secret, token
    return hmac.compare_digest(wanted.encode(), shown.encode(errors="surrogateescape"))


def signed(dialect: Dialect, secret: str, url: str, nonce: str) -> dict[str, str]:
    """The headers with which the carrier shows that a request to `url` is its own; none where the address does."""
    match dialect.checks:
        case "twilio":
            return {_TWILIO: _signature(secret, url, "sha1")}
        case "plivo":
            return {_PLIVO: _signature(secret, f"{url}.{nonce}", "sha256"), _PLIVO_NONCE: nonce}
        case "token":
            return {}


def _signature(secret: str, signed: str, algorithm: str) -> str:
    digest = hmac.new(secret.encode(), signed.encode(), algorithm)
    return base64.b64encode(digest.digest()).decode("ascii")
