import pytest

from dialogue.understand.periods import read_period


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("好几天了", "好几天"), ("天天都这样", "天天都这样"), ("去年十月起", "去年十月起"), ("个把礼拜吧", "个把礼拜"),
        ("半年多了", "半年多"),
    ],
)  # fmt: skip
def test_a_period_is_kept_as_said(text: str, kept: str) -> None:
    assert read_period(text).value == kept


@pytest.mark.parametrize("text", ["昨天", "11月20号", "2024年3月5号", "三天前", "记不清了", "多久了", "上周五"])
def test_a_day_is_no_period(text: str) -> None:
    assert read_period(text).nothing


def test_an_event_is_read_back() -> None:
    assert read_period("我住进来那天就有了").doubtful
