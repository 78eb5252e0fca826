"""A part and how many there are: the whole and the part are offered, and neither is filed."""

from decimal import Decimal

import pytest

from dialogue.understand.count import read_count
from dialogue.understand.money import read_money
from dialogue.understand.shares import read_shares


@pytest.mark.parametrize(
    ("text", "values"),
    [("一人两万，我们仨", (60000, 20000)), ("两口子各出五万", (100000, 50000)), ("收了我三回，每回二百", (600, 200)),
     ("我跟我表弟对半，一人出四万", (80000, 40000)), ("每月两千", (2000,)), ("押二付一，一个月一千五", ())],
)  # fmt: skip
def test_what_the_parts_come_to(text: str, values: tuple[int, ...]) -> None:
    assert read_shares(text) == tuple(map(Decimal, values))


@pytest.mark.parametrize(
    "text", ["三万", "三次一共六百", "一个季度房租六千六，你就照这个数给我提", "一个人", "两个人吃了三百"]
)
def test_no_share(text: str) -> None:
    assert read_shares(text) is None


def test_neither_is_filed() -> None:
    assert read_money("一人两万，我们仨").candidates == ("60000", "20000")
    assert read_money("每月两千").doubtful
    assert read_count("每人一份，三个人", unit="份").candidates == ("3", "1")


@pytest.mark.parametrize(
    ("text", "value"), [("三千八百元", "3800"), ("二十万八千", "208000"), ("一百八十", "180"), ("一千八百", "1800")]
)
def test_a_number_is_no_ready_phrase(text: str, value: str) -> None:
    assert read_money(text).value == value


@pytest.mark.parametrize("text", ["千儿八百的", "十万八万的", "两千多不到三千", "万儿八千"])
def test_a_ready_phrase_is_a_range(text: str) -> None:
    assert read_money(text).range


@pytest.mark.parametrize("text", ["我加上两个师傅", "两个店员加我", "我和两个徒弟", "我，我爱人，两个娃"])
def test_whether_the_speaker_is_counted_is_asked(text: str) -> None:
    assert read_count(text, unit="人").candidates == ("3", "2")


@pytest.mark.parametrize(
    ("text", "value"),
    [("就俺跟俺媳妇俩人", "2"), ("我和我老婆两个人", "2"), ("算上我跟屋里头的，四个", "4"), ("我们四个", "4")],
)
def test_where_it_is_said_it_is_not_asked(text: str, value: str) -> None:
    assert read_count(text, unit="人").value == value
