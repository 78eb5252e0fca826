"""The client of the government back end's HTTP gateway.

`POST {url}/api/{api}` with a JSON object of texts, answered by a JSON object of texts (200), or by an error status with
`{"error": {"code": ..., "message": ...}}`. Submissions carry an `Idempotency-Key` header (IETF draft
idempotency-key-header) and are tried a second time when it is not known whether the first one arrived; lookups are not.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

import aiohttp

from kiosk.texts import is_text

Kind = Literal["refused", "timeout", "unreachable", "bad_answer"]

#: An answer longer than this (bytes) is no answer of a form service.
_LONGEST = 1 << 20
_BUSY = frozenset({429, 502, 503, 504})
_API = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


class BackendError(Exception):
    """No answer to go on with. The text is fit for a log; `message`, the back end's own words, is not.

    `refused`: it said no (4xx); `timeout`; `unreachable`: no connection, or 429, 502, 503, 504; `bad_answer`: the rest.
    """

    def __init__(self, kind: Kind, text: str, *, status: int = 0, message: str = "") -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self.status = status
        self.message = message


class Backend:
    """One for a hall. `on_call(api, outcome, seconds)` sees every attempt: `ok`, a kind of error, or `cancelled`."""

    def __init__(
        self,
        url: str,
        token: str = "",
        timeout_s: float = 5.0,
        *,
        on_call: Callable[[str, str, float], None] = lambda api, outcome, seconds: None,
    ) -> None:
        self._url, self._timeout_s, self._on_call = url.rstrip("/"), timeout_s, on_call
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, api: str, params: Mapping[str, str], *, key: str = "", timeout_s: float | None = None
    ) -> dict[str, str]:
        """Ask once, or for a submission (`key` set) at most twice, each within `timeout_s`. Raises `BackendError`.

        A refusal is final: it is never asked again.
        """
        if not _API.fullmatch(api):
            raise BackendError("refused", "the interface's name cannot stand in an address")
        try:
            return await self._timed(api, params, key, timeout_s)
        except BackendError as error:
            if not key or error.kind == "refused":
                raise
        return await self._timed(api, params, key, timeout_s)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _timed(self, api: str, params: Mapping[str, str], key: str, timeout_s: float | None) -> dict[str, str]:
        began, outcome = time.monotonic(), "cancelled"
        try:
            answer = await self._ask(api, params, key, self._timeout_s if timeout_s is None else timeout_s)
            outcome = "ok"
            return answer
        except BackendError as error:
            outcome = error.kind
            raise
        finally:
            self._on_call(api, outcome, time.monotonic() - began)

    async def _ask(self, api: str, params: Mapping[str, str], key: str, timeout_s: float) -> dict[str, str]:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            async with asyncio.timeout(timeout_s):
                request = self._connected().post(
                    f"{self._url}/api/{api}", json=dict(params), headers=headers, allow_redirects=False
                )
                async with request as response:
                    body = await response.content.read(_LONGEST + 1)
                    while len(body) <= _LONGEST and (more := await response.content.read(_LONGEST)):
                        body += more
                    return _answer(response.status, body)
        except TimeoutError:
            raise BackendError("timeout", f"no answer within {timeout_s:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            # The library's text holds the address, not the parameters; but only its type says what is wrong.
            raise BackendError("unreachable", f"no connection: {type(error).__name__}") from None

    def _connected(self) -> aiohttp.ClientSession:
        """Made at the first call, because it belongs to the running event loop."""
        if self._session is None:
            # No cookies: nothing of one citizen's call may travel with the next one's.
            self._session = aiohttp.ClientSession(headers=self._headers, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def _answer(status: int, body: bytes) -> dict[str, str]:
    if status in _BUSY:
        raise BackendError("unreachable", f"the gateway says {status}", status=status)
    if 400 <= status < 500:
        raise BackendError("refused", f"the back end says {status}", status=status, message=_message(body))
    if status != 200:
        raise BackendError("bad_answer", f"expected status 200, got {status}", status=status)
    if len(body) > _LONGEST:
        raise BackendError("bad_answer", f"an answer of more than {_LONGEST} bytes", status=status)
    found = _json(body)
    if not isinstance(found, dict):
        raise BackendError("bad_answer", "expected a JSON object", status=status)
    return {str(name): _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    if isinstance(value, str):
        if not is_text(value):
            raise BackendError("bad_answer", "expected Unicode text; got a lone surrogate or a NUL", status=200)
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise BackendError("bad_answer", f"expected texts in the answer, got {type(value).__name__}", status=200)


def _message(body: bytes) -> str:
    try:
        message = str(_json(body)["error"]["message"])[:500]
        return message if is_text(message) else ""
    except (BackendError, KeyError, TypeError):
        return ""


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BackendError("bad_answer", "expected JSON") from None
