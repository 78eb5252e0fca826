"""Answers in citizens' words, that no list holds: what is proposed, and what is left alone."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.script import Slot
from dialogue.understand.asking import asks
from dialogue.understand.likely_option import likely_option, option_wordings
from dialogue.understand.plain_words import plainly
from dialogue.understand.yes_no_model import NO_WORD, YES_WORD, likely_answer, marked
from support.cases.answer_lines import load_answer_lines
from support.cases.asked_slots import AskedSlots, tally


@pytest.fixture(scope="module")
def slots(library: Library) -> dict[str, Slot]:
    return {slot.name: slot for script in library.scripts for slot in script.slots}


def test_most_answers_are_taken_and_few_wrongly(library: Library) -> None:
    lines, asked = load_answer_lines(), AskedSlots(library)
    found = tally(asked, ((line, asked.answer(line)) for line in lines))
    answers = sum(line.kind == "value" for line in lines)
    assert found["value filed"] + found["value read back"] >= 0.9 * answers
    assert found.get("value wrongly filed", 0) + found.get("- wrongly filed", 0) == 0
    assert found.get("value wrongly read back", 0) + found.get("- wrongly read back", 0) <= 0.025 * answers


@pytest.mark.parametrize(
    "text",
    [
        "租房还是买房呀哪个好",
        "这两样有啥子不一样嘛",
        "要带什么材料",
        "后天成不成",
        "多久能办好",
        "能不能改",
        "那我爱人呢",
        "收不收钱",
        "去哪里开",
    ],
)
def test_a_question_asks(text) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "上班呗", "就在你们一楼站着呢", "炸鸡奶茶啥的", "没有没有，有房谁还租房子呀", "哪有啊，买不起",
        "催啊，咋不催，都拖成啥样了", "没下来呢", "还差几天", "为了办事嘛", "我也不知道怎么丢的", "还没",
    ],
)  # fmt: skip
def test_an_answer_that_looks_like_a_question_asks_nothing(text) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("slot", "text", "said"),
    [
        ("有转诊单", "昨天医生就开了", True),
        ("有转诊单", "医生还没给", False),
        ("名下有房", "没有没有，有房谁还租房子呀", False),
        ("要催办", "催啊，咋不催，都拖成啥样了", True),
        ("要催办", "算啦，再给他们两天", False),
        ("已解决", "修是修了，第二天又漏", False),
        ("住满半年", "差俩礼拜", False),
        ("接受推荐", "礼拜五不行，我上班", False),
        ("在大厅", "没呢，我还在单位", False),
        ("有转诊单", "今天天气真热", None),
        ("要催办", "我要补身份证", None),
        ("名下有房", "", None),
        ("名下有房", "有" * 41, None),
    ],
)
def test_an_explanation_is_a_yes_or_a_no(slots, slot, text, said) -> None:
    assert likely_answer(slots[slot], text) is said


def test_the_words_of_the_slot_are_marked_longest_first() -> None:
    assert marked("转诊单医生开了，再等等", ("转诊单", "开", "转诊"), ("再等等",)) == (
        f"{YES_WORD}医生{YES_WORD}了，{NO_WORD}"
    )


@pytest.mark.parametrize(
    ("slot", "text", "label"),
    [
        ("经营类别", "卖面条嘛，吃的", "餐饮"),  # by what the reprompt says of it
        ("办理原因", "磨得刷不了了", "损坏"),
        ("查询用途", "娃娃要上学", "子女入学"),
        ("联系方式", "打我老头家里那个电话", "座机"),
        ("经营类别", "今天天气真热", ""),
        ("经营类别", "啊", ""),
    ],
)
def test_an_option_is_likely_by_what_it_shares(slots, slot, text, label) -> None:
    assert likely_option(slots[slot], text) == label


def test_what_the_reprompt_says_is_a_wording(slots) -> None:
    assert "卖吃的" in option_wordings(slots["经营类别"])["餐饮"]


def test_what_is_denied_counts_for_nothing(slots) -> None:
    assert likely_option(slots["购房方式"], "现金买的没贷款") != "贷款"


@pytest.mark.parametrize(
    ("said", "plain"), [("在屋头", "在家里"), ("莫得", "没有"), ("给俺爹", "给爸爸"), ("不晓得", "不知道")]
)
def test_dialect_words_are_brought_to_one(said, plain) -> None:
    assert plainly(said) == plain
