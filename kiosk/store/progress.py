"""Progress tokens: who scans a receipt's QR code is shown that case, and nothing else.

A token is, in URL-safe base64, the conversation's id (16 bytes), a keyed hash of the case's service and number (6), the
hour since 1970 in which it expires (4), and a signature over these (16), made with a key that is derived from the
record's. It holds no number and no name; another hall's, a forged and a changed one do not open.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError

_ID, _CASE, _HOUR, _SIGNATURE = 16, 6, 4, 16
_BYTES = _ID + _CASE + _HOUR + _SIGNATURE
_HOUR_MS = 3_600_000
_SIGNED, _OF_CASE = "progress/token", "progress/case"


@dataclass(frozen=True, slots=True)
class ProgressToken:
    """A token whose signature is right. `mark`: of the case. `expired`: it was valid once."""

    conversation: str
    mark: str
    expired: bool


@dataclass(frozen=True, slots=True)
class CaseOfProgress:
    """A filed case. `values`: name → value of what was sent and what came back; empty where it does not open."""

    service: str
    number: str
    filed: datetime
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


def token_for(keys: Keyring, conversation: str, service: str, number: str, expires_ms: int) -> str:
    """Empty where the conversation's id is no UUID. It is valid to the end of the hour of `expires_ms`."""
    try:
        name = uuid.UUID(hex=conversation).bytes
    except ValueError:
        return ""
    case = bytes.fromhex(_mark(keys, service, number))
    told = name + case + (expires_ms // _HOUR_MS).to_bytes(_HOUR, "big")
    signature = bytes.fromhex(keys.mark(told.hex(), _SIGNED))[:_SIGNATURE]
    return base64.urlsafe_b64encode(told + signature).decode().rstrip("=")


def opened(keys: Keyring, token: str, now_ms: int) -> ProgressToken | None:
    """None for a token that this hall did not make."""
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) != _BYTES:
        return None
    told, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    made = (bytes.fromhex(mark)[:_SIGNATURE] for mark in keys.marks(told.hex(), _SIGNED))
    if not any(hmac.compare_digest(one, signature) for one in made):
        return None
    hour = int.from_bytes(told[_ID + _CASE :], "big")
    return ProgressToken(told[:_ID].hex(), told[_ID : _ID + _CASE].hex(), now_ms // _HOUR_MS > hour)


def case_of(connection: Connection, keys: Keyring, conversation: str, mark: str) -> CaseOfProgress | None:
    """None where there is no such case (any more)."""
    table = schema.cases
    for row in connection.execute(select(table).where(table.c.conversation == conversation)).mappings():
        try:
            number = keys.open(row["receipt_sealed"], f"cases/{row['id']}/receipt")
        except StoreError:
            continue
        if mark in _marks(keys, row["service"], number):
            filed = datetime.fromtimestamp(row["filed_ms"] / 1000, UTC)
            return CaseOfProgress(row["service"], number, filed, _values(keys, row["id"], row["slots_sealed"]))
    return None


def _values(keys: Keyring, case: str, sealed: bytes | None) -> dict[str, str]:
    try:
        return {} if sealed is None else dict(json.loads(keys.open(sealed, f"cases/{case}/slots")))
    except (StoreError, ValueError):
        return {}


def _mark(keys: Keyring, service: str, number: str) -> str:
    return keys.mark(f"{service}\0{number}", _OF_CASE)[: 2 * _CASE]


def _marks(keys: Keyring, service: str, number: str) -> tuple[str, ...]:
    return tuple(mark[: 2 * _CASE] for mark in keys.marks(f"{service}\0{number}", _OF_CASE))
