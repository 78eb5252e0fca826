"""Which passages are asked about where none answers surely."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogue.knowledge import Knowledge, load_folder
from dialogue.knowledge.find import MOST

TODAY = date(2026, 11, 22)
PASSAGES, _, _ = load_folder(Path(__file__).parents[3] / "services" / "knowledge")
KNOWLEDGE = Knowledge(PASSAGES)

#: Told with a story or in other words; in the middle of a service, or of none; the passage is among those asked about.
MEANT = [
    ("", "听人讲居住证一年就得去盖一回戳，真有这事吗", "jzz-10"),
    ("", "我妈瘫在床上，社保卡停用的事我替她来跑行不行", "sbk-who"),
    ("", "我老公开的店，执照上写我们一家子行不行", "gtg-family"),
    ("公积金提取", "房东催租，拿这个钱顶房租，要揣哪些纸来", "gjj-rent-bring"),
    ("", "昨天才报失的社保卡，翻床底又翻着了，咋弄", "sbk-unlock"),
    ("12345诉求登记", "我说的是我们村支书，他会不会晓得是我讲的", "sq-secret"),
    ("", "办理居住证要住多长时间", "jzz-2"),
]
#: Of nothing that a passage speaks of.
OUTSIDE = ["今天天气怎么样", "护照怎么换", "电费怎么交", "你喜欢什么颜色", "火车站怎么走", "给我讲个笑话"]


@pytest.mark.parametrize(("service", "text", "name"), MEANT)
def test_the_one_meant_is_among_them(service: str, text: str, name: str) -> None:
    found = KNOWLEDGE.candidates(text, TODAY, service=service)
    assert 1 <= len(found) <= MOST
    assert name in [one.passage.name for one in found]


@pytest.mark.parametrize("text", OUTSIDE)
def test_nothing_is_asked_about(text: str) -> None:
    assert KNOWLEDGE.candidates(text, TODAY) == ()


def test_a_sure_answer_is_the_only_one() -> None:
    (found,) = KNOWLEDGE.candidates("居住证要多少钱", TODAY)
    assert found == KNOWLEDGE.find("居住证要多少钱", TODAY)


def test_how_long_one_must_have_lived_is_not_how_long_it_takes() -> None:
    found = KNOWLEDGE.find("办理居住证要住多长时间", TODAY)
    assert found is None or found.passage.name == "jzz-2"
    found = KNOWLEDGE.find("居住证多长时间能办好", TODAY)
    assert found is not None
    assert found.passage.name == "jzz-9-time"


def test_what_is_not_valid_is_not_asked_about() -> None:
    old = tuple(one for one in PASSAGES if one.name == "sfz-first")
    assert Knowledge(old).candidates("小孩头回办身份证", date(2017, 1, 1)) == ()
