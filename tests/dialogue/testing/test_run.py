"""Playing conversation tests: what passes, and what is reported of every kind of mismatch."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.testing import check_conversation_tests, describe, run_conversation_test
from dialogue.testing.model import ConversationTests
from support.library_card import GOOD, play, read


def test_a_good_conversation_passes(small: Library) -> None:
    outcome = play(small)
    assert outcome.passed, describe(outcome)
    assert outcome.ended == "handoff"
    assert outcome.path[0] == ("借书证办理", 0)


@pytest.mark.parametrize(
    ("right", "wrong", "what", "got"),
    [
        ("服务: 借书证办理, 然后问", "服务: 别的服务, 然后问", "服务", "借书证办理"),
        ("然后问: 同意,", "然后问: 手机号,", "然后问", "同意"),
        ("卡片: 个人信息使用告知", "卡片: 回执", "卡片", "个人信息使用告知"),
        ("第二条", "第九条", "引用", "《图书馆办证规定》第二条"),
        ("[要带什么]", "[不用带]", "说", "要带什么"),
        ("不说: 户口本", "不说: 馆里", "不说", "只能在馆里看"),
        ("{种类: 成人, 手机号: 无}", "{种类: 儿童}", "问题 种类", "成人"),
        ("核对 手机号", "核对 种类", "然后问", "核对 手机号"),
        ("槽位: {手机号: 13800138000}", "槽位: {手机号: 13900139000}", "问题 手机号", "13800138000"),
        ('手机号: "13800138000"}}', '手机号: "1"}}', "调用", "lib.look（手机号=13800138000）"),
        ("不调用: lib.look", "调用: lib.look", "调用", "没有调用接口"),
        ("结束: 否", "结束: 完成", "结束", "还没结束"),
        ("结束: 转人工", "结束: 否", "结束", "转人工"),
        ('["13800138000"]}', '["借书证办理"]}', "日志不含", "service 借书证办理 1"),
    ],
)
def test_every_miss_is_told(small: Library, right: str, wrong: str, what: str, got: str) -> None:
    assert GOOD.count(right) == 1
    outcome = play(small, GOOD.replace(right, wrong))
    mismatch = outcome.mismatches[0]
    assert mismatch.what == what
    assert got in mismatch.got
    told = describe(outcome)
    assert f"第 {mismatch.line} 行 {what}" in told
    assert f"应当：{mismatch.expected}" in told
    assert "您：" in told
    assert "她：" in told


def test_an_interface_without_a_stub_is_reported(small: Library) -> None:
    outcome = play(small, GOOD.replace("      lib.look: {状态: 正常}\n", ""))
    assert outcome.mismatches[0].what == "接口"
    assert "lib.look" in outcome.mismatches[0].expected


def test_steps_after_the_end_are_told(small: Library) -> None:
    outcome = play(small, GOOD + "      - 人: 喂\n")
    assert outcome.mismatches[-1].what == "多出来的步骤"


def test_stubs_answer_one_after_another(small: Library) -> None:
    script = GOOD.replace("lib.card: [失败, {证号: A12}]", "lib.card: {证号: A12}").replace("结束: 转人工", "结束: 否")
    outcome = play(small, script)
    assert outcome.passed, describe(outcome)
    assert "A幺二" in "".join(outcome.exchanges[-1].said)


def test_on_the_phone_nothing_is_shown(small: Library) -> None:
    outcome = play(small, GOOD.replace("- 名称: 成人证", "- 名称: 成人证\n    渠道: 电话"))
    assert {mismatch.what for mismatch in outcome.mismatches} <= {"卡片", "引用"}
    assert any(mismatch.got == "没有卡片" for mismatch in outcome.mismatches)


def test_names_that_no_script_has(small: Library) -> None:
    text = GOOD.replace("然后问: 押金", "然后问: 押今").replace("调用: lib.card", "调用: lib.cart")
    errors = check_conversation_tests(ConversationTests(read(text)), small)
    assert [error.line for error in errors] == sorted(error.line for error in errors)
    assert "押今" in errors[0].message
    assert "押金" in errors[0].fix
    assert "lib.card" in errors[1].fix
    assert check_conversation_tests(ConversationTests(read(GOOD)), small) == []


def test_the_same_test_gives_the_same_outcome(small: Library) -> None:
    test = read(GOOD)[0]
    assert run_conversation_test(small, test) == run_conversation_test(small, test)
