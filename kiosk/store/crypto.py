"""Sealing personal values: AES-256-GCM, one random 96-bit nonce each, bound to the place they are stored in.

A sealed value is `key id u8 | nonce 12 bytes | ciphertext and 16-byte tag`. The associated data names table, row and
column, so a value copied into another row does not open (NIST SP 800-38D; the limit of 2^32 seals for a key with random
nonces is some 40 years of a busy hall).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.store.errors import StoreError

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
#: Bytes of the shortest sealed value.
SEALED_BYTES = 1 + _NONCE_BYTES + _TAG_BYTES


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by id (1..255). `current` seals; every key opens."""

    keys: Mapping[int, bytes] = field(repr=False)
    current: int

    def seal(self, text: str, place: str) -> bytes:
        """`place` is `table/row/column`. A lone surrogate opens as U+FFFD; sealing never fails."""
        return self.seal_bytes(_bytes(text), place)

    def seal_bytes(self, data: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, data, _bytes(place))
        return bytes([self.current]) + nonce + sealed

    def mark(self, text: str, purpose: str) -> str:
        """A keyed hash, in hex: equal texts are known as equal, and nobody without the key can try numbers out."""
        return _mark(self.keys[self.current], text, purpose)

    def marks(self, text: str, purpose: str) -> frozenset[str]:
        """The mark by each key: those made before a rotation are among them."""
        return frozenset(_mark(key, text, purpose) for key in self.keys.values())

    def open(self, sealed: bytes, place: str) -> str:
        """Raises as `open_bytes` does."""
        return self.open_bytes(sealed, place).decode(errors="replace")

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Raises `StoreError("key")` if the key is missing, `StoreError("corrupt")` if the value was changed."""
        if not isinstance(sealed, bytes) or len(sealed) < SEALED_BYTES:  # SQLite keeps any type in any column
            raise StoreError("corrupt", f"{place} is no sealed value, or too short to be one.")
        key = self.keys.get(sealed[0])
        if key is None:
            raise StoreError("key", f"{place} was sealed with key {sealed[0]}, which is not in the key file.")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, body, _bytes(place))
        except InvalidTag:
            raise StoreError(
                "corrupt", f"{place} does not open: another key of that number, or changed data."
            ) from None


def _mark(key: bytes, text: str, purpose: str) -> str:
    return hmac.digest(hmac.digest(key, b"mark/" + _bytes(purpose), hashlib.sha256), _bytes(text), hashlib.sha256).hex()


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
