"""Ratings (好差评) on their way: into the record, and in their order to the platform that counts them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from dialogue.acts import Rated
from dialogue.understand.satisfaction import RATINGS
from kiosk.config import Settings
from kiosk.store import DeliveryEntry, RatingEntry
from kiosk.store.ratings import POOR
from kiosk.telemetry.service_metrics import ServiceMetrics
from kiosk.upstream.rating_platform import RATING


def level_of(score: int) -> str:
    """Its word. `score`: from 5, the best, to 1."""
    return RATINGS[len(RATINGS) - score]


@dataclass(frozen=True, slots=True)
class RatingEntries:
    """What the record takes in one transaction."""

    ratings: tuple[RatingEntry, ...] = ()
    deliveries: tuple[DeliveryEntry, ...] = ()


@dataclass(slots=True)
class RatingDesk:
    """One per hall."""

    settings: Settings = field(default_factory=Settings)
    metrics: ServiceMetrics | None = None
    _last_ms: int = 0

    def entries(
        self, rated: Iterable[Rated], conversation: str, device: str, channel: str, now_ms: int, window: str = ""
    ) -> RatingEntries:
        """`rated`: in the order in which they were given. `window`: where the kiosk stands. Their ids are the same
        however often they are made.
        """
        ratings, deliveries = [], []
        for one in rated:
            self._last_ms = at_ms = max(now_ms, self._last_ms + 1)  # their order
            name = hashlib.sha256(f"{conversation}/rating/{one.name}".encode()).hexdigest()
            phone = one.mobile if one.score <= POOR else ""
            entry = RatingEntry(name, at_ms, one.service, one.version, one.score, one.number, one.reason, phone)
            ratings.append(entry)
            if self.settings.feedback.url:
                body = json.dumps(self._told(entry, device, channel, window), ensure_ascii=False)
                deliveries.append(DeliveryEntry(name, RATING, at_ms, body))
            if self.metrics is not None:
                self.metrics.rated(one.service, channel, level_of(one.score))
        return RatingEntries(tuple(ratings), tuple(deliveries))

    def _told(self, entry: RatingEntry, device: str, channel: str, window: str) -> dict[str, object]:
        """The fields of `kiosk.config.feedback.RATING_FIELDS`: of the person nothing."""
        return {
            "id": entry.id,
            "number": entry.number,
            "service": entry.service,
            "version": entry.version,
            "channel": channel,
            "kiosk": device,
            "window": window,
            "score": entry.score,
            "level": level_of(entry.score),
            "comment": entry.reason,
            "time": datetime.fromtimestamp(entry.at_ms / 1000).astimezone().isoformat(timespec="seconds"),
            "hall": self.settings.hall.name,
        }
