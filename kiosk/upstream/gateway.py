"""The client of the government back end's HTTP gateway.

`POST {url}/api/{api}` with a JSON object of texts, and of arrays of objects of texts; `answer.py` reads the answer.
Submissions carry an `Idempotency-Key` header (IETF draft idempotency-key-header) and are sent a second time when it is
unknown whether the first one arrived; look-ups are not. A back-end timeout ends an attempt with the error `timeout`.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from kiosk.upstream.answer import LONGEST, AnswerFields, BackendError, read_answer

__all__ = ["BackendError", "BackendGateway"]


_API = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
#: Characters of the longest encoded idempotency key that is sent as it is.
_LONGEST_KEY = 200


class BackendGateway:
    """One per hall. `timeout_s`: the longest that one attempt waits. `tls`: which certificates are trusted.

    `on_call(api, outcome, seconds)` is called after every attempt; `outcome`: `ok`, a kind of error, or `cancelled`.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        timeout_s: float = 8.0,
        *,
        tls: ssl.SSLContext | None = None,
        on_call: Callable[[str, str, float], None] = lambda api, outcome, seconds: None,
    ) -> None:
        self._url, self._timeout_s, self._on_call = url.rstrip("/"), timeout_s, on_call
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._tls: ssl.SSLContext | bool = tls or True
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, api: str, params: Mapping[str, Any], *, key: str = "", timeout_s: float | None = None
    ) -> AnswerFields:
        """Ask once, or for a submission (`key` set) at most twice. Raises `BackendError`.

        Each attempt waits for `timeout_s`, but never longer than the gateway's own `timeout_s`; None waits that long.
        A refusal is final: it is never sent again.
        """
        if not _API.fullmatch(api):
            raise BackendError("refused", "the interface's name cannot stand in an address")
        try:
            return await self._timed(api, params, key, timeout_s)
        except BackendError as error:
            if not key or error.kind == "refused":
                raise
            first = error
        try:
            return await self._timed(api, params, key, timeout_s)
        except BackendError as error:
            if error.kind == "unreachable" and (_may_have_arrived(first) or _may_have_arrived(error)):
                raise BackendError("unknown", f"{first}; then {error}", status=error.status) from None
            raise

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _timed(self, api: str, params: Mapping[str, Any], key: str, timeout_s: float | None) -> AnswerFields:
        began, outcome = time.monotonic(), "cancelled"
        try:
            within_s = self._timeout_s if timeout_s is None else min(timeout_s, self._timeout_s)
            answer = await self._ask(api, params, key, within_s)
            outcome = "ok"
            return answer
        except BackendError as error:
            outcome = error.kind
            raise
        finally:
            self._on_call(api, outcome, time.monotonic() - began)

    async def _ask(self, api: str, params: Mapping[str, Any], key: str, timeout_s: float) -> AnswerFields:
        headers = {"Idempotency-Key": header_key(key)} if key else {}
        try:
            async with asyncio.timeout(timeout_s):
                request = self._connected().post(
                    f"{self._url}/api/{api}", json=dict(params), headers=headers, allow_redirects=False
                )
                async with request as response:
                    body = await response.content.read(LONGEST + 1)
                    while len(body) <= LONGEST and (more := await response.content.read(LONGEST)):
                        body += more
                    return read_answer(response.status, body)
        except TimeoutError:
            raise BackendError("timeout", f"no answer within {timeout_s:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            # The library's text holds the address; only the type is needed.
            raise BackendError("unreachable", f"no connection: {type(error).__name__}") from None

    def _connected(self) -> aiohttp.ClientSession:
        """Created at the first call, because it belongs to the running event loop."""
        if self._session is None:
            # No cookies: nothing of one citizen's call may be sent with another's.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls),
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _may_have_arrived(error: BackendError) -> bool:
    """Whether a submission that ended so may have been filed: 502 and 504 come from a proxy, after it passed it on."""
    return error.kind in ("timeout", "bad_answer") or error.status in (502, 504)


def header_key(key: str) -> str:
    """An idempotency key as the header's value: ASCII, deterministic, and different for different keys.

    Other characters are percent-encoded; a key that would be too long is its SHA-256 in hex.
    """
    encoded = quote(key, safe=":/")
    return encoded if len(encoded) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
