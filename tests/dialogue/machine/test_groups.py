"""Two persons of whom the same is asked: told apart by name, compared, filled by the card of the one asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import load_library
from dialogue.acts import Keyed, Said
from dialogue.errors import Problems
from dialogue.script import load_script
from tests.dialogue.conftest import Citizen

SERVICE = """服务: 双人登记
版本: 1
说法: [双人登记, 我要双人登记]
同意: {告知: 需要两个人的信息。, 项目: [父亲, 母亲]}
组:
  父亲: {槽位组: 家长, 说法: [爸爸]}
  母亲: {槽位组: 家长, 说法: [妈妈]}
槽位组:
  家长:
    姓名: {类型: 姓名, 问: 请说【组】的姓名。}
    身份证号: {类型: 身份证, 不同于: 身份证号, 取值: [读卡, 语音, 按键], 核对: 尾号, 问: 请说【组】的身份证号。}
步骤:
  - 收集: [父亲, 母亲]
  - 确认: 对吗？
  - 提交: {接口: pair, 传: [父亲, 母亲], 幂等键: 会话号, 得到: [受理号], 失败: 转人工}
  - 结束: 完成
"""
ONE, OTHER = "11010519491231002X", "110105198506123729"


@pytest.fixture
def pair(tmp_path: Path) -> Citizen:
    (tmp_path / "pair.yaml").write_text(SERVICE, encoding="utf-8")
    found = Citizen(load_library(tmp_path)).begin()
    found.answers["pair"] = {"受理号": "P1"}
    return found.say("双人登记", "同意")


def typed(citizen: Citizen, text: str) -> None:
    citizen.do(Said(text))


def test_each_member_has_the_slots_of_the_group(pair: Citizen) -> None:
    assert pair.state.question.slot == "父亲姓名"
    assert "请说父亲的姓名" in pair.heard


def test_what_is_told_of_both_goes_to_each(pair: Citizen) -> None:
    typed(pair, f"父亲叫王强，身份证号{ONE}，妈妈叫李梅，身份证号{OTHER}")
    values = pair.state.values()
    assert values == {"父亲姓名": "王强", "父亲身份证号": ONE, "母亲姓名": "李梅", "母亲身份证号": OTHER}
    assert pair.state.question.kind == "confirm"


def test_the_same_number_for_both_is_refused_at_once(pair: Citizen) -> None:
    typed(pair, "王强")
    pair.do(Keyed(ONE.replace("X", "*")))
    typed(pair, "李梅")
    pair.do(Keyed(ONE.replace("X", "*")))
    assert "和父亲身份证号一样了" in pair.heard
    assert not pair.state.has("母亲身份证号")
    pair.do(Keyed(OTHER))
    assert pair.state.question.kind == "confirm"


def test_a_correction_may_not_make_them_the_same(pair: Citizen) -> None:
    typed(pair, f"父亲叫王强，身份证号{ONE}，妈妈叫李梅，身份证号{OTHER}")
    typed(pair, f"父亲身份证号改成{OTHER}")
    assert "和母亲身份证号一样了" in pair.heard
    assert pair.state.question.slot == "父亲身份证号"
    assert pair.state.value("母亲身份证号") == OTHER


def test_a_card_is_that_of_the_one_asked_about(pair: Citizen) -> None:
    pair.card(ONE, "王强")
    assert (pair.state.value("父亲姓名"), pair.state.value("父亲身份证号")) == ("王强", ONE)
    assert pair.state.question.slot == "母亲姓名"
    pair.card(ONE, "王强")
    assert not pair.state.has("母亲身份证号")
    pair.card(OTHER, "李梅")
    pair.say("对")
    assert pair.calls[-1].params == {
        "父亲姓名": "王强", "父亲身份证号": ONE, "母亲姓名": "李梅", "母亲身份证号": OTHER,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("父亲: {槽位组: 家长", "父亲: {槽位组: 家张", "没有叫“家张”的槽位组"),
        ("不同于: 身份证号", "不同于: 护照号", "没有叫“护照号”的槽位"),
        ("收集: [父亲, 母亲]", "收集: [父亲]", "没有任何一步问它"),
        ("{类型: 姓名, 问: 请说【组】的姓名。}", "请说姓名", "要写类型和问法"),
    ],
)
def test_a_wrong_group_is_told(old: str, new: str, told: str) -> None:
    problems = Problems("t.yaml")
    load_script(SERVICE.replace(old, new), "t.yaml", problems)
    assert any(told in str(error) for error in problems.errors), problems.errors
