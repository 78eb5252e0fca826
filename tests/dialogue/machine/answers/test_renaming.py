"""A name changed late, in words that name another slot of the group."""

from __future__ import annotations

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Begin, Said
from support.small_hall import TODAY

SERVICE = """服务: 登记
版本: 1
说法: [我要登记]
同意: {告知: 要登记姓名和手机号。, 项目: [父亲姓名, 母亲姓名, 孩子姓名, 手机号]}
组:
  父亲: {槽位组: 家长, 说法: [爸爸]}
  母亲: {槽位组: 家长, 说法: [妈妈]}
槽位组:
  家长:
    姓名: {类型: 姓名, 问: 请说【组】的姓名。}
槽位:
  孩子姓名: {类型: 姓名, 问: 孩子叫什么？}
  手机号: {类型: 手机号, 问: 手机号是多少？}
步骤:
  - 收集: [父亲, 母亲, 孩子姓名, 手机号]
  - 确认: 孩子叫【孩子姓名】，父亲【父亲姓名】，母亲【母亲姓名】，对吗？
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("rename")
    (folder / "register.yaml").write_text(SERVICE, encoding="utf-8")
    return Machine(load_library(folder))


def names(machine: Machine, *lines: str) -> dict[str, str]:
    state, _ = machine.step(machine.new("c-1", TODAY), Begin())
    for line in lines:
        state, _ = machine.step(state, Said(line))
    return {filled.name: filled.value for filled in state.filled}


BEFORE = ("我要登记", "同意", "王强", "李梅", "王小宝")
CASES = [
    ("孩子不叫王小宝，随妈妈姓，叫李小宝", "孩子姓名", "李小宝"),
    ("跟妈妈姓吧，叫李小宝", "孩子姓名", "李小宝"),
    ("孩子的名字改一下，叫王小贝", "孩子姓名", "王小贝"),
    ("妈妈的名字写错了，是李玫", "母亲姓名", "李玫"),
    ("不叫王强，叫王刚", "父亲姓名", "王刚"),
]


@pytest.mark.parametrize("confirming", [False, True])
@pytest.mark.parametrize(("line", "slot", "value"), CASES)
def test_the_name_of_the_one_that_is_meant(
    machine: Machine, line: str, slot: str, value: str, confirming: bool
) -> None:
    told = (*BEFORE, "13800138000") if confirming else BEFORE
    before = {"父亲姓名": "王强", "母亲姓名": "李梅", "孩子姓名": "王小宝"}
    after = names(machine, *told, line)
    assert {name: after.get(name) for name in before} == before | {slot: value}


def test_whose_it_is_must_be_certain(machine: Machine) -> None:
    after = names(machine, *BEFORE, "不叫赵六，叫王刚")
    assert after["孩子姓名"] == "王小宝"
    assert after["父亲姓名"] == "王强"
