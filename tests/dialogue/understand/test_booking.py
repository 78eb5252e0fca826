import pytest

from dialogue.understand.booking import books


@pytest.mark.parametrize(
    "text",
    [
        "我想约明天上午来办社保的事", "预约一下，办居住证那个窗口", "想预先定个时间", "给我约个号", "帮我排个号",
        "占个位置早点的", "约下周三办过户",
    ],
)  # fmt: skip
def test_a_time_is_wished(text: str) -> None:
    assert books(text)


@pytest.mark.parametrize(
    "text", ["我约的号不要了", "约好了的", "不想预约了", "我要办居住证", "订个外卖", "身份证丢了", "合约到期了"]
)
def test_none_is(text: str) -> None:
    assert not books(text)
