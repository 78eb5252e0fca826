"""How likely words wish a service: the act and the nearness to its samples count together."""

from __future__ import annotations

import pytest

from dialogue.understand.wish_share import wanted_share, wish_share


def test_neither_the_act_nor_the_nearness_tells_alone() -> None:
    text = "居住证办一个"
    assert wish_share(text, 0.9, 0.95) > 0.9
    assert wish_share(text, 0.9, 0.02) < 0.3
    assert wish_share(text, 0.1, 0.95) < 0.3


@pytest.mark.parametrize("wanted", [0.3, 0.6, 1.0])
def test_what_is_nearer_is_likelier(wanted: float) -> None:
    shares = [wish_share("好", score, wanted) for score in (-0.2, 0.1, 0.3, 0.6)]
    assert shares == sorted(shares)
    assert all(0 < share < 1 for share in shares)


def test_a_question_is_less_likely_a_wish() -> None:
    assert wish_share("居住证在哪里办", 0.5, 0.5) < wish_share("居住证办一个", 0.5, 0.5)


def test_a_report_is_wished_of_the_service_that_takes_reports() -> None:
    text = "我们小区门口的路灯坏了半个月没人修"
    assert wanted_share(text, reports=True) > 0.7 > wanted_share(text)
