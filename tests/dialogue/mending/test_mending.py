"""A shipped service is changed, and one repair brings its tests to pass again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dialogue.errors import Problems
from dialogue.library import Library
from dialogue.mending import Repair, repaired, repairs
from dialogue.mending.find import outcomes_of
from dialogue.script import Script, compile_script
from dialogue.services import ServicesFolder, read_services

SERVICES = Path(__file__).parents[3] / "services"
SCRIPT = (SERVICES / "jzz.yaml").read_text(encoding="utf-8")
TESTS = (SERVICES / "jzz.test.yaml").read_text(encoding="utf-8")
NAME = "居住证办理"
CHOICE = (
    "  同住人数:\n    类型: 选项\n    选项: {一个人: [自己住], 两个人以上: [和家里人, 几个人]}\n"
    "    问: 几个人一起住？\n"
)
PHONE = "  房东电话:\n    类型: 手机号\n    核对: 分段复述\n    问: 请说房东的手机号。\n"


@cache
def folder() -> ServicesFolder:
    return read_services(SERVICES)


def changed(*pairs: tuple[str, str]) -> tuple[Script, Library]:
    text = SCRIPT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    problems = Problems("jzz.yaml")
    _, script = compile_script(text, "jzz.yaml", problems, folder().calendar)
    assert script is not None
    assert problems.errors == []
    others = [one for one in folder().library().scripts if one.name != NAME]
    return script, Library((*others, script), folder().passages, folder().calendar, folder().samples)


def failing(text: str, library: Library) -> list[str]:
    return [one.test.name for one in outcomes_of(text, library) if not one.passed]


def only(script: Script, library: Library, kind: str) -> Repair:
    found = [one for one in repairs(script, TESTS, library) if one.kind == kind]
    assert len(found) == 1, found
    return found[0]


def test_untouched_tests_need_no_repair() -> None:
    script, library = changed()
    assert repairs(script, TESTS, library) == ()


@pytest.mark.parametrize(
    ("slot", "name", "answer"),
    [(CHOICE, "同住人数", "一个人"), (PHONE, "房东电话", "13700137000")],
    ids=["option", "phone"],
)
def test_a_new_question_is_answered_in_every_test_that_it_breaks(slot: str, name: str, answer: str) -> None:
    script, library = changed(
        ("  入住日期:\n    类型", f"{slot}  入住日期:\n    类型"),
        ("  - 收集: [居住地址,", f"  - 收集: [{name}]\n  - 收集: [居住地址,"),
        ("项目: [身份证号, 手机号, 居住地址]", f"项目: [身份证号, 手机号, 居住地址, {name}]"),
        ("居住地址, 入住日期, 办理事由], 幂等键", f"居住地址, 入住日期, 办理事由, {name}], 幂等键"),
    )  # fmt: skip
    broken = failing(TESTS, library)
    assert len(broken) > 5
    repair = only(script, library, "asked")
    assert (repair.question, set(repair.tests)) == (name, set(broken))
    assert repair.ask in ("几个人一起住？", "请说房东的手机号。")
    made = repaired(TESTS, library, repair, answer)
    assert failing(made.text, library) == []
    assert made.passing == len(repair.tests)
    assert {one.test for one in made.changed} == set(broken)
    assert all(answer in "".join(one.after) for one in made.changed)
    assert "期望: {调用: jzz.eligibility, 然后问: " + name + "}" in made.text
    assert made.text.count("# ") == TESTS.count("# ")


def test_a_question_that_is_asked_no_more_loses_its_answers() -> None:
    slot = SCRIPT[SCRIPT.index("  居住地址:\n") : SCRIPT.index("  入住日期:\n")]
    script, library = changed(
        (slot, ""), ("[居住地址, 入住日期, 手机号]", "[入住日期, 手机号]"), ("，居住地址是【居住地址】", ""),
        ("手机号, 居住地址, 入住日期, 办理事由], 幂等键", "手机号, 入住日期, 办理事由], 幂等键"),
        ("[手机号, 居住地址, 入住日期]", "[手机号, 入住日期]"), ("[身份证号, 手机号, 居住地址]", "[身份证号, 手机号]"),
    )  # fmt: skip
    found = repairs(script, TESTS, library)
    repair = next(one for one in found if one.kind == "gone")
    assert repair.question == "居住地址"
    made = repaired(TESTS, library, repair)
    first = made.text[: made.text.index("- 名称: 电话里办")]
    assert "朝阳区建国路八号三零二室" not in first
    assert "期望: {调用: jzz.eligibility, 然后问: 入住日期}" in first
    left = outcomes_of(made.text, library)[0].mismatches
    assert [(one.what, one.expected) for one in left] == [("说", "居住地址")], "it is not read back any more"


def test_an_option_under_another_name() -> None:
    script, library = changed(
        ("      就业: [工作,", "      上班就业: [工作,"), ("条件: 办理事由 == 就业}", "条件: 办理事由 == 上班就业}")
    )
    repair = only(script, library, "option")
    assert (repair.question, repair.old, repair.new) == ("办理事由", "就业", "上班就业")
    assert failing(repaired(TESTS, library, repair).text, library) == []


def test_a_sentence_that_was_changed() -> None:
    script, library = changed(("您可以先去派出所做居住登记，满半年再来", "请先到派出所登记住处，满半年再来"))
    repair = only(script, library, "sentence")
    assert (repair.old, repair.tests) == ("居住登记", ("没住满半年",))
    made = repaired(TESTS, library, repair)
    assert failing(made.text, library) == []
    assert [one.test for one in made.changed] == ["没住满半年"]
