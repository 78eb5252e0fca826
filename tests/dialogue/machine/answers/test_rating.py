"""After the business: how it was, and whether there is anything else."""

from __future__ import annotations

import pytest

from dialogue.acts import Expect, Said


@pytest.fixture
def at_rating(at_confirm):
    return at_confirm.say("对")


@pytest.fixture
def at_more(at_rating):
    return at_rating.say("满意")


@pytest.mark.parametrize("text", ["不是特别满意", "没有很满意", "不够满意", "谈不上满意", "没有不满意"])
def test_what_leaves_two_ratings_is_asked(at_rating, text) -> None:
    at_rating.say(text)
    assert "您是说" in at_rating.heard
    assert "还是" in at_rating.heard
    assert not at_rating.state.rating
    assert [act.commits for act in at_rating.last if isinstance(act, Expect)] == [True]
    at_rating.say("不满意")
    assert at_rating.state.rating == "不满意"


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(
    "text",
    [
        "没人满意",
        "满意才怪",
        "满意个屁",
        "我老婆说非常满意",
        "上次那个小伙子非常满意",
        "非常慢",
        "太慢了",
        "好的",
        "我要投诉",
    ],
)
def test_what_is_no_rating_is_asked_again(at_rating, text, confidence) -> None:
    at_rating.say(text, confidence=confidence)
    assert not at_rating.state.rating
    assert at_rating.state.question.kind == "rating"


def test_another_reading_of_the_ear_does_not_rate_where_a_rating_was_spoken_of(at_rating) -> None:
    at_rating.do(Said("我老婆说非常满意", 0.5, ("非常满意",)))
    assert not at_rating.state.rating


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("非常差", "非常不满意"),
        ("负分", "非常不满意"),
        ("布满意", "不满意"),
        ("一百分", "非常满意"),
        ("挺好的，谢谢", "满意"),
    ],
)
def test_a_rating_in_other_words(at_rating, text, rating) -> None:
    at_rating.say(text)
    assert at_rating.state.rating == rating


@pytest.mark.parametrize("text", ["不用了", "算了不评了", "好了", "没空"])
def test_a_rating_may_be_declined(at_rating, text) -> None:
    at_rating.say(text)
    assert not at_rating.state.rating
    assert at_rating.state.question.kind == "more"


@pytest.mark.parametrize("text", ["好了", "行了", "可以了", "就这样", "再见", "拜拜", "没别的了", "好了谢谢", "不用了"])
def test_the_end_is_polite(at_more, text) -> None:
    at_more.say(text)
    assert at_more.ended == "completed"


@pytest.mark.parametrize("text", ["太慢了", "办事太慢了"])
def test_how_it_was_is_no_command(at_more, text) -> None:
    at_more.say(text)
    assert "谢谢您告诉我" in at_more.heard
    assert at_more.state.question.kind == "more"


def test_more_is_more(at_more) -> None:
    assert at_more.say("要").state.question.kind == "service"


@pytest.mark.parametrize("text", ["好了，没有了", "行了，不用了", "没事了，没有了谢谢", "可以了，没了"])
def test_done_and_a_no_end_the_conversation(at_more, text) -> None:
    at_more.say(text)
    assert at_more.ended == "completed"
