"""A card is told once for each time that it is laid."""

from __future__ import annotations

from kiosk.devices.drivers.laying import AWAY_S, CardLaying
from kiosk.wire.messages import IdCard

ONE, OTHER = IdCard("李桂英", "11010519491231002X"), IdCard("王小明", "110105198805234517")


def test_a_card_that_lies_there_is_laid_once() -> None:
    laying = CardLaying()
    assert [laying.seen(ONE, now / 2) for now in range(10)] == [True] + [False] * 9


def test_a_reader_that_loses_the_card_for_a_moment_does_not_count() -> None:
    laying = CardLaying()
    laying.seen(ONE, 0.0)
    assert not laying.seen(None, 0.5)
    assert not laying.seen(ONE, 1.0)


def test_the_same_card_again_after_it_was_taken_away() -> None:
    laying = CardLaying()
    laying.seen(ONE, 0.0)
    laying.seen(None, AWAY_S)
    assert laying.seen(ONE, AWAY_S + 0.1)
    assert laying.seen(ONE, 3 * AWAY_S + 0.1), "the reader was away meanwhile"


def test_another_card_at_once() -> None:
    laying = CardLaying()
    laying.seen(ONE, 0.0)
    assert laying.seen(OTHER, 0.1)
    assert laying.seen(ONE, 0.2)
