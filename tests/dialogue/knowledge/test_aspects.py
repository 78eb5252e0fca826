"""Both must fit: what is asked, and of what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogue.errors import Problems
from dialogue.knowledge import Knowledge, load_folder, load_knowledge
from dialogue.knowledge.aspects import Aspect, aspects

TODAY = date(2026, 11, 22)
PASSAGES, _, _ = load_folder(Path(__file__).parents[3] / "services" / "knowledge")
KNOWLEDGE = Knowledge(PASSAGES)

ASKED: list[tuple[str, set[Aspect]]] = [
    ("临时身份证多少钱", {"fee"}),
    ("收多少手续费", {"fee"}),
    ("公积金还有多少钱", {"balance"}),
    ("社保卡里有多少钱", {"balance"}),
    ("我的居住证办好了没有", {"progress"}),
    ("几天能拿到", {"time"}),
    ("身份证有效期多久", {"valid"}),
    ("提公积金多久批下来", {"time"}),
    ("办社保卡带什么", {"materials"}),
    ("能不能叫我姑娘去办", {"proxy"}),
    ("在哪个窗口", {"place"}),
    ("公积金提取登记", set()),  # 提 is not 替, 登记 is not 等几
    ("办营业执照", set()),
    ("捡到身份证", set()),
]
#: The next passage is about something else: no answer, whatever is nearest.
NOT_ANSWERED = [
    "临时身份证多少钱",
    "捡到身份证怎么办",
    "捡到一张身份证",
    "捡到别人的社保卡送哪里",
    "公积金还有多少钱",
    "我公积金账户余额是多少",
    "社保卡里有多少钱",
    "我上个月办的居住证好了没有",
    "我的身份证出来了没",
    "廉租房要什么条件",
    "火车站怎么走",
    "身份证号码能改吗",
    "护照多少钱",
    "临时居民身份证在哪里办",
    "电子社保卡多久能好",
    "港澳通行证要带什么",
]
#: Never even asked about: it is the asker's own case.
OWN_CASE = ["公积金还有多少钱", "社保卡里有多少钱", "我的身份证出来了没"]


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_aspects(text: str, expected: set[Aspect]) -> None:
    assert aspects(text) == expected


@pytest.mark.parametrize("text", NOT_ANSWERED)
def test_the_next_thing_is_no_answer(text: str) -> None:
    found = KNOWLEDGE.find(text, TODAY)
    assert found is None, found and found.passage.name


@pytest.mark.parametrize("text", OWN_CASE)
def test_the_askers_own_case(text: str) -> None:
    assert KNOWLEDGE.candidates(text, TODAY) == ()


FILE = """
来源: 公告
业务: 社保卡补领
问答:
  - {问法: [社保卡补领怎么说], 答案: 补卡十元。, 答什么: 费用, 编号: a}
  - {问法: [社保卡补领多久能拿], 答案: 五天。, 编号: b}
"""


def test_a_declared_aspect_answers() -> None:
    problems = Problems("k.yaml")
    knowledge = Knowledge(load_knowledge(FILE, "k.yaml", problems))
    assert problems.errors == []
    found = knowledge.find("社保卡补领多少钱", TODAY)
    assert found is not None
    assert found.passage.name == "a"


def test_an_unknown_aspect_is_told() -> None:
    problems = Problems("k.yaml")
    load_knowledge(FILE.replace("答什么: 费用", "答什么: 费川"), "k.yaml", problems)
    (error,) = problems.errors
    assert "“答什么”不能是“费川”" in error.message
    assert "费用" in error.fix
