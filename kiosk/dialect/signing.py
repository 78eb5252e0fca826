"""Signatures of requests: the canonical text, and what signs it. The receiving side verifies with it too."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as sm_hmac

from kiosk.dialect import sm2
from kiosk.dialect.model import SignatureAuth
from kiosk.dialect.outgoing import HOLE

#: The holes of 待签 and of 附加头, and what each is.
HOLES = {
    "方法": "POST, GET, …", "路径": "the path of the address", "查询": "the query, as it is sent",
    "正文": "the body", "正文摘要": "hex of the body's SHA-256, with SM2 and SM3 of its SM3",
    "参数": "the fields outside of lists and objects, sorted by name: a=1&b=2",
    "时间": "Unix time", "随机": "32 hex digits", "密钥": "the secret",
    "幂等键": "the Idempotency-Key, empty of a look-up",
}  # fmt: skip
#: Algorithms that digest; for these 待签 must hold 密钥.
DIGESTS = frozenset({"SHA256", "SM3"})


def facts(
    auth: SignatureAuth, secret: str, verb: str, url: str, body: bytes, fields: Mapping[str, Any],
    *, time: str, nonce: str, key: str,
) -> dict[str, str]:  # fmt: skip
    """What the holes stand for in one request. `url`: with its query, as it is sent."""
    parts = urlsplit(url)
    sm3 = auth.algorithm in ("HMAC-SM3", "SM3", "SM2")
    return {
        "方法": verb,
        "路径": parts.path,
        "查询": parts.query,
        "正文": body.decode(),
        "正文摘要": (sm3_digest(body) if sm3 else hashlib.sha256(body).digest()).hex(),
        "参数": "&".join(f"{name}={text}" for name, text in sorted(_plain(fields).items())),
        "时间": time,
        "随机": nonce,
        "幂等键": key,
        "密钥": secret,
    }


def filled(template: str, known: Mapping[str, str]) -> str:
    return HOLE.sub(lambda hole: known.get(hole[1], hole[0]), template)


def signature(auth: SignatureAuth, secret: str, message: bytes) -> str:
    """In the dialect's encoding. Raises `sm2.SignatureLibraryError`."""
    made = _signed(auth, secret, message)
    return made.hex() if auth.encoding == "hex" else base64.b64encode(made).decode()


def verified(auth: SignatureAuth, secret: str, message: bytes, came: str) -> bool:
    """Whether `came` is a signature of `message`."""
    try:
        raw = bytes.fromhex(came) if auth.encoding == "hex" else base64.b64decode(came, validate=True)
    except (ValueError, binascii.Error):
        return False
    if auth.algorithm == "SM2":
        return sm2.verify(auth.public_key, auth.signer, message, raw)
    return hmac.compare_digest(raw, _signed(auth, secret, message))


def sm3_digest(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _signed(auth: SignatureAuth, secret: str, message: bytes) -> bytes:
    match auth.algorithm:
        case "HMAC-SHA256":
            return hmac.new(secret.encode(), message, hashlib.sha256).digest()
        case "HMAC-SM3":
            mac = sm_hmac.HMAC(secret.encode(), hashes.SM3())
            mac.update(message)
            return mac.finalize()
        case "SHA256":
            return hashlib.sha256(message).digest()
        case "SM3":
            return sm3_digest(message)
        case "SM2":
            return sm2.sign(secret, auth.public_key, auth.signer, message)


def _plain(fields: Mapping[str, Any]) -> dict[str, str]:
    """The fields that are neither objects nor lists, as texts."""
    plain = {name: value for name, value in fields.items() if not isinstance(value, dict | list)}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in plain.items()}
