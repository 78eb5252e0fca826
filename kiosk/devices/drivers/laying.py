"""When a card counts as laid anew, for readers that give the same card as long as it lies there. Sans-I/O."""

from __future__ import annotations

from kiosk.wire.messages import IdCard

#: Seconds without the card after which it has been taken away: readers lose a card that lies still for a moment.
AWAY_S = 1.5


class CardLaying:
    def __init__(self) -> None:
        self._card: IdCard | None = None
        self._seen_at = 0.0

    def seen(self, card: IdCard | None, now: float) -> bool:
        """What lies there now, None: nothing; whether a card was laid since the last time. `now`: seconds."""
        gone = self._card is not None and now - self._seen_at >= AWAY_S
        if card is None:
            if gone:
                self._card = None
            return False
        new = gone or card != self._card
        self._card, self._seen_at = card, now
        return new
