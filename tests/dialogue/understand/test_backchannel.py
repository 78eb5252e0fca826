import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import backchannel, like_backchannel, nodded
from mandarin import exact

YES = str.split(
    """
    嗯 嗯。 嗯嗯 嗯嗯嗯 恩 恩恩。 好 好。 好的 好的。 好的好的 号的 号的。 对 对对 对对对 对的 队。
    是 是的 事的 是的是的 哦 哦哦 噢 啊 行 行吧 可以 可以可以 知道了 我知道了 明白 明白了
    OK ok。 Okay. 嗯，好的 嗯，对 哦，好的。 对对，是的 好好好
    没错 了解 对啊 好啊 是啊
    嗯哼 哦，这样啊 哈哈 Mm-hmm
    """
)
NO = str.split(
    """
    不是 不对 不好 对不起 不可以 是不是 嗯？ 啊？ 好了 行了 等一下 我想问
    好的那我问一下 社保卡 身份证 是社保卡 对了还有
    临时 十 四 转人工 停 别说了 好多钱 可以代办吗 嗯我要挂失 什么 知不知道 我不知道 不明白 你好 好不好 谢谢 一三八
    """
)


@pytest.mark.parametrize("text", YES)
def test_acknowledgement(text: str) -> None:
    assert backchannel(text)


@pytest.mark.parametrize("text", [*NO, "", "。", "嗯" * 20])
def test_more_than_that(text: str) -> None:
    assert not backchannel(text)


@given(st.text(max_size=30))
def test_any_text(text: str) -> None:
    assert isinstance(backchannel(text), bool)


@pytest.mark.parametrize("text", [*YES, "新的", "试试", "知道呢", "明台的", "好地好地"])
def test_sounds_like_an_acknowledgement(text: str) -> None:
    assert like_backchannel(text)


@pytest.mark.parametrize(
    "text",
    str.split("不可以 不对 不是 取消 去校 停一下 上一步 等等 我不但你 补给补给 手机好 人工 错了 慢点 没有 是保卡 临时"),
)
def test_sounds_like_somebody_who_wants_the_word(text: str) -> None:
    assert not like_backchannel(text)


@pytest.mark.parametrize("text", [*(one for one in YES if not one[0].isascii()), "知", "好", "我知"])
def test_speech_that_may_become_an_acknowledgement(text: str) -> None:
    assert nodded(exact(text))


@pytest.mark.parametrize("text", str.split("我要 不是 取消 等一 好我要 对不起 是不是 人工 停一 没有 嗯我要"))
def test_speech_that_wants_the_word(text: str) -> None:
    assert not nodded(exact(text))
