"""The client of the government back end's HTTP gateway.

`outgoing` writes a request in the back end's dialect, `answer` reads what comes. Submissions carry an `Idempotency-Key`
header (IETF draft idempotency-key-header). One whose outcome is unknown is first asked about, where the dialect names
an interface that can tell, and else sent again with the same key. An interface that keeps failing is left alone for a
while (`Breaker`). A back-end timeout ends an attempt with the error `timeout`.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from dialogue.llm.breaker import Breaker
from kiosk.dialect.model import KEY_FIELD, PLAIN, BackendDialect
from kiosk.dialect.outgoing import Outgoing, OutgoingError, request_of
from kiosk.dialect.sm2 import SignatureLibraryError
from kiosk.upstream.access import access_for
from kiosk.upstream.answer import LONGEST, AnswerFields, BackendError, read_answer
from kiosk.upstream.origin import correlation_headers

__all__ = ["BackendError", "BackendGateway"]


_API = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
#: Characters of the longest encoded idempotency key that is sent as it is.
_LONGEST_KEY = 200
#: Attempts at a submission, and at a look-up that found no connection. The third begins only within the first's time.
_SUBMIT, _LOOK_UP, _SURE = 3, 2, 2
#: Seconds before the second attempt; half of it to all of it, doubled before the third.
PAUSE_S = 0.3
#: Failures of an interface in a row after which it is left alone, and for how long at first and at most (s).
_FAILURES, _REST_S, _LONGEST_REST_S = 6, 5.0, 60.0


class BackendGateway:
    """One per hall. `timeout_s`: the longest that one attempt waits. `tls`: which certificates are trusted and shown.
    `proxy`: an http:// address, or empty. `env`: where the dialect's secrets are. `pause_s`: before a second attempt.

    `on_call(api, outcome, seconds)` is called after every attempt; `outcome`: `ok`, a kind of error, `resting` (the
    interface is left alone: nothing was sent), or `cancelled`. Raises `SecretError`.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        timeout_s: float = 8.0,
        *,
        tls: ssl.SSLContext | None = None,
        proxy: str = "",
        dialect: BackendDialect = PLAIN,
        env: Mapping[str, str] = os.environ,
        pause_s: float = PAUSE_S,
        on_call: Callable[[str, str, float], None] = lambda api, outcome, seconds: None,
    ) -> None:
        self._url, self._timeout_s, self._on_call = url.rstrip("/"), timeout_s, on_call
        self._dialect, self._proxy, self._pause_s = dialect, proxy or None, pause_s
        self._access = access_for(dialect.auth, token, env, self._post_form)
        self._breakers: dict[str, Breaker] = {}
        self._random = random.Random()
        self._tls: ssl.SSLContext | bool = tls or True
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, api: str, params: Mapping[str, Any], *, key: str = "", timeout_s: float | None = None
    ) -> AnswerFields:
        """Ask; `key`: of a submission, which is repeated until its outcome is known, three times at most.

        Each attempt waits for `timeout_s`, but never longer than the gateway's own `timeout_s`; None waits that long.
        A refusal is final: it is never sent again. Raises `BackendError`; where a submission may have been filed, its
        kind is never `unreachable`.
        """
        if not _API.fullmatch(api):
            raise BackendError("refused", "the interface's name cannot stand in an address")
        within_s = self._timeout_s if timeout_s is None else min(timeout_s, self._timeout_s)
        if not key:
            return await self._look_up(api, params, within_s)
        return await self._submit(api, params, key, within_s)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def probe(self, api: str, within_s: float) -> int:
        """The status of an OPTIONS request to the interface, which files and shows nothing. Raises `BackendError`."""
        rule = self._dialect.rule(api)
        holes = dict.fromkeys(re.findall(r"\{([^{}]+)\}", rule.path), "x")
        outgoing = self._written(api, holes)
        asked = Outgoing("OPTIONS", outgoing.url.partition("?")[0], b"", dict(self._dialect.headers))
        return (await self._exchanged(asked, "", within_s))[0]

    # ---- how often --------------------------------------------------------------------------------------------------

    async def _look_up(self, api: str, params: Mapping[str, Any], within_s: float) -> AnswerFields:
        """Again only where no connection was found, or the back end is busy: that costs the citizen no time."""
        for attempt in range(1, _LOOK_UP):
            try:
                return await self._timed(api, params, "", within_s)
            except BackendError as error:
                if error.kind != "unreachable" or self._rests(api):
                    raise
            await self._pause(attempt)
        return await self._timed(api, params, "", within_s)

    async def _submit(self, api: str, params: Mapping[str, Any], key: str, within_s: float) -> AnswerFields:
        clock = asyncio.get_running_loop().time
        rule, doubt, began = self._dialect.rule(api), False, clock()
        for attempt in range(1, _SUBMIT + 1):
            try:
                return await self._timed(api, params, key, within_s)
            except BackendError as error:
                last = error
            if last.kind == "refused":
                if not (doubt and last.status == 409):  # 409: the attempt before is still being worked on (draft, 2.6)
                    raise last
                last = BackendError("unknown", f"in doubt, then {last}", status=last.status)
            doubt = doubt or last.may_have_arrived
            if doubt and rule.outcome and (found := await self._outcome(api, params, key, within_s)) is not None:
                return found
            spent = attempt >= _SURE and clock() - began > within_s
            if attempt == _SUBMIT or spent or self._rests(api) or (doubt and not rule.keeps_keys):
                break
            await self._pause(attempt)
        if doubt and last.kind == "unreachable":
            raise BackendError("unknown", f"in doubt, then {last}", status=last.status)
        raise last

    async def _outcome(self, api: str, params: Mapping[str, Any], key: str, within_s: float) -> AnswerFields | None:
        """The fields of a submission that was filed; None where the back end does not know it, or does not answer."""
        asked = {**params, KEY_FIELD: header_key(key)}
        try:
            found = await self._timed(self._dialect.rule(api).outcome, asked, "", within_s)
        except BackendError:
            return None
        return found or None

    async def _pause(self, attempt: int) -> None:
        longest = self._pause_s * 2 ** (attempt - 1)
        await asyncio.sleep(longest * self._random.uniform(0.5, 1.0))

    # ---- one attempt ------------------------------------------------------------------------------------------------

    def _breaker(self, api: str) -> Breaker:
        return self._breakers.setdefault(api, Breaker(_FAILURES, _REST_S, _LONGEST_REST_S))

    def _rests(self, api: str) -> bool:
        return self._breaker(api).resting

    async def _timed(self, api: str, params: Mapping[str, Any], key: str, within_s: float) -> AnswerFields:
        breaker, clock = self._breaker(api), asyncio.get_running_loop().time
        if not breaker.allows(clock()):
            self._on_call(api, "resting", 0.0)
            raise BackendError("unreachable", "this interface kept failing, and is left alone for some seconds")
        began, outcome = time.monotonic(), "cancelled"
        try:
            answer = await self._ask(api, params, key, within_s)
            outcome = "ok"
            breaker.succeeded()
            return answer
        except BackendError as error:
            outcome = error.kind
            if outcome == "refused":
                breaker.succeeded()
            else:
                breaker.failed(clock())
            raise
        finally:
            if outcome == "cancelled":
                breaker.gave_up()
            self._on_call(api, outcome, time.monotonic() - began)

    async def _ask(self, api: str, params: Mapping[str, Any], key: str, within_s: float) -> AnswerFields:
        status, body = await self._exchanged(self._written(api, params), key, within_s)
        return read_answer(status, body, self._dialect, api)

    def _written(self, api: str, params: Mapping[str, Any]) -> Outgoing:
        try:
            return request_of(self._dialect, self._url, api, params)
        except OutgoingError as error:
            raise BackendError("refused", f"the call cannot be written: {error}") from None

    async def _exchanged(self, outgoing: Outgoing, key: str, within_s: float) -> tuple[int, bytes]:
        """The status and the body, within the time. A 401 is answered once with a new token, where that may help."""
        name = header_key(key) if key else ""
        headers = {**outgoing.headers, **correlation_headers()} | ({"Idempotency-Key": name} if name else {})
        try:
            async with asyncio.timeout(within_s):
                access = await self._access.headers(outgoing, name)
                status, body = await self._send(outgoing, headers | access)
                if status == 401 and self._access.renewed(access):
                    access = await self._access.headers(outgoing, name)
                    status, body = await self._send(outgoing, headers | access)
                return status, body
        except TimeoutError:
            raise BackendError("timeout", f"no answer within {within_s:g} s") from None
        except SignatureLibraryError:
            raise BackendError("unreachable", "nothing was sent: the package for SM2 is not installed") from None

    async def _send(self, outgoing: Outgoing, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Raises `BackendError` where the connection fails."""
        try:
            request = self._connected().request(
                outgoing.verb, URL(outgoing.url, encoded=True), data=outgoing.body or None, headers=headers,
                allow_redirects=False, proxy=self._proxy,
            )  # fmt: skip
            async with request as response:
                body = await response.content.read(LONGEST + 1)
                while len(body) <= LONGEST and (more := await response.content.read(LONGEST)):
                    body += more
                return response.status, body
        except TimeoutError:
            raise  # of the library's own, longer limits, or `_exchanged`'s
        except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.InvalidURL) as error:
            raise BackendError("unreachable", f"no connection: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The library's text holds the address; only the type is needed.
            raise BackendError("unreachable", f"no answer: {type(error).__name__}", sent=True) from None

    async def _post_form(self, url: str, form: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """To the token server."""
        return await self._send(
            Outgoing("POST", url, form), {"Content-Type": "application/x-www-form-urlencoded", **headers}
        )

    def _connected(self) -> aiohttp.ClientSession:
        """Created at the first call, because it belongs to the running event loop."""
        if self._session is None:
            # No cookies: nothing of one citizen's call may be sent with another's.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def header_key(key: str) -> str:
    """An idempotency key as the header's value: ASCII, deterministic, and different for different keys.

    Other characters are percent-encoded; a key that would be too long is its SHA-256 in hex.
    """
    encoded = quote(key, safe=":/")
    return encoded if len(encoded) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
