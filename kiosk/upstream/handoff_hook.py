"""Posts the case of a caller who is handed to a human, so that the human is not asked to begin anew.

`POST handoff_url` with a JSON object: `call`, `conversation`, `reason`, `service`, `slots` (label → value as it may be
shown: masked), `turns` (`who`: caller or clerk, `text`: masked). Any status below 300 will do; the answer is not read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

#: Seconds that a caller's hand-off waits for it at most.
_WITHIN_S = 3.0


class HandoffHook:
    """`url` empty: nothing is posted. `on_fault`: called with `handoff` where a post failed; the call goes on."""

    def __init__(self, url: str, token: str, *, on_fault: Callable[[str], None]) -> None:
        self._url, self._on_fault = url, on_fault
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session: aiohttp.ClientSession | None = None

    async def post(self, packet: Mapping[str, Any]) -> bool | None:
        """Whether the case was taken; None: there is no hook."""
        if not self._url:
            return None
        try:
            async with asyncio.timeout(_WITHIN_S):
                request = self._connected().post(self._url, json=dict(packet), allow_redirects=False)
                async with request as response:
                    good = response.status < 300
        except (TimeoutError, aiohttp.ClientError, OSError):
            good = False
        if not good:
            self._on_fault("handoff")
        return good

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _connected(self) -> aiohttp.ClientSession:
        """Created at the first post, because it belongs to the running event loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, cookie_jar=aiohttp.DummyCookieJar())
        return self._session
