"""An address of another system that is posted JSON: signed, with an idempotency key, and its answer read in one way.

Headers: `Authorization: Bearer TOKEN` where there is a token; `Idempotency-Key`; and where there is a secret, those of
Standard Webhooks: `webhook-id`, `webhook-timestamp` (seconds), `webhook-signature: v1,BASE64` of
HMAC-SHA256(secret, "ID.TIMESTAMP.BODY"). A secret that begins with `whsec_` is base64, any other is its UTF-8 bytes.

Any status of 200 to 299 accepts; 408, 409, 425, 429 and 500 and above may be repeated; any other refuses for good.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp

#: Bytes of an answer that are read; the rest is left.
_ANSWER = 16_384
_AGAIN = frozenset({408, 409, 425, 429})
_BASE64 = "whsec_"
#: Seconds by which the time of a signature may differ from ours.
_SIGNED_S = 300


@dataclass(frozen=True, slots=True)
class PostOutcome:
    """`trouble`: it may be repeated. `detail`: the status or the kind of error, nothing that was sent. `answer`: the
    object that was answered; empty where it was none.
    """

    result: Literal["accepted", "refused", "trouble"]
    detail: str
    answer: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Webhook:
    """`now`: seconds since 1970. Every failure is a `PostOutcome`."""

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        secret: str = "",
        tls: ssl.SSLContext | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url, self._secret, self._now = url, _secret_bytes(secret), now
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._tls: ssl.SSLContext | bool = tls or True
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, body: Mapping[str, Any], *, key: str, within_s: float, query: Mapping[str, str] | None = None
    ) -> PostOutcome:
        """`key`: ASCII, the same for every repetition. `query`: added to the address."""
        data = json.dumps(dict(body), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Idempotency-Key": key, **self._signature(key, data)}
        try:
            async with asyncio.timeout(within_s):
                asked = self._connected().post(
                    self._url, params=query, data=data, headers=headers, allow_redirects=False
                )
                async with asked as response:
                    return _outcome(response.status, await _read(response.content))
        except TimeoutError:
            return PostOutcome("trouble", "timeout")
        except (aiohttp.ClientError, OSError) as error:
            return PostOutcome("trouble", type(error).__name__)  # its text holds the address

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _signature(self, key: str, data: bytes) -> dict[str, str]:
        if not self._secret:
            return {}
        at = str(int(self._now()))
        signature = f"v1,{_signature(self._secret, key, at, data)}"
        return {"webhook-id": key, "webhook-timestamp": at, "webhook-signature": signature}

    def _connected(self) -> aiohttp.ClientSession:
        """Created at the first post, because it belongs to the running event loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls),
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether what came was signed with `secret`, as `Webhook` signs, in the last five minutes. `now`: since 1970."""
    name, at, told = (headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not (secret and name and at.isascii() and at.isdigit() and len(at) < 12 and abs(now - int(at)) <= _SIGNED_S):
        return False
    made = f"v1,{_signature(_secret_bytes(secret), name, at, body)}".encode()
    return any(hmac.compare_digest(made, one.encode()) for one in told.split(" "))


def _signature(secret: bytes, name: str, at: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, f"{name}.{at}.".encode() + body, hashlib.sha256)).decode()


async def _read(content: aiohttp.StreamReader) -> bytes:
    """To its end, at most `_ANSWER` bytes: one read gives what has come so far."""
    body = b""
    while len(body) < _ANSWER and (more := await content.read(_ANSWER - len(body))):
        body += more
    return body


def _outcome(status: int, body: bytes) -> PostOutcome:
    if 200 <= status < 300:
        return PostOutcome("accepted", str(status), _object(body))
    return PostOutcome("trouble" if status >= 500 or status in _AGAIN else "refused", str(status))


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _secret_bytes(secret: str) -> bytes:
    if secret.startswith(_BASE64):
        try:
            return base64.b64decode(secret.removeprefix(_BASE64), validate=True)
        except binascii.Error:
            pass  # `kiosk.config` refuses it; here it is taken as it is
    return secret.encode()
