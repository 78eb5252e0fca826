"""Which items of a list are chosen by words: by place, by what they are, all, all but some; and a choice changed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.filters import chinese_number
from dialogue.understand.picks import read_pick

TODAY = date(2026, 11, 22)
ITEMS = [
    {"编号": "A1", "时间": "2026-03-05", "地点": "人民路与解放路口", "行为": "闯红灯", "罚款": "200", "记分": "6"},
    {"编号": "A2", "时间": "2026-04-18", "地点": "建设大街", "行为": "违法停车", "罚款": "100", "记分": "0"},
    {"编号": "A3", "时间": "2026-06-30", "地点": "绕城高速", "行为": "超速", "罚款": "50", "记分": "0"},
    {"编号": "A4", "时间": "2026-09-12", "地点": "人民路", "行为": "违法停车", "罚款": "100", "记分": "0"},
    {"编号": "A5", "时间": "2026-11-01", "地点": "滨河路", "行为": "不按导向车道行驶", "罚款": "100", "记分": "2"},
]
CHOSEN = [
    ("第二条", (2,)), ("第二个吧", (2,)), ("二条", (2,)), ("地三调", (3,)), ("第一条和第三条", (1, 3)),
    ("一和三", (1, 3)), ("1、3", (1, 3)), ("一三五", (1, 3, 5)), ("前两条", (1, 2)), ("头两条", (1, 2)),
    ("后两条", (4, 5)), ("最后一条", (5,)), ("倒数第二条", (4,)), ("第二到第四条", (2, 3, 4)),
    ("全部", (1, 2, 3, 4, 5)), ("都要", (1, 2, 3, 4, 5)), ("五条都要", (1, 2, 3, 4, 5)),
    ("除了第一条", (2, 3, 4, 5)), ("除了第二条都要", (1, 3, 4, 5)), ("第二条不要其他都办", (1, 3, 4, 5)),
    ("罚两百的那条", (1,)), ("罚款五十块的", (3,)), ("闯红灯的那条", (1,)), ("嗯那个闯红灯的吧", (1,)),
    ("违法停车的都处理", (2, 4)), ("三月五号那条", (1,)), ("六月份的", (3,)), ("扣六分的", (1,)), ("最贵的那条", (1,)),
    ("最近的那条", (5,)), ("绕城高速超速那个", (3,)), ("第一条和罚五十的那条", (1, 3)),
    ("我想办一下第三条还有第五条", (3, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "places"), CHOSEN)
def test_chosen(said: str, places: tuple[int, ...]) -> None:
    reading = read_pick(said, ITEMS, TODAY, several=True)
    assert (reading.kind, reading.places) == ("chosen", places)
    one = read_pick(said, ITEMS, TODAY, several=False)
    assert one.kind == ("chosen" if len(places) == 1 else "which")


@pytest.mark.parametrize(
    ("said", "kind", "places"),
    [
        ("违法停车那条", "which", (2, 4)),  # one of two: asked back, never both
        ("罚款一百的", "which", (2, 4, 5)),
        ("人民路那条", "which", (1, 4)),
        ("第八条", "beyond", ()),
        ("都不要", "none", ()),
        ("一条都不要", "none", ()),
        ("下一页", "next", ()),
        ("后面的", "next", ()),
        ("上一页", "previous", ()),
        ("再念一遍", "read", ()),
        ("念给我听", "read", ()),
        ("第二条是什么", "about", (2,)),
        ("闯红灯罚多少钱", "about", (1,)),
        ("居住证多少钱", "nothing", ()),
        ("不知道", "nothing", ()),
        ("转人工", "nothing", ()),
        ("好的", "nothing", ()),
        ("我要办身份证", "nothing", ()),
        ("我要去人民医院", "nothing", ()),
    ],
)
def test_not_a_choice(said: str, kind: str, places: tuple[int, ...]) -> None:
    reading = read_pick(said, ITEMS, TODAY, several=True)
    assert (reading.kind, reading.places) == (kind, places)


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("不要第二条了，换第三条", (1, 3)),
        ("第二条不要了", (1,)),
        ("取消第一条", (2,)),
        ("再加上第四条", (1, 2, 4)),
        ("还有第三条", (1, 2, 3)),
        ("换成第三条", (3,)),
        ("第二条换成第五条", (1, 5)),
        ("只要第一条", (1,)),
        ("闯红灯那条不要了", (2,)),
        ("其他都不要只要第一条", (1,)),
    ],
)
def test_a_choice_is_changed(said: str, places: tuple[int, ...]) -> None:
    reading = read_pick(said, ITEMS, TODAY, several=True, chosen=(1, 2))
    assert (reading.kind, reading.places) == ("chosen", places)


@settings(deadline=None)
@given(st.sets(st.integers(1, 40), min_size=1, max_size=4), st.integers(40, 60))
def test_any_places_of_any_list(places: set[int], count: int) -> None:
    items = [{"名目": f"事项{at}号"} for at in range(count)]
    said = "，".join(f"第{chinese_number(place)}条" for place in sorted(places))
    assert read_pick(said, items, TODAY, several=True).places == tuple(sorted(places))


@settings(deadline=None)
@given(st.text(alphabet="第一二三四五条个和不要换成都全部除了罚的那的，最后前", max_size=14))
def test_any_words_give_places_of_the_list(said: str) -> None:
    reading = read_pick(said, ITEMS, TODAY, several=True, chosen=(2,))
    assert all(1 <= place <= len(ITEMS) for place in reading.places)
    assert reading.kind != "chosen" or reading.places
