"""The platform that counts ratings (政务服务好差评), over HTTP: `POST feedback.url` with one rating (docs/feedback.md).

The body of a delivery has our names of the fields (`kiosk.config.feedback.RATING_FIELDS`); the platform's names are put
in their place here, so that a rating that waits is sent as the settings are when it goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.config.feedback import FeedbackSettings, renamed
from kiosk.upstream.webhook import PostOutcome, Webhook

#: The kind of its deliveries.
RATING = "rating"
#: Seconds of one attempt.
_WITHIN_S = 10.0


class RatingPlatform:
    """A carrier of the outbox."""

    def __init__(self, settings: FeedbackSettings, webhook: Webhook) -> None:
        self._names, self._webhook = renamed(settings.fields), webhook

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        named = {self._names.get(name, name): value for name, value in body.items()}
        named.pop("-", None)
        return await self._webhook.post(named, key=key, within_s=_WITHIN_S)

    async def close(self) -> None:
        await self._webhook.close()
