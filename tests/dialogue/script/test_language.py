"""The parts of the language beyond the two-service beginnings: every step, every kind of slot, and their mistakes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dialogue import ScriptErrors, load_library
from dialogue.errors import Problems
from dialogue.script import Script, load_script
from dialogue.script.computed import with_computed
from dialogue.script.expression import Scope
from dialogue.script.model import Branch, CallService, Collect, Finish, Jump, Take, Tell, Transfer
from dialogue.script.paths import known_before
from dialogue.slot_kinds import by_word

TODAY = date(2026, 11, 22)
HEAD = "服务: {name}\n版本: 1\n说法: [{name}]\n"
SLOTS = """同意: {告知: 需要您的信息。, 项目: [身份证号]}
槽位:
  身份证号: {类型: 身份证, 问: 请说号码。}
  方式: {类型: 选项, 选项: {甲: [第一种], 乙: [第二种], 丙: []}, 问: 甲，乙，还是丙？}
  材料: {类型: 多选, 选项: {户口本: [], 结婚证: []}, 问: 带了哪些？}
  金额: {类型: 金额, 最少: 100, 最多: 20万, 问: 多少钱？}
  人数: {类型: 数量, 最少: 1, 最多: 9, 单位: 人, 必填: 否, 问: 几个人？}
"""
ALL_SLOTS = "  - 收集: [身份证号, 方式, 材料, 金额, 人数]\n"


def load(body: str, *, head: str = HEAD.format(name="测试") + SLOTS) -> tuple[Script, list[str]]:
    problems = Problems("t.yaml")
    script = load_script(head + body, "t.yaml", problems)
    assert script is not None
    return script, [str(error) for error in problems.errors]


def good(body: str) -> Script:
    script, errors = load(body)
    assert errors == []
    return script


def test_every_kind_of_slot_has_a_chinese_name_and_defaults() -> None:
    slots = "".join(f"  甲{n}: {{类型: {kind}, 问: 请说。{MORE.get(kind, '')}}}\n" for n, kind in enumerate(by_word()))
    names = ", ".join(f"甲{n}" for n in range(len(by_word())))
    head = HEAD.format(name="测试") + f"同意: {{告知: 需要。, 项目: [{names}]}}\n槽位:\n{slots}"
    script, errors = load(f"步骤:\n  - 收集: [{names}]\n  - 结束: 完成\n", head=head)
    assert errors == []
    assert {slot.kind for slot in script.slots} == set(by_word().values())
    assert all(slot.means for slot in script.slots)


def test_bounds_units_and_whether_it_must_be_told() -> None:
    script = good("步骤:\n" + ALL_SLOTS + "  - 结束: 完成\n")
    money, count = script.slot("金额"), script.slot("人数")
    assert money is not None
    assert count is not None
    assert (money.least, money.most) == (Decimal(100), Decimal(200_000))
    assert (count.least, count.most, count.unit, count.required) == (Decimal(1), Decimal(9), "人", False)


#: What a kind must be told.
MORE = {
    "选项": ", 选项: [子, 丑]", "多选": ", 选项: [子, 丑]", "单号": ", 位数: 8", "编号": ", 格式: 字母1数字9",
}  # fmt: skip


@pytest.mark.parametrize(
    ("slot", "told"),
    [
        ("{类型: 编号, 问: 几号？}", "要写“格式”"),
        ("{类型: 编号, 格式: 字母, 问: 几号？}", "后面要写几位"),
        ("{类型: 编号, 格式: 数字9-8, 问: 几号？}", "从少写到多"),
        ("{类型: 手机号, 格式: 数字11, 问: 几号？}", "不是编号或自由文本"),
        ("{类型: 长文本, 最少: 1.5, 问: 什么事？}", "这里是字数"),
        ("{类型: 手机号, 最少: 3, 问: 几？}", "不是数量、金额或文字"),
        ("{类型: 数量, 最少: 很多, 问: 几？}", "看不懂"),
        ("{类型: 数量, 最少: 5, 最多: 2, 问: 几？}", "最少比最多还大"),
        ("{类型: 金额, 单位: 元, 问: 几？}", "不用写“单位”"),
        ("{类型: 手机号, 位数: 11, 问: 几？}", "不是单号"),
        ("{类型: 单号, 问: 几？}", "要写“位数”"),
        ("{类型: 单号, 位数: 三, 问: 几？}", "要写“位数”"),
        ("{类型: 单号, 位数: 99, 问: 几？}", "4 到 20"),
        ("{类型: 数量, 范围: 过去, 问: 几？}", "不用写“范围”"),
        ("{类型: 多选, 选项: [甲、乙, 丙], 问: 几？}", "不能有顿号"),
        ("{类型: 多选, 选项: [甲], 问: 几？}", "至少要有两个选项"),
        ("{类型: 姓明, 问: 谁？}", "是不是想写“姓名”"),
        ("{类型: 地址, 脱敏: 尾巴, 问: 哪？}", "是不是想写“尾号”"),
        ("{类型: 时间, 问: {首次: 几点？, 电话: {再问: 几点？}}}", "少了“首次”"),
    ],
)
def test_a_wrong_slot_is_told(slot: str, told: str) -> None:
    head = HEAD.format(name="测试") + f"同意: {{告知: 需要。, 项目: [甲]}}\n槽位:\n  甲: {slot}\n"
    _, errors = load("步骤:\n  - 收集: [甲]\n  - 结束: 完成\n", head=head)
    assert any(told in error for error in errors), errors


def test_a_prompt_may_differ_on_the_phone_both_times() -> None:
    head = HEAD.format(name="测试") + (
        "同意: {告知: 需要。, 项目: [甲]}\n槽位:\n"
        "  甲: {类型: 手机号, 问: {首次: 一, 再问: 二, 电话: {首次: 三, 再问: 四}}}\n"
    )
    script, errors = load("步骤:\n  - 收集: [甲]\n  - 结束: 完成\n", head=head)
    assert errors == []
    prompt = script.slots[0].prompt
    assert [t.raw for t in (prompt.first, prompt.again, prompt.phone, prompt.phone_again)] == ["一", "二", "三", "四"]


def test_a_switch_asks_and_branches_and_leaves_no_impossible_arm() -> None:
    script = good("""步骤:
  - 选择: 方式
    分支:
      甲: [{说: 甲好。}]
      乙: [{说: 乙好。}]
      丙: [{说: 丙好。}]
  - 收集: [身份证号, 材料, 金额, 人数]
  - 结束: 完成
""")
    assert isinstance(script.steps[0], Collect)
    branches = [step for step in script.steps if isinstance(step, Branch)]
    assert len(branches) == 2, "whoever chose neither 甲 nor 乙 has chosen 丙"
    for label in ("甲", "乙", "丙"):
        at = 1
        while not isinstance(script.steps[at], Tell):
            step = script.steps[at]
            assert isinstance(step, Branch)
            at = at + 1 if step.condition.holds(Scope({"方式": label})) else step.otherwise
        told = script.steps[at]
        assert isinstance(told, Tell)
        assert told.spoken is not None
        assert told.spoken.screen.raw == f"{label}好。"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("- {选择: 方式, 分支: {甲: [{说: 好。}]}}", "没有写选了“乙、丙”怎么办"),
        ("- {选择: 方式, 分支: {甲: [{说: 好。}], 丁: [{说: 好。}], 否则: [{说: 好。}]}}", "没有“丁”这个选项"),
        ("- {选择: 方式}", "少了“分支”"),
        ("- {选择: 金额, 分支: {否则: [{说: 好。}]}}", "只能用选项"),
        ("- 跳到: 没有", "没有编号是“没有”的步骤"),
        ("- {说: 好。, 编号: 甲}\n  - {说: 好。, 编号: 甲}", "写了两次"),
        ("- {取号: {得到: [号], 失败: 转人工}}", "少了“队列”"),
        ("- {取号: {队列: 社保, 得到: [号]}}", "少了“失败”"),
        ("- {调用服务: {传: {甲: 乙}, 失败: 转人工}}", "少了“服务”"),
        ("- {说: 好。, 收集: [方式]}", "同时写了说、收集"),
        ("- {说: 【身份证号|尾号】}", "不认识的格式“尾号”"),
        ("- {如果: 身份证号|年龄 >= 老, 那么: [{说: 好。}]}", "比不了大小"),
        ("- {如果: 身份证号|岁数 >= 60, 那么: [{说: 好。}]}", "不认识的格式“岁数”"),
        ("- {编号: 圈, 说: 好。}\n  - 跳到: 圈", "一直绕圈"),
        ("- {卡片: 没有的}", "没有叫“没有的”的卡片"),
    ],
)
def test_a_wrong_step_is_told(step: str, told: str) -> None:
    _, errors = load(f"步骤:\n{ALL_SLOTS}  {step}\n  - 结束: 完成\n")
    assert any(told in error for error in errors), errors


def test_a_jump_back_asks_again_for_what_lies_between() -> None:
    script = good("""步骤:
  - 收集: [身份证号, 材料, 金额, 人数]
  - {收集: [方式], 编号: 再选}
  - 如果: 方式 == 丙
    那么:
      - 说: 丙没有了，请重新选。
      - 跳到: 再选
  - 说: 选了【方式】。
  - 结束: 完成
""")
    assert script.labels == (("再选", 1),)
    assert "方式" not in known_before(script)[1]


def test_a_jump_forward_skips_and_forgets_nothing() -> None:
    script = good("""步骤:
  - 收集: [身份证号, 方式, 材料, 金额, 人数]
  - 如果: 方式 == 甲
    那么: [{跳到: 完}]
  - 说: 不是甲。
  - {说: 好了。, 编号: 完}
  - 结束: 完成
""")
    jump = next(step for step in script.steps if isinstance(step, Jump))
    assert "身份证号" in known_before(script)[jump.target]


def test_a_number_is_taken_with_a_way_out() -> None:
    script = good(f"""步骤:
{ALL_SLOTS}  - 取号: 社保
  - 取号: {{队列: 公安, 得到: [排队号, 等待人数], 超时: 3秒, 失败: [{{说: 取不了号。}}, {{结束: 取消}}]}}
  - 说: 前面有【等待人数】位。
  - 结束: 完成
""")
    first, second = (step for step in script.steps if isinstance(step, Take))
    assert (first.queue, first.results, first.number) == ("社保", ("排队号",), 1)
    assert isinstance(script.steps[first.failed], Transfer)
    assert (second.results, second.timeout_s, second.number) == (("排队号", "等待人数"), 3.0, 2)
    assert isinstance(script.steps[second.failed], Tell)


def test_cards_and_receipts_are_steps_of_their_own_too() -> None:
    script = good(
        f"步骤:\n{ALL_SLOTS}  - 卡片: 清单\n  - 回执: [打印]\n  - 结束: 完成\n卡片: {{清单: [{{名: 身份证}}]}}\n"
    )
    card, receipt = (step for step in script.steps if isinstance(step, Tell))
    assert (card.spoken, card.card, receipt.receipt) == (None, "清单", ("print",))


def test_computed_values_follow_from_the_others() -> None:
    script = good(f"""计算:
  出生日期: 【身份证号|出生日期】
  说明: 【出生日期|日期】生，【身份证号|性别】，【身份证号|年龄】岁
步骤:
{ALL_SLOTS}  - 说: 您是【说明】。
  - 结束: 完成
""")
    known = with_computed(script, {"身份证号": "11010519491231002X"}, TODAY)
    assert known["出生日期"] == "1949-12-31"
    assert known["说明"] == "1949年12月31日生，女，76岁"
    assert "说明" not in with_computed(script, {}, TODAY)


@pytest.mark.parametrize(
    ("computed", "told"),
    [
        ("{甲: 【没有】}", "用到的“没有”还没有"),
        ("{甲: 【乙】, 乙: 【身份证号】}", "用到的“乙”还没有"),
        ("{方式: 【身份证号】}", "已经有了"),
        ("{甲: [1]}", "应该是一句话"),
    ],
)
def test_a_wrong_computed_value_is_told(computed: str, told: str) -> None:
    _, errors = load(f"计算: {computed}\n步骤:\n{ALL_SLOTS}  - 结束: 完成\n")
    assert any(told in error for error in errors), errors


def test_a_computed_value_is_unset_where_its_parts_are() -> None:
    _, errors = load(f"计算: {{生日: 【身份证号|出生日期】}}\n步骤:\n  - 说: 【生日】\n{ALL_SLOTS}  - 结束: 完成\n")
    assert any("“身份证号”可能还没有值" in error for error in errors), errors


def test_a_service_has_its_days() -> None:
    script, errors = load(
        "步骤:\n  - 结束: 完成\n", head=HEAD.format(name="测试") + "生效: 2026-01-01\n失效: 2026-12-31\n"
    )
    assert errors == []
    assert [script.valid(date(year, 6, 1)) for year in (2025, 2026, 2027)] == [False, True, False]
    _, errors = load("步骤:\n  - 结束: 完成\n", head=HEAD.format(name="测试") + "生效: 2026-02-01\n失效: 2026-01-31\n")
    assert any("比“生效”还早" in error for error in errors)


# ---- services that call each other --------------------------------------------------------------------------------

BOOKING = (
    HEAD.format(name="预约")
    + """同意: {告知: 需要手机号。, 项目: [手机号]}
槽位:
  手机号: {类型: 手机号, 问: 请说。}
步骤:
  - 收集: [手机号]
  - 查询: {接口: book, 得到: [预约号], 超时: 3秒, 失败: 转人工}
  - 结束: 完成
"""
)


def folder(tmp_path: Path, visit: str, other: str = BOOKING) -> Path:
    body = f"步骤:\n{ALL_SLOTS}  - 调用服务: {visit}\n  - 结束: 完成\n"
    (tmp_path / "a.yaml").write_text(HEAD.format(name="测试") + SLOTS + body, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(other, encoding="utf-8")
    return tmp_path


def test_a_service_is_visited_with_values_and_brings_some_back(tmp_path: Path) -> None:
    visit = "{服务: 预约, 传: {手机号: 身份证号}, 得到: {号: 预约号}, 失败: [{说: 没约上。}, {结束: 完成}]}"
    script = load_library(folder(tmp_path, visit)).script("测试")
    assert script is not None
    step = next(step for step in script.steps if isinstance(step, CallService))
    assert (step.service, step.given, step.results) == ("预约", (("手机号", "身份证号"),), (("号", "预约号"),))
    assert isinstance(script.steps[step.failed], Tell)


def test_a_visit_given_up_gives_up_the_service_unless_told_otherwise(tmp_path: Path) -> None:
    script = load_library(folder(tmp_path, "预约")).script("测试")
    assert script is not None
    step = next(step for step in script.steps if isinstance(step, CallService))
    ending = script.steps[step.failed]
    assert isinstance(ending, Finish)
    assert ending.reason == "cancelled"


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        ("预定", "是不是想写“预约”"),
        ("{服务: 预约, 传: {手机: 身份证号}}", "没有问题“手机”"),
        ("{服务: 预约, 得到: {号: 预约码}}", "没有变量“预约码”"),
    ],
)
def test_a_wrong_visit_is_told_once_all_files_are_read(tmp_path: Path, visit: str, told: str) -> None:
    with pytest.raises(ScriptErrors) as caught:
        load_library(folder(tmp_path, visit))
    assert told in str(caught.value)
    assert "a.yaml:13" in str(caught.value)


def test_services_that_call_each_other_for_ever_are_refused(tmp_path: Path) -> None:
    back = HEAD.format(name="预约") + "步骤:\n  - 调用服务: 测试\n  - 结束: 完成\n"
    with pytest.raises(ScriptErrors, match="互相调用"):
        load_library(folder(tmp_path, "预约", back))


@pytest.mark.parametrize(
    ("slots", "steps", "told", "code"),
    [
        ("", "  - 收集: [方式，材料]\n", "中文的逗号", "full-width-comma"),
        ("", "  - 收集: [方式、材料]\n", "中文的逗号", "full-width-comma"),
        (
            "  几样: {类型: 选项, 选项: [子，丑, 寅], 问: 几？}\n",
            "  - 收集: [几样]\n",
            "中文的逗号",
            "full-width-comma",
        ),
        (
            "  几样: {类型: 选项, 选项: [子【方式】, 寅], 问: 几？}\n",
            "  - 收集: [几样]\n",
            "不会换成内容",
            "broken-hole",
        ),
        ("计算: {合计: 【金额】 + 10}\n", "", "不会去算", "broken-condition"),
        ("计算: {合计: 【金额】 - 【人数】}\n", "", "不会去算", "broken-condition"),
        ("卡片: {清单: [{名: 【方式】证明, 份数: 1}]}\n", "", "不会换成内容", "broken-hole"),
    ],
)
def test_what_would_be_read_otherwise_than_meant(slots: str, steps: str, told: str, code: str) -> None:
    problems = Problems("t.yaml")
    body = f"步骤:\n{ALL_SLOTS}{steps}  - 结束: 完成\n"
    load_script(HEAD.format(name="测试") + SLOTS + slots + body, "t.yaml", problems)
    assert any(told in error.message and error.code == code and error.fix for error in problems.errors), problems.errors


@pytest.mark.parametrize("text", ["【区号】-【号码】", "【年】-【月】", "共【人数】人/【金额】元"])
def test_a_hyphen_between_values_is_no_arithmetic(text: str) -> None:
    problems = Problems("t.yaml")
    load_script(HEAD.format(name="测试") + f"计算:\n  甲: {text}\n步骤: []\n", "t.yaml", problems)
    assert not any("不会计算" in error.message for error in problems.errors)
