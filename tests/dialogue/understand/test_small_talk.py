import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.background import SERVICES
from dialogue.understand.small_talk import SMALL_TALK, read_small_talk
from dialogue.understand.yesno import read_yes_no
from support.cases.intents import services

TALK = {
    "你好": "hello", "您好。": "hello", "你好呀！": "hello", "你是谁": "who", "你叫什么名字": "who",
    "你是真人吗": "real",
    "你是机器人吧": "real", "你会什么": "abilities", "谢谢": "thanks", "谢谢你啊": "thanks", "再见": "bye",
    "你真棒": "praise",
    "你多大": "age", "你今年多大了": "age", "给我讲个笑话": "joke", "今天天气怎么样": "weather", "你好，你是谁": "who",
    "听得见吗": "hearing", "不好意思": "sorry", "唱首歌吧": "song", "我饿了": "hungry", "你觉得政府怎么样": "politics",
    "台湾问题你怎么看": "politics", "感冒吃什么药": "medical", "孩子发烧怎么办": "medical", "这会判几年": "legal",
    "推荐个股票": "money", "股票能买吗": "money", "你家在哪里": "home", "我心情不好": "tired", "你好吗": "feelings",
}  # fmt: skip
NOT = str.split(
    """
    你好我要办居住证 您好，社保卡丢了 谢谢，我要挂失 是 不是 好的 可以 嗯 不用了谢谢 转人工 再说一遍 社保卡
    身份证号是多少 去台湾的通行证
    港澳通行证 几点上班 多少钱 政府在哪里 公积金贷款利率 医保报销 劳动仲裁 法律援助 买房提取公积金 今天 三月五号
    一三八零零 慢病 你好像听错了
    """
)


@pytest.mark.parametrize(("text", "key"), TALK.items())
def test_talk(text: str, key: str) -> None:
    assert read_small_talk(text) == key


@pytest.mark.parametrize("text", NOT)
def test_more_than_talk(text: str) -> None:
    assert read_small_talk(text) is None


def test_no_wish_is_talk() -> None:
    lines = [text for service in services() for text in (*service.tuning, *service.held_out)]
    lines += [wording for group in SERVICES.values() for wording in group]
    assert [line for line in lines if read_small_talk(line)] == []


def test_replies_are_short_and_said_aloud_easily() -> None:
    assert all(len(reply) <= 30 and reply.endswith("。") for reply in SMALL_TALK.values())


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    key = read_small_talk(text)
    assert key is None or key in SMALL_TALK
    assert key is None or read_yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("哎，你好，在吗", "hearing"),
        ("喂，有人吗", "hearing"),
        ("你好，谢谢", "thanks"),
        ("嗯，你好，我要办居住证", None),
        ("你好，在吗，我卡丢了", None),
    ],
)
def test_several_words_that_are_all_talk(text: str, key: str | None) -> None:
    assert read_small_talk(text) == key
