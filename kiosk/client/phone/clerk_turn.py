"""Whose turn it is in a call, and how it ended, as the hall tells on its operators' listener: a caller need not guess
it from silence.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import quote

from aiohttp import ClientConnectorError, ClientSession, ClientTimeout
from aiohttp import ClientError as HttpError

from kiosk.client.operators_side import address_of, context_of
from kiosk.config import Settings

#: Seconds that an answer may take.
_WITHIN_S = 2.0
#: How often a hall is asked how a call ended that was hung up, and the seconds between.
_TRIES, _AGAIN_S = 25, 0.2


class ClerkTurn(Protocol):
    """Tells whether the clerk has finished: True, False, or None where that cannot be told."""

    async def is_over(self) -> bool | None: ...


class ToldByHall:
    """Asks the hall of `settings` about the call `call_id`. Where no hall answers, or it has never known the call (the
    call went to another machine's), it is not asked again.

    A hall that has known the call and does not answer in time is busy, and one that knows it no longer has ended it,
    and is about to hang up: either way it is not the caller's turn.
    """

    def __init__(self, session: ClientSession, settings: Settings, call_id: str) -> None:
        self._session = session
        self._asks, self._known = True, False
        self._url = f"{address_of(settings)}/phone/calls/{quote(call_id, safe='')}"
        self._context = context_of(settings)

    async def is_over(self) -> bool | None:
        if not self._asks:
            return None
        try:
            told = await self._told("/turn")
        except ClientConnectorError:  # there is no hall, or no longer
            self._asks = False
            return None
        except (HttpError, TimeoutError):
            return False if self._known else None
        self._known = self._known or told in ("caller", "clerk")
        self._asks = self._known
        return told == "caller" if self._known else None

    async def outcome(self) -> str:
        """How a call that is over ended, as the hall recorded it: completed, cancelled, handoff, …; empty where it
        cannot be told.
        """
        for _ in range(_TRIES):
            try:
                told = await self._told("")
            except (HttpError, TimeoutError):
                return ""
            if told != "up":
                return told.strip()
            await asyncio.sleep(_AGAIN_S)
        return ""

    async def _told(self, what: str) -> str:
        """Empty: the hall does not know the call. Raises HttpError, TimeoutError."""
        context = True if self._context is None else self._context
        async with self._session.get(self._url + what, ssl=context) as answer:
            return await answer.text() if answer.status == 200 else ""


@asynccontextmanager
async def told_by_hall(settings: Settings, call_id: str) -> AsyncIterator[ToldByHall]:
    async with ClientSession(timeout=ClientTimeout(total=_WITHIN_S)) as session:
        yield ToldByHall(session, settings, call_id)
