"""Whether a WebSocket request is the carrier's: its signature over the address that it was told to call."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping

from kiosk.wire.phone.dialects import Dialect


def is_carriers(dialect: Dialect, secret: str, url: str, headers: Mapping[str, str], token: str) -> bool:
    """`secret`: the account's auth token, or for a carrier that signs nothing the one in the address (`token`).

    `url`: the address as the carrier was told it, `wss://…`. `headers`: without case. An empty secret admits nobody.
    """
    if not secret:
        return False
    match dialect.checks:
        case "twilio":
            wanted = _signature(secret, url, "sha1")
            shown = headers.get("X-Twilio-Signature") or headers.get("X-SignalWire-Signature") or ""
        case "plivo":
            nonce = headers.get("X-Plivo-Signature-V3-Nonce", "")
            wanted, shown = _signature(secret, f"{url}.{nonce}", "sha256"), headers.get("X-Plivo-Signature-V3", "")
        case "token":
            wanted, shown = secret, token
    return hmac.compare_digest(wanted.encode(), shown.encode(errors="surrogateescape"))


def _signature(secret: str, signed: str, algorithm: str) -> str:
    digest = hmac.new(secret.encode(), signed.encode(), algorithm)
    return base64.b64encode(digest.digest()).decode("ascii")
