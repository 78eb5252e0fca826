from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import phrases
from dialogue.understand.background import SERVICES
from dialogue.understand.fold import fold
from support.cases.intents import OUTSIDE_HELD_OUT, OUTSIDE_TUNING, services

ROOT = Path(__file__).parents[3]
FOLDED = {
    "我想攞身份證": "我想拿身份证",
    "我張社保卡唔見咗": "我张社保卡不见了",
    "我张卡唔见咗点算啊": "我张卡不见了怎么办啊",
    "冇带户口本": "没有带户口本",
    "全款系么子意思": "全款系什么意思",
    "何解要问": "为什么要问",
    "系真嘅": "是真的",
    "仲未到": "还未到",
    "莫催": "不要催",
    "冇得": "没有",
    "我嘅身分證喺邊度補辦": "我的身份证在哪里补办",
    "咁要几多钱": "那要多少钱",
    "几时可以攞": "什么时候可以拿",
    "邊度有得辦": "哪里有得办",
    "点样申请公积金": "怎么申请公积金",
    "呢个要唔要钱": "这个要不要钱",
    "系唔系喺呢度办": "是不是在呢度办",
    "我而家想办": "我现在想办",
    "听日可以嚟吗": "明天可以来吗",
    "佢係我老公": "他是我老公",
    "唔该搵人工": "麻烦找人工",
    "唔係，係临时": "不是，是临时",
    "冇问题": "没问题",
    "唔知": "不知道",
    "我唔记得咗": "我不记得了",
    "唔，好嘅": "嗯，好的",
    "唔": "嗯",
    "乜嘢": "什么",
    "我哋係夫妻關係": "我们是夫妻关系",
    "我想搵工": "我想找工作",
    "聽不清楚": "听不清楚",
    "居住證要幾多錢": "居住证要多少钱",
    "１３８ａｂ": "138ab",
    "看著辦": "看着办",
    "預約取號": "预约取号",
}
SAME = str.split(
    """
    仲裁 为什么子女 系里 莫名 什么子弟
    海边度假 周边度量 八点办理 几点解除 九点搞活动 请问下一步 优先至上 房屋企业 详细路线 而家长不同意
    你呢个人觉得 我呢个人信息
    关系 联系 系统 名著 著名 听日语课 几点算迟到 有点样子 路边个体户
    嗯，好的 ok 三月15号 1.5倍 《居住证暂行条例》 北京市朝阳区
    """
)


@pytest.mark.parametrize(("text", "folded"), FOLDED.items())
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_plain_mandarin_stays() -> None:
    lines = [line for path in (ROOT / "services").rglob("*.yaml") for line in path.read_text("utf-8").splitlines()]
    lines += [*SAME, *phrases.all_phrases(), *OUTSIDE_TUNING, *OUTSIDE_HELD_OUT]
    lines += [wording for group in SERVICES.values() for wording in group]
    lines += [text for service in services() for text in (*service.tuning, *service.held_out)]
    assert [(line, fold(line)) for line in lines if fold(line) != line and "（" not in line] == []


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    assert isinstance(fold(text), str)
