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
