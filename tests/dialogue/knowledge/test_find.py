from datetime import date

import pytest

from dialogue import Library
from dialogue.errors import Problems
from dialogue.knowledge import Knowledge, load_knowledge

TODAY = date(2026, 11, 22)
#: Ways to ask that stand in no file; some with characters the ear got wrong.
ASKED = [
    ("你们这儿几点关门啊", "下午一点半到五点"),
    ("请问几点下班", "下午一点半到五点"),
    ("大厅几点夏班", "下午一点半到五点"),
    ("周六能来办吗", "周末"),
    ("礼拜六上不上班呢", "周末"),
    ("中午有没有人上班", "中午十二点"),
    ("居住证收不收钱", "不收工本费"),
    ("办个居住证得多少钱啊", "不收工本费"),
    ("居住正要多少钱", "不收工本费"),
    ("居住证多少天能拿到", "十五天"),
    ("办居住证都要带什么材料", "住址"),
    ("什么条件可以办居住证", "住满半年"),
    ("居住证丢了怎么补办", "换领或者补领"),
    ("居住证多久签一次", "每年签注一次"),
    ("社保卡补办多少钱", "发卡银行"),
    ("补一张社保卡要几天", "十五个工作日"),
    ("临时挂失跟正式挂失有啥区别", "旧卡作废"),
    ("林时挂失和正是挂失有什么区别", "旧卡作废"),
    ("挂失了还能看病吗", "电子凭证"),
    ("社保窗口在哪儿", "一楼东侧"),
    ("厕所在哪儿", "卫生间"),
    ("照片要什么颜色的底", "白色背景"),
    ("可以让我女儿来代办吗", "委托书"),
    ("停车要不要钱", "免费"),
    ("复印机在什么地方", "服务台"),
    ("你们电话是多少", "一二三四五"),
]
NOT_ASKED = [
    "今天天气怎么样",
    "你叫什么名字",
    "局长来了吗",
    "股票涨了吗",
    "你多大了",
    "晚上吃什么",
    "护照怎么办",
    "结婚要带什么",
    "公积金能提多少",
    "为什么天是蓝的",
    "你会唱歌吗",
    "驾照怎么换",
    "房价多少",
    "明天下雨吗",
    "你是机器人吗",
    "飞机票多少钱",
    "孩子怎么上户口",
]


@pytest.mark.parametrize(("question", "part"), ASKED)
def test_asked(library: Library, question: str, part: str) -> None:
    found = library.knowledge.find(question, TODAY)
    assert found is not None
    assert part in found.passage.answer
    assert found.passage.citation


@pytest.mark.parametrize("question", NOT_ASKED)
def test_better_no_answer_than_a_wrong_one(library: Library, question: str) -> None:
    assert library.knowledge.find(question, TODAY) is None


def test_every_wording_in_the_files_finds_its_own_answer(library: Library) -> None:
    wrong = [
        (question, found and found.passage.answer)
        for passage in library.passages
        for question in passage.questions
        if (found := library.knowledge.find(question + "？", TODAY)) is None or found.passage.id != passage.id
    ]
    assert wrong == []


def test_validity() -> None:
    problems = Problems("k.yaml")
    text = """来源: 公告
问答:
  - {问法: [春节上班吗], 答案: 初一到初三休息。, 生效: 2026-02-01, 失效: 2026-02-20}
  - {问法: [国庆上班吗], 答案: 一号到三号休息。, 条款: 第一条}
"""
    knowledge = Knowledge(load_knowledge(text, "k.yaml", problems))
    assert not problems.errors
    assert knowledge.find("春节上班吗", date(2026, 2, 10)) is not None
    assert knowledge.find("春节上班吗", date(2026, 2, 20)) is not None
    found = knowledge.find("春节上班吗", date(2026, 3, 1))
    assert found is None or "初一" not in found.passage.answer
    other = knowledge.find("国庆上班吗", date(2026, 3, 1))
    assert other is not None
    assert other.passage.citation == "公告 第一条"
