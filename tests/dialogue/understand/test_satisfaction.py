import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.satisfaction import RATINGS, read_rating, speaks_of_rating

SAID = {
    "非常满意": "非常满意 很满意 我对你们的服务十分满意 特别满意，谢谢 太满意了"
    " 满分 一百分 给五颗星 五分 好评 服务态度很好，非常满意 👍",
    "满意": "满意 满意满意 挺满意的 我满意 四星 还不错 挺好的 那就满意吧",
    "基本满意": "基本满意 还行吧 一般般 比较满意 勉强满意 三分 马马虎虎",
    "不满意": "不满意 我不满意 不太满意 不怎么满意 不好 还不满意 两星 差劲",
    "非常不满意": "非常不满意 很不满意 一点都不满意 非常差 太差了 好烂 差评 负分 零分 相当差 一星",
}
OPEN = {
    "基本满意 不满意": "不是很满意 不是特别满意 没有很满意 不够满意 谈不上满意 没那么满意 不算满意 不见得满意",
    "满意 基本满意": "没有不满意 没什么不满意的 不是不满意",
    "不满意 非常不满意": "好失望 失望",
}
NONE = """
    满意才怪 满意个屁 没人满意 我老婆说非常满意 上次那个小伙子非常满意 别人都满意 哪里满意了 满意吗 满意？ 你满意吗
    鬼才满意 要是能快点就非常满意 本来满意的 满意度很低 非常慢 从来没满意过 不可能满意
    五 十分 八十分 -5分 应该是满意 一分钱没花 好的 今天真热
    假如不用排队就满意 说不上满意不满意 满意，我还要投诉
"""


@pytest.mark.parametrize(
    ("rating", "text"), [(rating, text) for rating, texts in SAID.items() for text in texts.split()]
)
def test_a_whole_rating(rating: str, text: str) -> None:
    assert read_rating(text).rating == rating


@pytest.mark.parametrize(
    ("ratings", "text"), [(either, text) for either, texts in OPEN.items() for text in texts.split()]
)
def test_negation_and_degree_leave_two(ratings: str, text: str) -> None:
    assert read_rating(text).ratings == tuple(ratings.split())


@pytest.mark.parametrize("text", NONE.split())
def test_anything_else_is_none(text: str) -> None:
    assert not read_rating(text, by_sound=True).ratings


@pytest.mark.parametrize(("text", "rating"), [("布满意", "不满意"), ("飞常满意", "非常满意"), ("布满", "")])
def test_a_whole_rating_by_its_sound_where_it_was_spoken(text: str, rating: str) -> None:
    assert read_rating(text, by_sound=True).rating == rating
    assert not read_rating(text).ratings


@given(st.sampled_from(RATINGS), st.sampled_from(["不是", "没人说", "谁说", "我朋友", "假如", "难道"]))
def test_what_stands_before_a_rating_never_gives_a_better_one(rating: str, before: str) -> None:
    heard = read_rating(before + rating)
    assert heard.rating != rating


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    assert set(read_rating(text, by_sound=True).ratings) <= set(RATINGS)


@pytest.mark.parametrize("text", ["您好", "你好", "你好呀", "您好您好", "你们好", "喂，你好", "大家好", "老师好"])
def test_a_greeting_is_no_rating(text: str) -> None:
    assert read_rating(text, by_sound=True).ratings == ()
    assert not speaks_of_rating(text)


@pytest.mark.parametrize(("text", "rating"), [("你好，满意", "满意"), ("您好，不满意", "不满意")])
def test_a_greeting_beside_a_rating_is_left_off(text: str, rating: str) -> None:
    assert read_rating(text).rating == rating


@pytest.mark.parametrize("text", ["那个好", "我好", "就好"])
def test_good_is_a_rating_only_where_one_is_asked_for(text: str) -> None:
    assert read_rating(text).rating == "满意"
    assert not speaks_of_rating(text)
