import re
from pathlib import Path

import pytest

from dialogue import ScriptErrors, load_library
from dialogue.errors import Problems
from dialogue.script import Script, load_script
from dialogue.script.model import Branch, Collect, Finish, Jump, Query, Submit, Transfer

SERVICES = Path(__file__).parents[3] / "services"
GOOD = """服务: 测试服务
版本: 2026-11-22
说法: [测试]
同意: {告知: 需要您的身份证号。, 项目: [身份证号]}
槽位:
  身份证号: {类型: 身份证, 问: 请说身份证号。}
  方式: {类型: 选项, 选项: {甲: [第一种], 乙: [第二种]}, 问: 甲还是乙？}
步骤:
  - 收集: [身份证号, 方式]
  - 查询: {接口: a.query, 传: [身份证号], 得到: [姓名], 超时: 5秒, 失败: 转人工}
  - 如果: 方式 == 甲
    那么: [{说: 甲好。}]
    否则: [{说: 乙好。}]
  - 确认: 【姓名】选【方式】，尾号【身份证号|末四位】，对吗？
  - 提交: {接口: a.submit, 幂等键: 会话号, 得到: 受理号, 失败: 转人工}
  - {说: 好了。, 回执: [打印]}
  - 评价: 好差评
  - 结束: 完成
"""


def load(text: str) -> tuple[Script | None, list[str]]:
    problems = Problems("t.yaml")
    script = load_script(text, "t.yaml", problems)
    return script, sorted(str(error) for error in problems.errors)


def test_a_good_script_becomes_a_flat_program() -> None:
    script, errors = load(GOOD)
    assert not errors
    assert script is not None
    kinds = [type(step) for step in script.steps]
    assert kinds[:5] == [Collect, Query, Jump, Transfer, Branch]
    query, branch, submit = script.steps[1], script.steps[4], next(s for s in script.steps if isinstance(s, Submit))
    assert isinstance(query, Query)
    assert query.failed == 3
    assert query.timeout_s == 5
    assert isinstance(branch, Branch)
    assert submit.results == ("受理号",)
    assert isinstance(script.steps[-1], Finish)


def test_english_aliases_name_the_same_fields() -> None:
    table = {
        "服务": "service",
        "版本": "version",
        "说法": "says",
        "同意": "consent",
        "告知": "notice",
        "项目": "items",
        "槽位": "slots",
        "步骤": "steps",
        "收集": "collect",
        "查询": "query",
        "接口": "api",
        "传": "params",
        "得到": "results",
        "超时": "timeout",
        "失败": "failed",
        "如果": "if",
        "那么": "then",
        "否则": "else",
        "确认": "confirm",
        "提交": "submit",
        "幂等键": "key",
        "回执": "receipt",
        "评价": "rate",
        "结束": "end",
        "类型": "type",
        "问": "ask",
        "选项": "options",
        "说": "say",
    }
    text = GOOD
    for chinese, english in table.items():
        text = text.replace(f"{chinese}:", f"{english}:")
    english_script, errors = load(text)
    assert not errors
    assert english_script == load(GOOD)[0]


MISTAKES = [
    ("服务: 测试服务", "服务名: 测试服务", 1, "不认识“服务名”", "“服务”"),
    ("版本: 2026-11-22\n", "", 1, "少了“版本”", ""),
    ("类型: 身份证,", "类型: 身份証,", 6, "“类型”不能是“身份証”", "“身份证”"),
    ("类型: 选项,", "类形: 选项,", 7, "不认识“类形”", "“类型”"),
    ("选项: {甲: [第一种], 乙: [第二种]}", "选项: {甲: []}", 7, "至少要有两个选项", ""),
    ("  - 收集: [身份证号, 方式]", "  - 收集: [身份证, 方式]", 9, "没有叫“身份证”的槽位", "“身份证号”"),
    ("  - 收集: [身份证号, 方式]", "  - 收几: [身份证号, 方式]", 9, "不认识的步骤“收几”", "“收集”"),
    ("超时: 5秒", "超时: 很快", 10, "超时“很快”看不懂", "5秒"),
    (", 超时: 5秒, 失败: 转人工}", "}", 10, "“查询”少了“失败”", "转人工"),
    ("方式 == 甲", "方式 = 甲", 11, "看不懂", "=="),
    ("方式 == 甲", "方式 == 丙", 11, "“方式”没有“丙”这个选项", ""),
    ("方式 == 甲", "办法 == 甲", 11, "没有叫“办法”的变量", "方式"),
    ("    那么: [{说: 甲好。}]\n", "", 11, "少了“那么”", ""),
    ("【姓名】选", "【名字】选", 14, "没有叫“名字”的变量", "姓名"),
    ("|末四位】", "|末5位】", 14, "不认识的格式“末5位”", "末四位"),
    ("【姓名】选", "【姓名选", 14, "没有成对", ""),
    ("  - 确认: 【姓名】选【方式】，尾号【身份证号|末四位】，对吗？\n", "", 14, "“提交”之前没有“确认”", "确认"),
    ("幂等键: 会话号", "幂等键: 时间", 15, "幂等键不能是“时间”", "会话号"),
    ("幂等键: 会话号, ", "", 15, "少了“幂等键”", ""),
    ("  - 结束: 完成\n", "", 17, "没有结束", "结束: 完成"),
    ("  - 评价: 好差评\n", "  - 转人工: 请稍等。\n  - 评价: 好差评\n", 18, "永远走不到", ""),
    ("同意: {告知: 需要您的身份证号。, 项目: [身份证号]}\n", "", 5, "没有“同意”", "告知"),
    ("  - 评价: 好差评", "  - {评价: 好差评, 说: 谢谢}", 17, "同时写了", "拆成几步"),
    ("{说: 好了。, 回执: [打印]}", "{说: 好了。, 卡片: 清单, 回执: [打印]}", 16, "没有叫“清单”的卡片", ""),
    ("回执: [打印]", "回执: [传真]", 16, "“回执”不能是“传真”", "打印"),
]


@pytest.mark.parametrize(("old", "new", "line", "message", "fix"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_a_fix(old: str, new: str, line: int, message: str, fix: str) -> None:
    assert old in GOOD
    _, errors = load(GOOD.replace(old, new))
    told = [error for error in errors if message in error and fix in error]
    assert told, errors
    assert any(error.startswith(f"t.yaml:{line}: ") for error in told), told


def test_a_value_used_before_it_is_set() -> None:
    _, errors = load(
        GOOD.replace("  - 收集: [身份证号, 方式]\n", "  - 说: 【姓名】您好。\n  - 收集: [身份证号, 方式]\n")
    )
    assert errors == ["t.yaml:9: 到这一步时，“姓名”可能还没有值（先“收集”或“查询”到它，再用它）"]


def test_a_value_set_on_one_arm_only_is_not_surely_set() -> None:
    text = (
        GOOD.replace("  - 收集: [身份证号, 方式]", "  - 收集: [身份证号]")
        .replace("方式 == 甲", "姓名 == 王")
        .replace("[{说: 甲好。}]", "[{收集: [方式]}]")
    )
    _, errors = load(text)
    assert any("“方式”可能还没有值" in error for error in errors)


def test_a_slot_collected_after_confirmation_needs_a_new_one() -> None:
    text = GOOD.replace("收集: [身份证号, 方式]", "收集: [身份证号, 方式]").replace(
        "  - 提交:", "  - 收集: [方式]\n  - 提交:"
    )
    _, errors = load(text)
    assert any("“提交”之前没有“确认”" in error for error in errors)


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("类型: 选项,", "类形: 选项,").replace("超时: 5秒", "超时: 很快"), encoding="utf-8"
    )
    (tmp_path / "b.yaml").write_text("服务：乙\n", encoding="utf-8")
    (tmp_path / "c.test.yaml").write_text("这不是脚本", encoding="utf-8")
    (tmp_path / "d.yaml").write_bytes("服务: 丁".encode("gb18030"))
    (tmp_path / "knowledge" / "k.yaml").write_text("问答:\n  - 问法: [甲]\n    生效: 昨天\n", encoding="utf-8")
    with pytest.raises(ScriptErrors) as caught:
        load_library(tmp_path)
    text = str(caught.value)
    for part in (
        "a.yaml:7: ",
        "a.yaml:10: ",
        "b.yaml:1: ",
        "d.yaml:1: 文件不是 UTF-8",
        "k.yaml:2: ",
        "k.yaml:3: 日期“昨天”不对",
        "没有出处",
    ):
        assert part in text
    assert "c.test.yaml" not in text
    assert list(caught.value.errors) == sorted(caught.value.errors)


def test_one_name_for_one_service(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ScriptErrors, match=r"“测试服务”在 .*a\.yaml 里已经有了"):
        load_library(tmp_path)


def test_the_shipped_services_load() -> None:
    library = load_library(SERVICES)
    assert {script.name for script in library.scripts} == {
        "社保卡挂失", "居住证办理", "公积金提取", "身份证补领", "医保异地就医备案", "个体工商户登记", "不动产登记查询",
        "12345诉求登记", "工单进度查询", "窗口预约", "优待证申领", "出生一件事", "违章处理",
    }  # fmt: skip
    assert len(library.passages) >= 100
    assert all(passage.citation for passage in library.passages)


def test_spoken_sentences_are_short_and_hold_no_stray_marks() -> None:
    """Every clause is sayable in one breath, and nothing but words and pauses reaches the voice."""
    for prompt in load_library(SERVICES).prompts():
        assert not set(prompt) & set("()（）[]<>《》*#|/\\\n") or "【" in prompt, prompt
        clauses = re.split("[，。？；：！、]", re.sub("[A-Za-z ,?']+", "", prompt))
        assert all(len(clause) <= 26 for clause in clauses), prompt


def test_a_clause_longer_than_the_script_allows() -> None:
    text = GOOD + "适老: {每句最多: 10字}\n"
    _, errors = load(text.replace("{说: 好了。,", "{说: 这句话实在是太长太长了。,"))
    assert errors == ["t.yaml:16: “这句话实在是太长太长了”有 11 个字，超过了每句最多 10 字（用逗号断开，或者改短）"]


def test_a_caller_is_not_told_to_look_at_the_screen() -> None:
    _, errors = load(GOOD.replace("{说: 好了。,", "{说: 请看屏幕。,"))
    assert errors == ["t.yaml:16: 电话里的话提到了“屏幕”（写成 {大屏: …, 电话: …}，电话那句换个说法）"]
    _, errors = load(GOOD.replace("{说: 好了。,", "{说: {大屏: 请看屏幕。, 电话: 好了。},"))
    assert not errors
