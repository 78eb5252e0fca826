"""The texts that the head is trained on: what numbers look like, and that every syllable is said."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter

import pytest
from stdnum.cn import ric

from asr.syllables.inventory import SYLLABLES, class_of
from train.syllables.recipe import SHIPPED
from train.syllables.texts import answers, coverage, numbers, people, service
from train.syllables.texts.digits import random_digits, said
from train.syllables.texts.mixture import said_syllables, utterances

READ = str.maketrans("零洞一幺二两三四五六七拐八九勾叉", "001122345677899X")


@pytest.mark.parametrize("seed", range(40))
def test_a_string_of_digits_is_said_digit_by_digit(seed: int) -> None:
    dice = random.Random(seed)
    digits = random_digits(11, dice)
    text = said(digits, dice, ((3, 4, 4),))
    if not re.search("个|双|不|错|呃", text):  # 三个零, corrections
        assert text.replace("，", "").translate(READ) == digits


def test_equal_neighbours_are_frequent() -> None:
    digits = random_digits(4000, random.Random(1))
    equal = sum(one == other for one, other in itertools.pairwise(digits)) / len(digits)
    assert 0.33 < equal < 0.42, f"expected about 37 % equal neighbours; got {equal:.2f}"


def test_identity_numbers_have_a_date_and_a_check_digit() -> None:
    dice, found = random.Random(3), 0
    for _ in range(60):
        text = numbers.identity(dice)
        plain = re.sub(r"[^0-9X]", "", text.translate(READ))
        if len(plain) == 18 and not re.search("个|双|不|错|呃", text):  # 三个零, corrections
            found += 1
            assert ric.calc_check_digit(plain) == plain[-1]
    assert found > 30, f"expected most of 60 said plainly; {found} were"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (15, "十五"),
        (110, "一百一十"),
        (305, "三百零五"),
        (1005, "一千零五"),
        (10300, "一万零三百"),
        (120000, "十二万"),
        (3050000, "三百零五万"),
    ],
)
def test_cardinals(value: int, text: str) -> None:
    assert numbers.cardinal(value) == text


def test_every_kind_gives_text_that_can_be_said() -> None:
    dice = random.Random(5)
    makers = (
        numbers.mobile, numbers.identity, numbers.eight_digits, numbers.landline, numbers.short_code,
        numbers.digits_alone, numbers.plate, numbers.amount, numbers.date, numbers.quantity, people.person,
        people.address, answers.several, service.request, service.written,
    )  # fmt: skip
    for maker in makers:
        for _ in range(5):
            text = maker(dice)
            assert said_syllables(text), f"{maker.__name__}: no syllables in {text!r}"
            assert not re.search(r"[\[\]{}|]", text), f"{maker.__name__}: a frame was not filled: {text!r}"


def test_coverage_says_what_was_heard_least() -> None:
    dice, heard = random.Random(2), Counter(dict.fromkeys(SYLLABLES, 1000))
    for rare in ("seng", "nve", "chuai", "pou", "zhua"):
        heard[rare] = 0
    lines = [coverage.line(heard | dict.fromkeys((), 1), dice) for _ in range(30)]
    said_now = Counter(syllable.number for line in lines for syllable in said_syllables(line))
    for rare in ("seng", "nve", "chuai", "pou", "zhua"):
        assert said_now[class_of(rare) or 0] > 5, (
            f"expected {rare} in most of 30 lines; {said_now[class_of(rare) or 0]}"
        )


def test_equal_seeds_give_equal_texts_and_letters_are_spelt() -> None:
    first = [utterance.text for utterance in itertools.islice(utterances(4, SHIPPED.texts), 30)]
    assert first == [utterance.text for utterance in itertools.islice(utterances(4, SHIPPED.texts), 30)]
    assert first != [utterance.text for utterance in itertools.islice(utterances(5, SHIPPED.texts), 30)]
    assert [SYLLABLES[one.number - 1] for one in said_syllables("京A，X")] == ["jing", "ei", "ai", "ke", "si"]


def test_phrases_are_counted_by_the_marks_between_them() -> None:
    assert [one.phrase for one in said_syllables("是的。不用。好")] == [0, 0, 1, 1, 2]
