import pytest

from dialogue.understand.unknown import says_unknown


@pytest.mark.parametrize(
    "text",
    [
        "不知道",
        "我忘了",
        "记不清了",
        "记不得咯",
        "不晓得",
        "想不起来了",
        "我也不太清楚",
        "哎呀，我忘记了",
        "没记住",
        "说不上来",
    ],
)
def test_not_knowing(text: str) -> None:
    assert says_unknown(text)
    assert says_unknown(text, strictly=True)


@pytest.mark.parametrize("text", ["车牌号我忘了", "具体哪一天记不清了", "护照号不记得"])
def test_not_knowing_something_named(text: str) -> None:
    assert says_unknown(text)
    assert not says_unknown(text, strictly=True)


@pytest.mark.parametrize("text", ["不知道谁把路灯砸了", "忘了关水，楼下淹了", "王小明", "", "没有了", "不对", "好的"])
def test_telling_something(text: str) -> None:
    assert not says_unknown(text, strictly=True)
