"""A value left open is asked about and never filed: ranges, candidates, and days relative to the one in question."""

from __future__ import annotations

import pytest

from dialogue import load_library
from dialogue.acts import ChoicesCard, Keyed, Said, Show

SERVICE = """服务: 登记
版本: 1
说法: [我要登记]
槽位:
  金额: {类型: 金额, 问: 多少钱？}
  份数: {类型: 数量, 单位: 份, 问: 几份？}
  日期: {类型: 日期, 范围: 将来, 最早: 是, 问: 哪天？}
  时间: {类型: 时间, 范围: 将来, 问: 几点？}
  多久: {类型: 日期, 范围: 过去, 时段: 是, 问: 多久了？}
步骤:
  - 收集: [金额, 份数, 日期, 时间, 多久]
  - 确认: 都对吗？
  - 结束: 完成
"""
ANSWERS = ("五千块", "三份", "2026年12月2号", "上午十点")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("which")
    (folder / "register.yaml").write_text(SERVICE, encoding="utf-8")
    return load_library(folder)


@pytest.fixture
def asked(library, citizen):
    """The service with its first `count` slots answered."""

    def begin(count: int = 0, channel: str = "screen"):
        return type(citizen)(library).begin(channel=channel).say("我要登记", *ANSWERS[:count])

    return begin


def test_the_ends_that_were_named_are_offered(asked) -> None:
    one = asked().say("两三万")
    assert one.state.question.kind == "which_value"
    assert one.state.question.options == ("20000", "30000")
    assert not one.state.has("金额")


@pytest.mark.parametrize(
    ("answer", "value"),
    [("三万", "30000"), ("第一个", "20000"), ("多的那个", "30000"), ("三", "30000"), ("两万五", "25000")],
)
def test_an_answer_picks_one_or_names_another(asked, answer: str, value: str) -> None:
    assert asked().say("两三万", answer).state.value("金额") == value


def test_a_touch_and_a_key_pick_one(asked) -> None:
    assert asked().say("两三万").touch("30000").state.value("金额") == "30000"
    one = asked(channel="phone").say("两三万")
    one.do(Keyed("1"))
    assert one.state.value("金额") == "20000"


def test_a_key_is_a_value_where_the_values_are_digits(asked) -> None:
    one = asked(1, "phone").say("两三份")
    one.do(Keyed("2"))
    assert one.state.value("份数") == "2"


def test_neither_asks_for_the_slot_again(asked) -> None:
    assert asked().say("两三万", "都不是").state.question.kind == "slot"
    assert asked().say("两三万").touch("都不是").state.question.kind == "slot"


def test_a_rough_range_is_asked_for_one_value(asked) -> None:
    one = asked().say("二十多万")
    assert one.state.question.partial == "200000..300000"
    assert one.say("二十三万").state.value("金额") == "230000"


def test_the_same_doubt_again_ends_with_a_human(asked) -> None:
    one = asked().say("两三万", "两三万", "两三万", "两三万", "两三万")
    assert not one.state.has("金额")
    assert one.state.ended == "handoff"


def test_a_day_that_does_not_fit_its_weekday(asked) -> None:
    one = asked(2).say("2026年12月1号星期三")
    assert one.state.question.options == ("2026-12-01", "2026-12-02")
    assert one.say("周三").state.value("日期") == "2026-12-02"


def test_the_earliest_and_a_period_are_kept_as_said(asked) -> None:
    assert asked(2).say("越早越好").state.value("日期") == "最早"
    assert asked(4).say("好几天了").state.value("多久") == "好几天"


def test_relative_to_the_value_given(asked) -> None:
    one = asked(4).say("好几天了")
    assert one.say("再晚两天").state.value("日期") == "2026-12-04"


def test_another_time_is_another_day_and_hour(asked) -> None:
    one = asked(4).say("好几天了", "换个时间")
    assert one.state.question.slot == "日期"
    assert not one.state.has("时间")
    assert one.say("再晚两天").state.value("日期") == "2026-12-04"


def test_the_card_shows_the_values(asked) -> None:
    one = asked()
    acts = one.do(Said("两三万", 0.9))
    cards = [card for act in acts if isinstance(act, Show) for card in act.cards]
    assert isinstance(cards[-1], ChoicesCard)
    assert [option.value for option in cards[-1].options] == ["20000", "30000", "都不是"]
