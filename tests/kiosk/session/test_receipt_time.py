"""A receipt's time on the screen is that of its paper, however often the receipt is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogue.cards import ReceiptCard
from kiosk.session import screen
from kiosk.session.screen import Screen
from kiosk.wire import messages as m


class Minutes:
    """A minute later at each look."""

    looks = 0

    @classmethod
    def now(cls) -> datetime:
        cls.looks += 1
        return datetime(2026, 11, 22, 10, 0, tzinfo=UTC) + timedelta(minutes=cls.looks)


def receipt(number: str) -> ReceiptCard:
    return ReceiptCard("receipt", "受理回执", number, (), "")


def test_a_receipt_that_is_shown_again_keeps_its_time_and_another_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "datetime", Minutes)
    sent: list[m.Down] = []
    shows = Screen(sent.append, screen=True, voice=False, asked=False)
    for number in ("SB1", "SB1", "SB2", "SB1"):
        shows.show((receipt(number),), 0.0)
    cards = [each.cards[0] for each in sent if isinstance(each, m.Cards)]
    first, again, other, back = [one.time for one in cards if isinstance(one, ReceiptCard)]
    assert first
    assert first == again == back
    assert other != first
