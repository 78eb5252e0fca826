"""Words that wish nothing, and words that sound like them and do."""

from __future__ import annotations

import pytest

from dialogue.understand.courtesy import wishes_nothing

NOTHING = str.split(
    """
    非常满意 满意 不满意 非常不满意 基本满意 我非常满意 给五星 五星好评 必须好评 差评 布满意 费常满意 挺好的，谢谢
    还不错 非常满意非常满意
    谢谢 谢谢你啊小姑娘 太感谢了 辛苦你们了 多谢多谢 麻烦您了，谢谢 谢谢你们的帮助 真是太谢谢你了
    你好 您好呀 早上好，小姑娘 晚上好 大家好 师傅你好 周末愉快
    再见 拜拜 那我走了 回头见 好的，再见 还行吧 差不多了
    好的 嗯嗯 知道了 我明白了，谢谢 哦，原来是这样 好了 行了 收到 听懂了 没事了 对对对
    你真棒 真厉害 小姑娘真热情 太方便了
    """
)
SOMETHING = str.split(
    """
    非常满意，我还要办居住证 谢谢，帮我挂失社保卡 你好，我身份证丢了 好的，取公积金 再见之前帮我查一下工单 满意度调查
    我要投诉 我不满意想投诉 工作人员态度差，我要投诉 早点摊占道 社保卡 走失 好多垃圾没人管 你好，居住证怎么办
    知道在哪办吗
    谢谢？ 第一个 好评返现骗人 我走丢了 分房子 大家好几天没水了 下午好像停电了
    """
)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_wished(text: str) -> None:
    assert wishes_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_something_is(text: str) -> None:
    assert not wishes_nothing(text)
