"""The signature of a card reading: made by the program that drives the reader, checked by the hall."""

from __future__ import annotations

import hashlib
import hmac

from kiosk.wire.messages import IdCard


def signature(key: str, at: int, fields: IdCard) -> str:
    """HMAC-SHA256 over `AT\\nNUMBER\\nNAME` (UTF-8), in hex. `at`: seconds since 1970."""
    signed = f"{at}\n{fields.number}\n{fields.name}"
    return hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest()
