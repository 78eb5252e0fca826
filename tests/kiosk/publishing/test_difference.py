"""What differs, in words that a clerk reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dialogue import ServicesFolder, read_services
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.difference import differences, files_changed, unified
from kiosk.publishing.told_steps import condition_in_words
from support.drafts import SERVICES
from support.small_hall import GOOD, KNOWLEDGE


def folder(root: Path, script: str = GOOD, knowledge: str = KNOWLEDGE) -> ServicesFolder:
    (root / "knowledge").mkdir(parents=True)
    (root / "lrk.yaml").write_text(script, encoding="utf-8")
    (root / "knowledge" / "lrk.yaml").write_text(knowledge, encoding="utf-8")
    return read_services(root)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("问: 请说您的手机号。", "问: 请报手机号。", "老人卡办理",
         "问题 的 手机号 的 “问”由“请说您的手机号。”改成“请报手机号。”"),
        ("再问: 请慢慢说号码。", "再问: 请再说一遍。", "老人卡办理",
         "问题 的 身份证号 的 问 的 “再问”由“请慢慢说号码。”改成“请再说一遍。”"),
        ("版本: 2026-11-22", "version: 2026-11-23", "老人卡办理", "“版本”由“2026-11-22”改成“2026-11-23”"),
        ("老年卡怎么办, ", "", "老人卡办理", "“说法”去掉了老年卡怎么办"),
        ("老年卡怎么办, ", "老年卡怎么办, 办敬老卡, ", "老人卡办理", "“说法”增加了办敬老卡"),
        ("办老人卡, 老年卡怎么办, ", "老年卡怎么办, 办老人卡, ", "老人卡办理", "“说法”的先后改了"),
        ("为【姓名】，尾号", "给【姓名】，尾号", "老人卡办理",
         "第 5 步（确认）的 “确认”由“为【姓名】，尾号【尾号】，办老人卡，对吗？”"
         "改成“给【姓名】，尾号【尾号】，办老人卡，对吗？”"),
        ("  - 如果: 姓名 == 无\n    那么: [{跳到: 填表}]\n", "", "老人卡办理",
         "第 4 步（分两路）删除了：“{如果: 姓名 == 无, 那么: [{跳到: 填表}]}”"),
        ("适老", "适老", "", ""),
    ],
)  # fmt: skip
def test_a_script(tmp_path: Path, old: str, new: str, where: str, what: str) -> None:
    found = differences(folder(tmp_path / "a"), folder(tmp_path / "b", GOOD.replace(old, new, 1)))
    assert [(line.where, line.what) for line in found] == ([(where, what)] if what else [])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("二十天内办好", "十天内办好",
         "“lrk-3”的答案由“满六十岁的老人可以办老人卡，二十天内办好。”改成“满六十岁的老人可以办老人卡，十天内办好。”"),
        ("lrk-3", "lrk-4", "新增“lrk-4”：满六十岁的老人可以办老人卡，二十天内办好。"),
        ("条款: 第三条", "条款: 第四条", "“lrk-3”的出处由“《老人卡办法》 第三条”改成“《老人卡办法》 第四条”"),
        ("条款: 第三条", "条款: 第三条\n    失效: 2027-01-01", "“lrk-3”的失效由“不限”改成“2027-01-01”"),
    ],
)  # fmt: skip
def test_knowledge(tmp_path: Path, old: str, new: str, what: str) -> None:
    found = differences(folder(tmp_path / "a"), folder(tmp_path / "b", knowledge=KNOWLEDGE.replace(old, new)))
    assert what in [line.what for line in found if line.where == "常见问题"]


def test_services_that_come_and_go(tmp_path: Path) -> None:
    found = differences(
        folder(tmp_path / "a"), folder(tmp_path / "b", GOOD.replace("服务: 老人卡办理", "服务: 敬老卡办理"))
    )
    assert [(line.where, line.what) for line in found[:2]] == [
        ("老人卡办理", "删除了这项服务"), ("敬老卡办理", "新增的服务"),
    ]  # fmt: skip
    assert all(line.where == "敬老卡办理" for line in found[1:])


def test_what_a_new_service_asks_says_calls_and_promises(tmp_path: Path) -> None:
    folder_of = tmp_path / "new"
    folder_of.mkdir()
    shutil.copy(SERVICES / "sbk-loss.yaml", folder_of)
    empty = tmp_path / "empty"
    empty.mkdir()
    told = [line.what for line in differences(read_services(empty), read_services(folder_of))]
    for part in (
        "群众这样说就办它：社保卡丢了、", "核实身份：短信验证", "先征求同意：“为办理挂失，",
        "问手机号：“请说您的手机号。”",
        "问挂失方式：“您要临时挂失，还是正式挂失？”，可以选：临时挂失、正式挂失", "查询接口 sbk.status，传身份证号",
        "卡状态是“已挂失”时：", "转人工时说：“这张卡已经注销了", "要群众确认：“为【姓名】",
        "提交给接口 sbk.loss，传身份证号、手机号",
        "给回执：打印", "怎么取消：说：解除挂失", "她说：“补领新卡",
    ):  # fmt: skip
        assert any(what.startswith(part) for what in told), part


BRANCH = """  - 如果: 姓名 == 无 且 有 手机号
    那么:
      - 说: 请带租房合同。
      - 结束: 完成
    否则:
      - 查询: {接口: a.b, 传: [姓名], 得到: [甲], 超时: 5秒, 失败: {拒绝: [{说: 查不到。}], 其他: 转人工}}
  - 结束: 完成
"""


def test_each_branch_is_told_below_its_condition(tmp_path: Path) -> None:
    changed = GOOD.replace("  - 结束: 完成\n", BRANCH, 1)
    found = differences(folder(tmp_path / "a"), folder(tmp_path / "b", changed))
    assert [(line.depth, line.what) for line in found] == [
        (0, "第 8 步（分两路）是新增的："), (1, "姓名是“无”，而且填了手机号时："), (2, "她说：“请带租房合同。”"),
        (2, "到这里结束"),
        (1, "否则："), (2, "查询接口 a.b，传姓名"), (3, "没有办成（拒绝）时："), (4, "她说：“查不到。”"),
        (3, "没有办成（其他）时转人工"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("居住方式 == 亲友家", "居住方式是“亲友家”"), ("年龄 >= 60 且 有 代办人", "年龄大于等于60，而且填了代办人"),
        ("没有 手机号 或 事由 在 [甲, 乙]", "没有填手机号，或者事由是甲, 乙之一"), ("事由 不在 [甲]", "事由不是甲"),
        ("状态 != 正常", "状态不是“正常”"),
    ],
)  # fmt: skip
def test_a_condition_in_words(written: str, words: str) -> None:
    assert condition_in_words(written) == words


def test_corrections_and_cards_of_a_new_service(tmp_path: Path) -> None:
    script = GOOD.replace("原件1}]", "原件1}, {名: 合同, 条件: 姓名 == 无}]")
    script += "更正: {接口: a.correct, 项目: [手机号], 得到: [号], 超时: 5秒}\n"
    empty = tmp_path / "empty"
    empty.mkdir()
    lines = differences(read_services(empty), folder(tmp_path / "b", script))
    told = [(line.depth, line.what) for line in lines]
    assert (0, "刚提交完说填错了：更正的接口 a.correct，能改手机号") in told
    card = told.index((0, "卡片“材料清单”上写："))
    assert told[card + 1 : card + 3] == [(1, "身份证（原件1）"), (1, "合同，姓名是“无”时要")]


def test_a_script_that_cannot_be_read_is_no_service_that_went(tmp_path: Path) -> None:
    (line,) = differences(folder(tmp_path / "a"), folder(tmp_path / "b", GOOD + "又: [\n"))
    assert line.where == "lrk.yaml"
    assert line.what.startswith("有一边读不出来")


def test_files_and_text() -> None:
    before = Bundle({"a.yaml": "服务: 甲\n".encode(), "a.test.yaml": b"x", "gone.yaml": b"y\n", "k.xlsx": b"\xff\x00"})
    after = Bundle({"a.yaml": "服务: 乙\n".encode(), "calendar.yaml": b"z", "k.xlsx": b"\xff\x01"})
    assert [(line.where, line.what) for line in files_changed(before, after)] == [
        ("大厅日历", "calendar.yaml 新增"), ("对话测试", "a.test.yaml 删除"),
    ]  # fmt: skip
    lines = list(unified(before, after))
    assert "-服务: 甲" in lines
    assert "+服务: 乙" in lines
    assert "--- a/gone.yaml" in lines
    assert "+++ /dev/null" in lines
    assert "Binary files a/k.xlsx and b/k.xlsx differ" in lines
