import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import phrases
from dialogue.understand.background import ERRANDS, SERVICES
from dialogue.understand.mood import read_mood, read_outburst
from support.cases.intents import services

FELT = {
    "angry": """
        我要投诉你们 投诉你 什么破机器 什么破服务 气死我了 烦死了 你们什么态度 态度太差了 叫你们领导来 找你们领导
        我跑了三趟了
        等了半天了 等了两个小时了 怎么这么慢 到底能不能办 太不像话了 你们踢皮球 说了多少遍了 搞什么鬼 受不了了
        浪费时间 我很生气
        真烦人 听不懂人话 一点用都没有 怎么这么慢我要挂失社保卡 曝光你们
        """,
    "abusive": """
        妈的 他妈的 傻逼 你是白痴吗 滚 滚蛋 废物 你个傻子 神经病 什么狗屁东西 去你的 智障 垃圾 垃圾机器 王八蛋
        混蛋 你有病吧
        脑残 傻逼机器 你妈的快点
        """,
    "distressed": """
        我该怎么活啊 走投无路了 求求你帮帮我 求求您了 我好着急 急死我了求你 我快崩溃了 我好害怕 家里揭不开锅了
        我撑不下去了 想哭 绝望
        没办法了 救救我
        """,
}  # fmt: skip
CALM = """
    我要投诉一个商家 我要投诉 我想举报 投诉怎么弄 垃圾分类 垃圾没人收 有人乱扔垃圾 废品回收 养狗登记 养猪场备案
    智力残疾证 精神病院 神经内科
    我被骗了 有人骂我 谢谢 你好 社保卡丢了 我要办居住证 慢一点 等一下 请稍等 不对 错了 不行 不可以 不满意 太贵了
    快一点 太快了 太慢了
    滚动播放 属猪 我妈妈的社保卡 他妈妈的卡 你妈妈 东西丢了 这是什么东西
    """


@pytest.mark.parametrize(("mood", "text"), [(mood, text) for mood, texts in FELT.items() for text in texts.split()])
def test_felt(mood: str, text: str) -> None:
    assert read_mood(text) in ({mood, "angry"} if mood == "distressed" else {mood})


@pytest.mark.parametrize("text", CALM.split())
def test_calm(text: str) -> None:
    assert read_mood(text) is None


def test_ordinary_talk_is_calm() -> None:
    lines = [*phrases.all_phrases(), *(text for service in services() for text in service.tuning + service.held_out)]
    lines += [wording for group in (SERVICES | ERRANDS).values() for wording in group]
    assert [line for line in lines if read_mood(line)] == []


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    assert read_mood(text) in ("angry", "abusive", "distressed", None)


@pytest.mark.parametrize(
    "text",
    [
        "受理号SB26000001", "查一下SB26000001办好了没有", "SB-26-0001", "ｓｂ２６０００００１", "SB 26000001",
        "SB二六零零零零零一", "受理号是SB开头的", "粤SB1234", "粤B·SB123", "TMD2024001", "26CNM7",
        "查一下USB", "ISBN号", "SBK", "SB 26 000001", "编号：SB", "S B 二六零零零零零一", "SB，26000001",
    ],
)  # fmt: skip
def test_letters_of_a_number_are_no_abuse(text: str) -> None:
    assert read_mood(text) is None
    assert read_outburst(text) is None


@pytest.mark.parametrize(
    "text", ["SB", "你个SB", "你是不是sb啊", "TMD什么服务", "SB，3天都办不好", "SB26000001查不到，你个SB", "cnmd"]
)
def test_letters_by_themselves_are_abuse(text: str) -> None:
    assert read_mood(text) == "abusive"
