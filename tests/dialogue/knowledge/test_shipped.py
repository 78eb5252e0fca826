"""The knowledge that ships: complete, cited, spoken without a claim of its own; follow-ups find it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.knowledge import Knowledge, load_folder
from dialogue.knowledge.claims import unsupported
from dialogue.knowledge.speech import LONGEST, ON_SCREEN, shortened

TODAY = date(2026, 11, 22)
PASSAGES, ERRORS, _ = load_folder(Path(__file__).parents[3] / "services" / "knowledge")
KNOWLEDGE = Knowledge(PASSAGES)
#: Asked in the middle of a service; the passage, or none.
FOLLOW_UPS = [
    ("居住证办理", "那要多少钱？", "jzz-19"),
    ("居住证办理", "要带什么？", "jzz-9"),
    ("居住证办理", "多久能办好？", "jzz-9-time"),
    ("居住证办理", "在哪办？", "jzz-where"),
    ("社保卡挂失", "要带什么？", "sbk-bring"),
    ("公积金提取", "要收手续费吗", "gjj-cost"),
    ("公积金提取", "几天到账", "gjj-25"),
    ("身份证补领", "多少钱？", "sfz-cost"),
    ("身份证补领", "必须本人来吗", "sfz-who"),
    ("医保异地就医备案", "收费吗", "ydjy-cost"),
    ("个体工商户登记", "这个要钱吗", "gtg-cost"),
    ("不动产登记查询", "收费吗", "bdc-cost"),
    ("12345诉求登记", "几天有答复", "sq-time"),
    ("优待证申领", "要钱吗", "ydz-cost"),
    ("违章处理", "没交会怎样", "wz-late"),
    ("出生一件事", "要带什么？", "csyjs-bring"),
    ("居住证办理", "身份证补领要多少钱", "sfz-cost"),  # another service, named
    ("居住证办理", "今天天气怎么样", ""),
    ("身份证补领", "驾照怎么换", ""),
    ("公积金提取", "股票涨了吗", ""),
]


def test_no_mistakes() -> None:
    assert ERRORS == ()


def test_eight_services_of_eight_passages_and_more() -> None:
    by_service = defaultdict[str, list[str]](list)
    for passage in PASSAGES:
        by_service[passage.service].append(passage.name)
    full = {service for service, names in by_service.items() if service and len(names) >= 8}
    assert full == {service for service, _, _ in FOLLOW_UPS}
    assert all(name for service, names in by_service.items() if service for name in names)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.name or passage.id)
def test_what_is_spoken_stands_in_the_passage(passage) -> None:  # type: ignore[no-untyped-def]
    spoken = passage.spoken.replace("全文在屏幕上", "").replace("清单在屏幕上", "")
    assert unsupported(spoken, f"{passage.answer}\n{passage.citation}") == ()
    assert len(passage.spoken) <= 75
    assert passage.citation


@pytest.mark.parametrize(("service", "question", "name"), FOLLOW_UPS)
def test_follow_up(service: str, question: str, name: str) -> None:
    found = KNOWLEDGE.find(question, TODAY, service=service)
    assert (found.passage.name if found else "") == name


def test_without_a_service_a_bare_question_is_nobodys() -> None:
    for question in ("多少钱？", "要带什么？", "多久能办好？"):
        assert KNOWLEDGE.find(question, TODAY) is None


def test_named_and_what_may_have_been_meant() -> None:
    passage = KNOWLEDGE.named("jzz-19")
    assert passage is not None
    assert passage.clause == "第十九条"
    assert KNOWLEDGE.named("none") is None
    vague = "居住证的费用这些事怎么说的呀"
    assert KNOWLEDGE.find(vague, TODAY) is None
    asked = KNOWLEDGE.candidates(vague, TODAY)
    assert asked
    assert asked[0].passage.service == "居住证办理"
    assert KNOWLEDGE.candidates("局长今天来了吗", TODAY) == ()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_anything_may_be_asked(text: str) -> None:
    KNOWLEDGE.find(text, TODAY, service="居住证办理")


@given(st.lists(st.text("甲乙丙三十元五天，", min_size=1, max_size=40), min_size=1, max_size=6))
def test_shortened_only_leaves_out(sentences: list[str]) -> None:
    answer = "".join(f"{sentence}。" for sentence in sentences)
    spoken = shortened(answer)
    if len(answer) <= LONGEST:
        assert spoken == answer
    if spoken != answer:
        assert spoken.endswith(ON_SCREEN)
        rest = answer
        for sentence in spoken.removesuffix(ON_SCREEN).split("。"):
            assert sentence in rest
            rest = rest[rest.index(sentence) :]
