"""What sample utterances tell of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue import Library
from dialogue.script import Slot
from dialogue.understand.likely_option import likely_option
from dialogue.understand.sampled import enough, option_scores
from dialogue.understand.yes_no_model import likely_answer

SAMPLES = (
    *((said, "丢失") for said in ("掉沟里了", "被人摸走了", "落在车上了", "忘在宾馆了")),
    *((said, "损坏") for said in ("折成两半了", "刷卡机不认", "洗衣机洗了", "磨得看不清")),
    ("今天人真多", ""),
    ("你们几点下班", ""),
)


@pytest.fixture
def reason(library: Library) -> Slot:
    slot = next(slot for script in library.scripts for slot in script.slots if slot.name == "办理原因")
    return replace(slot, samples=SAMPLES)


@pytest.mark.parametrize(
    ("said", "option"), [("好像落在出租车上了", "丢失"), ("让洗衣机给洗坏了", "损坏"), ("今天人怎么这么多", "")]
)
def test_samples_propose(reason, said, option) -> None:
    assert likely_option(reason, said) == option


def test_too_few_samples_tell_nothing(reason) -> None:
    few = replace(reason, samples=SAMPLES[:4])
    assert enough(reason)
    assert not enough(few)
    assert option_scores(few, "落在车上了", {"丢失": (), "损坏": ()}) == {}


def test_a_slot_without_samples_is_read_as_before(reason) -> None:
    assert likely_option(replace(reason, samples=()), "折断了") == "损坏"


def test_words_that_share_nothing_are_near_to_nothing(reason) -> None:
    assert option_scores(reason, "乌龟", {"丢失": (), "损坏": ()}).keys() == {"丢失", "损坏"}
    assert likely_option(reason, "乌龟") == ""


def test_yes_and_no_are_proposed_by_samples(library: Library) -> None:
    slot = next(slot for script in library.scripts for slot in script.slots if slot.name == "已解决")
    samples = (
        *((said, "是") for said in ("灯又亮了", "水来了", "不吵了")),
        *((said, "否") for said in ("还是黑灯瞎火", "照样停水", "师傅看一眼就走了")),
    )
    slot = replace(slot, samples=samples)
    assert likely_answer(slot, "昨晚灯亮了") is True
    assert likely_answer(slot, "还黑灯瞎火的") is False


@pytest.mark.parametrize(("said", "option"), [("不是丢了，是洗衣机洗了", "损坏"), ("不见了，还折了角", "丢失")])
def test_an_option_that_is_denied_is_not_proposed(reason, said, option) -> None:
    two = replace(reason, choices=reason.choices[:2])
    assert likely_option(two, said, read="丢失" if said.startswith("不见") else "") == option


def test_dialect_is_compared_as_readers_get_it(reason) -> None:
    samples = (*SAMPLES, ("唔见咗个证", "丢失"))
    assert option_scores(replace(reason, samples=samples), "不见了个证", {"丢失": (), "损坏": ()})["丢失"] > 0.5


@pytest.mark.parametrize(
    ("said", "yes"), [("不催怕是没人记得", True), ("也没什么不行的，催吧", True), ("那不中，不催", False)]
)
def test_what_would_come_of_a_no_is_a_yes(library: Library, said: str, yes: bool) -> None:
    slot = next(slot for script in library.scripts for slot in script.slots if slot.name == "要催办")
    assert likely_answer(slot, said) is yes
