"""更正: what a script declares for a correction of the case that it submitted."""

from __future__ import annotations

import pytest

from dialogue import load_library

FILE = """服务: 领水票
版本: 1
说法: [领水票, 我要领水票]
{more}
槽位:
  几张: {{类型: 数量, 最少: 1, 最多: 9, 单位: 张, 问: 要几张？}}
步骤:
  - 收集: [几张]
  - 确认: 【几张】张，对吗？
  - 提交: {{接口: water.take, 幂等键: 会话号, 得到: [受理号], 失败: 转人工}}
  - 评价: 好差评
  - 结束: 完成
"""
CORRECT = """服务: 改水票
版本: 1
说法: [改水票, 水票要改]
槽位:
  受理号: {类型: 单号, 位数: 8, 个人信息: 否, 问: 请说受理号。}
  改成几张: {类型: 数量, 最少: 1, 最多: 9, 单位: 张, 问: 改成几张？}
步骤:
  - 收集: [受理号, 改成几张]
  - 确认: 改成【改成几张】张，对吗？
  - 提交: {接口: water.change, 幂等键: 会话号, 得到: [更正号], 失败: 转人工}
  - 评价: 好差评
  - 结束: 完成
"""


@pytest.fixture
def filed(tmp_path, citizen):
    def begin(more: str):
        (tmp_path / "take.yaml").write_text(FILE.format(more=more), encoding="utf-8")
        (tmp_path / "change.yaml").write_text(CORRECT, encoding="utf-8")
        someone = type(citizen)(load_library(tmp_path)).begin()
        someone.answers |= {"water.take": {"受理号": "26000001"}, "water.change": {"更正号": "G1"}}
        return someone.say("我要领水票", "三张", "对")

    return begin


def test_a_service_gets_the_number(filed) -> None:
    citizen = filed("更正: {服务: 改水票}").say("不对，张数说错了")
    assert citizen.state.service == "改水票"
    assert citizen.state.value("受理号") == "26000001"
    assert citizen.state.question.slot == "改成几张"
    assert [case.service for case in citizen.state.before] == ["领水票"]


def test_a_sentence(filed) -> None:
    citizen = filed("更正: {说: 水票请到二楼更正。}").say("不对，张数说错了")
    assert "水票请到二楼更正" in citizen.heard
    assert citizen.state.interjection.kind == "human"


def test_none(filed) -> None:
    citizen = filed("").say("不对，张数说错了")
    assert citizen.handed_off == "correction"


BY_INTERFACE = "更正: {接口: water.correct, 项目: [几张], 得到: [更正号], 超时: 5秒}"


@pytest.mark.parametrize("line", ["不对，张数说错了", "几张说错了，应该是五张"])
def test_an_interface_after_a_confirmation(filed, line: str) -> None:
    citizen = filed(BY_INTERFACE)
    citizen.answers["water.correct"] = {"更正号": "GZ1"}
    citizen.say(line)
    assert citizen.state.service == "领水票信息更正"
    if citizen.state.question.slot == "更正项目":
        citizen.touch("几张")
    if citizen.state.question.slot == "几张":
        citizen.say("五张")
    assert citizen.state.question.kind == "confirm"
    assert "几张改成5张，对吗" in citizen.heard
    assert [call.api for call in citizen.calls] == ["water.take"]
    citizen.say("对")
    call = citizen.calls[-1]
    assert (call.api, call.params) == ("water.correct", {"受理号": "26000001", "更正项目": "几张", "几张": "5"})
    assert call.key != citizen.calls[0].key
    assert "改好了" in citizen.heard
    assert [case.service for case in citizen.state.before] == ["领水票"]


def test_a_polite_word_is_no_yes_to_a_correction(filed) -> None:
    citizen = filed(BY_INTERFACE)
    citizen.answers["water.correct"] = {"更正号": "GZ1"}
    citizen.say("几张说错了", "五张", "好的谢谢")
    assert citizen.state.question.kind == "confirm"
    assert [call.api for call in citizen.calls] == ["water.take"]
    citizen.say("对")
    assert citizen.calls[-1].api == "water.correct"


def test_a_second_correction_has_a_key_of_its_own_and_is_about_the_same_case(filed) -> None:
    citizen = filed(BY_INTERFACE)
    citizen.answers["water.correct"] = {"更正号": "GZ1"}
    for line, value in (("几张说错了", "五张"), ("几张又说错了", "六张")):
        citizen.say(line, value, "对")
    first, second = citizen.calls[-2:]
    assert [call.params["几张"] for call in (first, second)] == ["5", "6"]
    assert first.params["受理号"] == second.params["受理号"] == "26000001"
    assert first.key != second.key


def test_a_no_sends_nothing(filed) -> None:
    citizen = filed(BY_INTERFACE).say("几张说错了", "五张", "不对")
    assert [call.api for call in citizen.calls] == ["water.take"]
    assert not citizen.ended


def test_what_the_interface_cannot_change_goes_to_a_human_with_the_number(filed) -> None:
    citizen = filed(BY_INTERFACE).say("把刚才那个撤掉")
    assert citizen.handed_off == "correction"
    assert "受理号是二六零零，零零零幺" in citizen.heard
    assert [call.api for call in citizen.calls] == ["water.take"]


def test_an_interface_that_fails_goes_to_a_human(filed) -> None:
    citizen = filed(BY_INTERFACE).say("几张说错了", "五张", "对")
    assert citizen.calls[-1].api == "water.correct"
    assert citizen.handed_off == "fault"


def test_begun_anew_it_has_no_number_and_goes_to_a_human(filed) -> None:
    citizen = filed(BY_INTERFACE).say("几张说错了", "从头开始", "是的")
    assert [call.api for call in citizen.calls] == ["water.take"]


def test_it_is_not_offered(filed) -> None:
    citizen = filed(BY_INTERFACE)
    assert "领水票信息更正" not in citizen.machine.library.on("screen")
    assert citizen.machine.library.script("领水票信息更正").corrects == "领水票"


def test_every_sentence_of_it_is_rendered_ahead(filed) -> None:
    prompts = filed(BY_INTERFACE).machine.library.prompts()
    assert {"请问要改哪一项？", "改好了。"} <= set(prompts)
