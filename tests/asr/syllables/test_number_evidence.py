"""Taken, asked about or left: by table, from scores that the head and the decoder gave to synthetic voices and
recordings."""

from __future__ import annotations

import pytest

from asr.syllables.heard_answer import Use
from asr.syllables.numbers import NumberEvidence, judge

#: What a grammar adds: odds, and whether it has a check digit.
MOBILE = {"odds": 4.6}
IDENTITY = {"odds": 6.6, "checked": True}
DIGITS: dict[str, float] = {}


@pytest.mark.parametrize(
    ("scores", "wrote", "other", "alone", "kind", "use", "value"),
    [
        # The only valid identity number, a little less likely than the best free sequence.
        ({"44030519641003907X": -3.1}, {}, -0.9, True, IDENTITY, Use.TAKE, "44030519641003907X"),
        # 叉 was heard as sha: a syllable of no number, and yet the check digit is right.
        ({"330106200503054446": -1.0}, {}, -2.0, False, IDENTITY, Use.TAKE, "330106200503054446"),
        ({"211002199907156665": -2.7}, {"211002199907156665": 3}, 0.0, True, IDENTITY, Use.TAKE, "211002199907156665"),
        # Another valid one comes near it.
        (
            {"11010519491231002X": -1.0, "110105194912310038": -2.0},
            {}, 0.0, True, IDENTITY, Use.ASK, "11010519491231002X",
        ),
        ({"320583199505195477": -6.7}, {}, 0.0, True, IDENTITY, Use.ASK, "320583199505195477"),
        # A valid one that was not said: the head had lost a digit.
        ({"370202198412016644": -11.7}, {}, 0.0, True, IDENTITY, Use.NONE, "370202198412016644"),
        # A mobile number that could have a digit more or less, which people hardly say.
        ({"15030241139": -0.4, "15030241133": -18.1}, {}, -1.2, True, MOBILE, Use.TAKE, "15030241139"),
        ({"19777166665": -2.1, "19777716666": -16.7}, {"19777716666": 4}, -0.1, True, MOBILE, Use.TAKE, "19777166665"),
        # The same evidence for a number without checks.
        ({"15030241139": -0.4, "15030241133": -18.1}, {}, -1.2, True, DIGITS, Use.ASK, "15030241139"),
        # A syllable of no number may be a digit that was misheard.
        ({"15030241139": -0.4}, {}, -1.2, False, MOBILE, Use.ASK, "15030241139"),
        ({"19151112299": -8.2}, {}, -4.4, False, MOBILE, Use.ASK, "19151112299"),
        # Not the odds of its kind, but the decoder: it alone supports a number that was said fast.
        (
            {"13515082192": -6.8, "13511508192": -7.8, "13511508292": -9.2},
            {"13515082192": 0, "13515682192": 2}, -0.5, True, MOBILE, Use.TAKE, "13515082192",
        ),
        ({"98122864": -3.3, "98128642": -3.6}, {}, -0.2, True, DIGITS, Use.NONE, "98122864"),
    ],
)  # fmt: skip
def test_taken_or_asked(
    scores: dict[str, float],
    wrote: dict[str, int],
    other: float,
    alone: bool,
    kind: dict[str, float],
    use: Use,
    value: str,
) -> None:
    heard = judge(NumberEvidence(scores, wrote, other, alone, **kind))  # type: ignore[arg-type]
    assert (heard.use, heard.value) == (use, value)


def test_what_the_decoder_wrote_is_asked_about_where_the_syllables_say_otherwise() -> None:
    """零零 over the telephone, written 两两: a plausible number that was not said, and the hall went on with it."""
    scores = {"13600787111": -1.3, "13000787111": -1.7, "13620787111": -3.6, "13220787111": -6.0}
    heard = judge(NumberEvidence(scores, {"13220787111": 0}, -1.3, True, odds=4.6))
    assert (heard.value, heard.use) == ("13220787111", Use.ASK)
    assert "13600787111" in heard.candidates


@pytest.mark.parametrize("place", [0, 1, 4])
@pytest.mark.parametrize("score", [-0.1, -5.0, -20.0, -200.0])
def test_a_number_that_the_decoder_wrote_never_stands_unasked(place: int, score: float) -> None:
    heard = judge(NumberEvidence({"22240320": score}, {"22240320": place}, 0.0, True))
    assert heard.use is not Use.NONE


def test_agreement_and_odds_are_not_added() -> None:
    """A number of the first hypothesis has about the advantage that its kind has without the decoder."""
    alone = judge(NumberEvidence({"15030241139": -3.0}, {}, 0.0, True, odds=4.6))
    agreed = judge(NumberEvidence({"15030241139": -3.0}, {"15030241139": 0}, 0.0, True, odds=4.6))
    assert alone.confidence == pytest.approx(agreed.confidence)
