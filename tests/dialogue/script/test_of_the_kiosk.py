"""【设备】【窗口】【地点】: said and sent where they are known, and a script that may say nothing is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogue import Library, Machine, ScriptErrors, acts, load_library
from dialogue.machine.state import State
from dialogue.script.interfaces import interfaces
from dialogue.testing.load import TestFile
from dialogue.testing.run import run_conversation_test

HEAD = """服务: 领取指引
版本: "1"
简介: 到哪里领
说法: [到哪里领, 在哪里取件]
渠道: [{channels}]
步骤:
"""
SAID = """  - 如果: 有 窗口 且 有 地点
    那么: [{说: 请到【地点】的【窗口】号窗口。}]
    否则: [{说: 请到旁边的窗口。}]
  - 查询: {接口: qh.where, 传: [设备, 窗口], 得到: [楼层], 超时: 5秒, 失败: 转人工, 身份: 无}
  - 结束: 完成
"""
KIOSK = acts.KioskFacts("kiosk-1", "3", "一楼东侧")


def library(folder: Path, steps: str, channels: str = "大屏") -> Library:
    (folder / "lq.yaml").write_text(HEAD.format(channels=channels) + steps, encoding="utf-8")
    return load_library(folder)


def said(machine: Machine, begin: acts.Begin) -> tuple[State, str, acts.Call | None]:
    state, _ = machine.step(machine.new("c", date(2026, 11, 22)), begin)
    state, done = machine.step(state, acts.Said("到哪里领", 0.9))
    call = next((act for act in done if isinstance(act, acts.Call)), None)
    return state, "".join(act.text for act in done if isinstance(act, acts.Say)), call


def test_they_are_said_and_sent(tmp_path: Path) -> None:
    state, text, call = said(Machine(library(tmp_path, SAID)), acts.Begin(kiosk=KIOSK))
    assert "请到一楼东侧的3号窗口。" in text
    assert call is not None
    assert call.params == {"设备": "kiosk-1", "窗口": "3"}
    assert State.from_json(state.to_json()) == state


def test_what_is_not_known_is_neither_said_nor_sent(tmp_path: Path) -> None:
    _, text, call = said(Machine(library(tmp_path, SAID)), acts.Begin(kiosk=acts.KioskFacts("kiosk-1")))
    assert "请到旁边的窗口。" in text
    assert call is not None
    assert call.params == {"设备": "kiosk-1"}


def test_by_telephone_there_is_no_kiosk(tmp_path: Path) -> None:
    _, text, call = said(Machine(library(tmp_path, SAID, "大屏, 电话")), acts.Begin("phone"))
    assert "请到旁边的窗口。" in text
    assert call is not None
    assert call.params == {}


@pytest.mark.parametrize(
    ("steps", "channels", "told"),
    [
        ("  - 说: 请到【窗口】号窗口。\n  - 结束: 完成\n", "大屏", "如果: 有 窗口"),
        ("  - 说: 这里是【地点】。\n  - 结束: 完成\n", "大屏", "如果: 有 地点"),
        ("  - 说: 这里是【设备】。\n  - 结束: 完成\n", "大屏, 电话", "如果: 有 设备"),
        (
            "  - 收集: [件数]\n  - 结束: 完成\n槽位:\n  件数: {类型: 数量, 问: 在【窗口】号窗口领几件？}\n",
            "大屏",
            "问法里写了【窗口】",
        ),
    ],
)
def test_a_script_that_might_say_nothing_is_refused(tmp_path: Path, steps: str, channels: str, told: str) -> None:
    with pytest.raises(ScriptErrors) as caught:
        library(tmp_path, steps, channels)
    assert told in str(caught.value)


def test_the_name_of_a_kiosk_is_always_known_on_a_screen(tmp_path: Path) -> None:
    _, text, _ = said(Machine(library(tmp_path, "  - 说: 这里是【设备】。\n  - 结束: 完成\n")), acts.Begin(kiosk=KIOSK))
    assert "这里是kiosk-1。" in text


def test_what_a_script_names_so_itself_is_its_own(tmp_path: Path) -> None:
    steps = """  - 查询: {接口: qh.where, 得到: [地点], 超时: 5秒, 失败: 转人工, 身份: 无}
  - 说: 请到【地点】。
  - 结束: 完成
"""
    machine = Machine(library(tmp_path, steps))
    state, _, call = said(machine, acts.Begin(kiosk=KIOSK))
    assert call is not None
    _, done = machine.step(state, acts.Answered(call.call, ok=True, data={"地点": "二楼大厅"}))
    assert "请到二楼大厅。" in [act.text for act in done if isinstance(act, acts.Say)]


def test_an_option_of_that_name_stays_an_option(tmp_path: Path) -> None:
    steps = """  - 收集: [领取方式]
  - 如果: 领取方式 == 窗口
    那么: [{说: 到窗口领。}]
    否则: [{说: 寄给您。}]
  - 结束: 完成
槽位:
  领取方式: {类型: 选项, 选项: {窗口: [窗口], 邮寄: [邮寄]}, 问: 在窗口领还是邮寄？}
"""
    machine = Machine(library(tmp_path, steps))
    state, _, _ = said(machine, acts.Begin(kiosk=KIOSK))
    _, done = machine.step(state, acts.Touched("窗口", state.asked))
    assert "到窗口领。" in [act.text for act in done if isinstance(act, acts.Say)]


def test_they_stand_in_the_list_of_interfaces(tmp_path: Path) -> None:
    (use,) = interfaces(library(tmp_path, SAID).every)
    assert [field.name for field in use.sends] == ["设备", "窗口"]


def test_a_conversation_test_says_where_it_takes_place(tmp_path: Path) -> None:
    text = """服务: 领取指引
对话:
  - 名称: 有窗口
    窗口: "3"
    地点: 一楼东侧
    接口: {qh.where: {楼层: 二楼}}
    步骤:
      - 人: 到哪里领
        期望: {说: [一楼东侧, 3号窗口], 调用: [qh.where]}
  - 名称: 没有窗口
    接口: {qh.where: {楼层: 二楼}}
    步骤:
      - 人: 到哪里领
        期望: {说: 旁边的窗口}
"""
    file, scripts = TestFile("lq.test.yaml", text, ()), library(tmp_path, SAID)
    assert file.errors == ()
    assert [run_conversation_test(scripts, test).mismatches for test in file.tests] == [(), ()]
    phone = TestFile("lq.test.yaml", text.replace('窗口: "3"', "渠道: 电话"), ())
    assert "电话里没有设备、窗口和地点" in str(phone.errors[0])
