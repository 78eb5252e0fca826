"""A destination that is told of calls for staff: the hall's own system as JSON, or a group robot.

`POST url` with a JSON object (docs/staff-calls.md), signed as `webhook.py` says; a robot gets its `text` alone, in the
form and with the signature that its kind wants (`robots.py`). A system that takes JSON may answer, as the hand-off hook
does: `{"staff": "coming", "who": "王老师"}`.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.config.staff import StaffDestinationSettings
from kiosk.upstream import robots
from kiosk.upstream.handoff_hook import who_comes
from kiosk.upstream.webhook import PostOutcome, Webhook

#: Seconds of one attempt.
_WITHIN_S = 5.0


class StaffDestination:
    """A carrier of the outbox. `on_coming`: told the call's id and who comes, where the answer says it. `now`: seconds
    since 1970.
    """

    def __init__(
        self,
        settings: StaffDestinationSettings,
        *,
        tls: ssl.SSLContext | None,
        on_coming: Callable[[str, str], object],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._on_coming, self._now = settings, on_coming, now
        self._is_robot = settings.format != "json"
        secret = "" if self._is_robot else settings.secret
        self._webhook = Webhook(settings.url, token=settings.token, secret=secret, tls=tls, now=now)

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        if self._is_robot:
            return await self._to_robot(str(body["text"]), key)
        outcome = await self._webhook.post(body, key=key, within_s=_WITHIN_S)
        if outcome.result == "accepted" and (who := who_comes(outcome.answer)):
            self._on_coming(str(body["id"]), who)
        return outcome

    async def _to_robot(self, text: str, key: str) -> PostOutcome:
        settings = self._settings
        mention = settings.mention == "all"
        made = robots.message(settings.format, text, secret=settings.secret, mention_all=mention, now=self._now())
        outcome = await self._webhook.post(made.body, key=key, within_s=_WITHIN_S, query=made.query)
        return robots.judged(settings.format, outcome)

    async def close(self) -> None:
        await self._webhook.close()
