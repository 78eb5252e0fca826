import pytest

from dialogue.understand.booking import books, books_only


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


@pytest.mark.parametrize(
    "text",
    [
        "约个时间，办居住证那个窗口",
        "想预约下周一来办社保的事",
        "帮我排个号，公积金业务",
        "我想约后天过来补身份证",
        "约营业执照窗口",
    ],
)
def test_what_is_named_is_for_the_time(text: str) -> None:
    assert books_only(text, alone=False)


@pytest.mark.parametrize(
    "text", ["我要办居住证，再约个时间", "想把预约的时间改一下", "预约办居住证那个窗口怎么约", "上次约了，窗口没人"]
)
def test_another_wish_is_not(text: str) -> None:
    assert not books_only(text, alone=False)
