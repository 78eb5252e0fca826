"""Numbers from lattices that are made: heard through confusions and words around them, refused where unsure."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.syllables.grammar import DigitCount, IdentityNumber, MobileNumber
from asr.syllables.heard_answer import HeardAnswer, Rival, Use, differing
from asr.syllables.lattice import pack
from asr.syllables.number_beam import NumberSearch
from asr.syllables.numbers import hear_number
from asr.syllables.written_digits import written_runs
from mandarin import exact
from support.posteriors import posteriors, spoken

ID = "11010519491231002X"


def mobile(seed: int) -> str:
    draw = random.Random(seed)
    return "1" + draw.choice("3456789") + "".join(draw.choice("0123456789") for _ in range(9))


@settings(max_examples=25)
@given(st.integers(0, 9999), st.sampled_from(["yao", "yi"]), st.floats(0.85, 0.99))
def test_a_clear_number_is_taken(seed: int, one: str, sure: float) -> None:
    heard = hear_number(pack(spoken(mobile(seed), one=one, sure=sure, seed=seed)), MobileNumber(), [mobile(seed)])
    assert (heard.value, heard.use) == (mobile(seed), Use.TAKE)


@settings(max_examples=25)
@given(st.integers(0, 9999), st.integers(0, 10))
def test_a_digit_that_is_lost_is_never_made_up(seed: int, lost: int) -> None:
    number = mobile(seed)
    heard = hear_number(pack(spoken(number, deleted=(lost,), seed=seed)), MobileNumber(), [])
    assert heard.use is not Use.TAKE


@settings(max_examples=25)
@given(st.integers(0, 9999), st.integers(0, 7))
def test_a_confusion_without_a_check_digit_is_asked_about(seed: int, place: int) -> None:
    digits = "".join(random.Random(seed).choice("0123456789") for _ in range(8))
    other = {"1": ("qi", 0.5), "7": ("yi", 0.5)}.get(digits[place], ("yi", 0.5))
    heard = hear_number(pack(spoken(digits, confused={place: other}, seed=seed)), DigitCount(8), [])
    assert heard.use is not Use.TAKE
    if heard.use is Use.ASK:
        assert digits in heard.candidates
        assert heard.unsure is not None
        assert heard.unsure[0] <= place < heard.unsure[1]


def test_the_check_digit_settles_a_confusion() -> None:
    said = spoken(ID.replace("X", "叉"), confused={4: ("wu", 0.6)}, sure=0.97)
    heard = hear_number(pack(said), IdentityNumber(date(2026, 11, 30)), [])
    assert heard.value == ID
    assert heard.use is not Use.NONE


def test_words_around_a_number_are_no_part_of_it() -> None:
    said = "我的手机号是13473821368谢谢"
    heard = hear_number(pack(spoken(said, sure=0.97)), MobileNumber(), [said])
    assert (heard.value, heard.use, heard.alone) == ("13473821368", Use.TAKE, False)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("138双零12三个五6", "13800125556"),
        ("137两个八四个零612", "13788000061" + "2"),
        ("139三个八三个六75", "13988866675"),
        ("那个138双零12三个五6", "13800125556"),
    ],
)
def test_a_digit_that_is_meant_several_times(said: str, number: str) -> None:
    grammar = MobileNumber() if len(number) == 11 else DigitCount(len(number))
    heard = hear_number(pack(spoken(said, sure=0.97)), grammar, [])
    assert heard.value == number
    assert heard.use is not Use.NONE


@pytest.mark.parametrize("said", ["我不记得了", "转人工", "等一下我找找", "134738213688", "1347382", "二三四"])
def test_anything_else_is_no_number(said: str) -> None:
    assert hear_number(pack(spoken(said, sure=0.97)), MobileNumber(), [said]).use is not Use.TAKE


def test_silence_is_nothing() -> None:
    assert hear_number(pack(posteriors([])), MobileNumber(), []) == HeardAnswer("", 0.0, Use.NONE)


@pytest.mark.parametrize("texts", [["13473821369"], ["一三四七三八二一三六", "13473821369"]])
def test_a_number_that_the_syllables_speak_against_is_asked_about(texts: list[str]) -> None:
    heard = hear_number(pack(spoken("九八七六五四三二一零", sure=0.99)), MobileNumber(), texts)
    assert (heard.value, heard.use) == ("13473821369", Use.ASK)


def test_the_tail_of_a_syllable_beside_a_digit_is_no_word() -> None:
    said = spoken("13473821368", confused=dict.fromkeys(range(11), ("shan", 0.1)), sure=0.99)
    heard = hear_number(pack(said), MobileNumber(), [])
    assert (heard.value, heard.alone, heard.use) == ("13473821368", True, Use.TAKE)


def test_a_decoder_that_wrote_another_number_is_a_reason_to_ask() -> None:
    heard = hear_number(pack(spoken("13473821368", sure=0.95)), MobileNumber(), ["13473821369"])
    assert heard.use is Use.ASK
    assert not heard.agreed


@pytest.mark.parametrize(
    ("said", "wrote"),
    [("13000787111", "一三两两零七八七一一一"), ("88779440", "八八七七九四十零"), ("22041200", "二二零四一两零零")],
)
def test_the_decoder_also_writes_a_nought_as_two_and_a_four_as_ten(said: str, wrote: str) -> None:
    grammar = MobileNumber() if len(said) == 11 else DigitCount(len(said))
    heard = hear_number(pack(spoken(said, sure=0.95)), grammar, [wrote])
    assert (heard.value, heard.use, heard.agreed) == (said, Use.TAKE, True)


def test_a_two_that_was_said_stays_one() -> None:
    said = posteriors(["yao", "san", "liang", "liang", "ling", "qi", "ba", "qi", "yao", "yao", "yao"], sure=0.95)
    assert hear_number(pack(said), MobileNumber(), ["一三两两零七八七一一一"]).value == "13220787111"


def test_the_rescoring_is_the_beams_own() -> None:
    lattice = pack(spoken("13473821368", sure=0.9)).posteriors()
    search = NumberSearch(lattice, MobileNumber())
    value, score = next(iter(search.whole.items()))
    assert abs(search.score(value) - score) < 0.05


def test_readings_of_digits() -> None:
    said = ["yao", "san", "guai", "dong", "gou", "liang", "yi", "er", "qi", "jiu", "ling"]
    heard = hear_number(pack(posteriors(said, sure=0.99)), MobileNumber(), [])
    assert heard.value == "13709212790"


@pytest.mark.parametrize(
    ("values", "part"),
    [(("13487651234", "13487151234"), (5, 6)), (("1234", "4321"), (0, 4)), (("12",), None), ((), None)],
)
def test_the_part_that_is_unsure(values: tuple[str, ...], part: tuple[int, int] | None) -> None:
    assert differing(values) == part


def test_only_near_rivals_are_asked_about() -> None:
    heard = HeardAnswer("12", 0.6, Use.ASK, (Rival("13", 0.3), Rival("14", 0.01)))
    assert heard.candidates == ("12", "13")
    assert HeardAnswer("12", 0.99, Use.TAKE, (Rival("13", 0.3),)).candidates == ()


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("要三九八。", ("1398",)),
        ("138, 1234-5678", ("13812345678",)),
        ("我的号码是幺三", ("13",)),
        ("没有", ()),
        ("腰三拐洞勾", ("13709",)),
    ],
)
def test_digits_as_the_decoder_wrote_them(text: str, runs: tuple[str, ...]) -> None:
    assert written_runs(text) == runs
    assert exact(text) is not None
