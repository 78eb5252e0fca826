"""What tells nothing where free text is asked for, and what tells something in much the same words."""

from __future__ import annotations

import pytest

from dialogue.understand.no_content import read_no_content, says_go_on

EMPTY = str.split(
    """
    你好 您好 喂 喂喂 在吗 早上好 谢谢 谢谢你 下一步 下一个 下一项 继续 接着来 提交 完成 提交吧 点下一步 快点下一步吧
    跳过 过 测试 测试一下
    一二三 哈哈 嗯，你好 好的，下一步 走吧 我要提交 下一题吧 麻烦下一步 再见
    """
)
HELP = str.split(
    """
    什么意思 啥意思 这是什么意思 你什么意思 这是什么 要写什么 写什么 我要说什么 填什么内容 说些什么 该怎么说 怎么写
    怎么填啊 我该怎么写才行 要写多少字 写几个字
    要多详细 为什么要问这个 问这个干嘛 必须填吗 一定要说吗 可以不填吗 能不能不写 不说行吗 有例子吗 给个例子
    有没有模板 随便写点行吗 你问的什么 你是问什么
    没听懂你问什么 看不懂写什么 不知道写什么 不会写 你听得懂吗 你在吗 你是谁 然后呢 接下来呢 嗯，什么意思
    那个，要说什么呢 请问这里填什么 你想知道什么 不知道该说什么
    说普通话行吗
    """
)
BUSINESS = str.split(
    """
    要多久 多久能办好 这个要等多久 要多少钱 办这个多少钱 收费吗 几天能下来 还有几步 还要几个问题 要带什么材料
    你们几点下班 什么时候能批下来
    """
)
TOLD = str.split(
    """
    太吵了 为什么路灯没人修？ 什么时候修路灯 垃圾没人清 下一步怎么走没人管 提交了三次都没人理
    谢谢你们修了路灯，可是又坏了 没人告诉我要写什么 收费太高 乱收费 你好超市卖过期面包
    保安 学生 无业 退休 自由职业 农民 教师 厨师 丢了 坏了 搬家 上学 看病 照顾孩子 我要上班 开店用 继续教育乱收费
    完成不了作业 多久没来水了 等了多久都没人来
    为什么要我交钱 你们怎么不管 怎么办都没人管 怎么写的申请都丢了 不知道什么人天天敲门 安全隐患 费用不合理 查不到信息
    大厅几点下班都不写清楚 开始乱收停车费
    说普通话的人少 要钱不给办 没水 停电 噪音 油烟 欠薪 好评返现 你好好管管物业
    """
)


@pytest.mark.parametrize("text", EMPTY)
def test_nothing(text: str) -> None:
    assert read_no_content(text) == "empty"


@pytest.mark.parametrize("text", HELP)
def test_a_question_about_what_to_say(text: str) -> None:
    assert read_no_content(text) == "help"


@pytest.mark.parametrize("text", BUSINESS)
def test_a_question_about_the_business(text: str) -> None:
    assert read_no_content(text) == "business"


@pytest.mark.parametrize("text", TOLD)
def test_content(text: str) -> None:
    assert read_no_content(text) is None


def test_what_ends_a_text() -> None:
    assert all(map(says_go_on, ("下一步", "完成", "提交吧", "跳过")))
    assert not any(map(says_go_on, ("你好", "下一步怎么走没人管")))
