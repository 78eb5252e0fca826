"""What counts as a claim, and what a passage does not bear out."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.knowledge import Passage
from dialogue.knowledge.claims import claims_in, numbers_in, unsupported

SAME = [
    ("三十元", "30元", "30块钱", "￥30", "30.00元"),
    ("十五个工作日", "15个工作日", "15 个工作日"),
    ("六十日", "60天", "六十天"),
    ("半年", "六个月", "6个月"),
    ("一年半", "十八个月"),
    ("三块五", "3.5元"),
    ("一万二千元", "12000元", "1.2万元", "12,000元"),
    ("百分之五十", "50%", "50％"),
    ("一二三四五", "12345"),
    ("十六周岁", "16岁"),
    ("两个半小时", "2.5小时"),
    ("下午五点", "17:00", "十七点"),
    ("上午九点半", "9:30"),
    ("2026年3月1日", "2026-03-01", "二零二六年三月一号"),
    ("两周", "14天"),
]
NONE = ["请您等一下", "一次性告知", "统一办理", "十分感谢", "一个证件", "万一丢了", "第三方", "一样的", "首次申领"]
FEES = Passage(
    id="k:1",
    questions=("身份证补领多少钱",),
    answer="换领身份证交二十元工本费，补领交四十元工本费。首次申领免费。城市低保居民初次领取、换领的，凭证明免收。",
    source="《居民身份证法》",
    clause="第二十条",
    since=date(2026, 1, 1),
    until=None,
    service="身份证补领",
)
TIME = (
    "十五个工作日内办好，请带身份证、户口簿到一楼东侧八号窗口，周一到周五上午九点到十二点。不用带照片。代办的不能办理。"
)
#: Said; the words that have no ground. Written with the passage before the eyes.
GUARDED = [
    ("补领要交40元工本费。", ()),
    ("首次申领身份证不收费用。", ()),
    ("根据《居民身份证法》第二十条，补领交四十元。", ()),
    ("补领要交50元。", ("50元",)),
    ("补领要交20元工本费。", ("20元",)),
    ("换领交四十元，补领交二十元。", ("二十元",)),
    ("补领免费。", ("免费",)),
    ("补领四十元，三个工作日办好。", ("三个工作日",)),
    ("补领四十元，请到公证处办理。", ("公证处",)),
    ("补领四十元，带上户口簿。", ("户口簿",)),
    ("根据《户口登记条例》，补领四十元。", ("《户口登记条例》",)),
    ("根据第二十一条，补领四十元。", ("第二十一条",)),
    ("补领四十元，不用带身份证。", ("不用",)),
    ("您不能补领。", ("不能",)),
    ("首次申领要交工本费。", ("交工本费",)),
]
PLACED = [
    ("15个工作日就好，在一楼。", ()),
    ("请带户口本和身份证。", ()),
    ("周三开门。", ()),
    ("上午十点开门。", ("上午十点",)),
    ("周六也行。", ("周六",)),
    ("请到二楼。", ("二楼",)),
    ("请到西侧窗口。", ("西侧",)),
    ("请到九号窗口。", ("九号窗口",)),
    ("请带营业执照。", ("营业执照",)),
    ("请带结婚证。", ("结婚证",)),
    ("15天就好。", ("15天",)),
    ("请到税务局。", ("税务局",)),
]


@pytest.mark.parametrize("ways", SAME)
def test_one_figure_in_several_writings(ways: tuple[str, ...]) -> None:
    assert {numbers_in(way) for way in ways} == {numbers_in(ways[0])}
    assert numbers_in(ways[0])


@pytest.mark.parametrize("text", NONE)
def test_number_words_that_count_nothing(text: str) -> None:
    assert numbers_in(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("三到五个工作日", ("3工作日", "5工作日")),
        ("8:30-17:00", ("8:30", "17:00")),
        ("下午一点半到五点", ("13:30", "17:00")),
        ("二十六至四十五周岁", ("26岁", "45岁")),
        ("电话010-12345678", ("010-12345678",)),
        ("满一年之前的一个月内", ("12月", "1月")),
    ],
)
def test_ranges(text: str, values: tuple[str, ...]) -> None:
    assert numbers_in(text) == values


@pytest.mark.parametrize(("text", "lacking"), GUARDED)
def test_guard(text: str, lacking: tuple[str, ...]) -> None:
    found = unsupported(text, FEES)
    assert bool(found) == bool(lacking), found
    assert set(lacking) <= set(found)


@pytest.mark.parametrize(("text", "lacking"), PLACED)
def test_guard_on_places_and_times(text: str, lacking: tuple[str, ...]) -> None:
    found = unsupported(text, TIME)
    assert bool(found) == bool(lacking), found
    assert set(lacking) <= set(found)


@pytest.mark.parametrize("text", [FEES.answer, TIME])
def test_a_passage_bears_itself_out(text: str) -> None:
    assert unsupported(text, text) == ()


def test_figures_only_is_for_the_lint() -> None:
    assert unsupported("请带户口簿，补领五十元。", FEES, figures_only=True) == ("五十元",)


@settings(deadline=None)
@given(st.integers(1, 99_999), st.integers(1, 99_999), st.sampled_from(["元", "个工作日", "天", "份", "个月", "岁"]))
def test_another_figure_never_passes(said: int, written: int, unit: str) -> None:
    assert bool(unsupported(f"要{said}{unit}。", f"要{written}{unit}。")) == (said != written)


@settings(deadline=None)
@given(st.text(alphabet="零一二三四五六七八九十百千万元天月年日点周个第条半0123456789.,:-《》到不免费收", max_size=30))
def test_nothing_breaks_it(text: str) -> None:
    claims_in(text)
    assert unsupported(text, text, figures_only=True) == ()
