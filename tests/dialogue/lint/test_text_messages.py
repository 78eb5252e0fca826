"""A text message is promised only where the hall has something that sends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import QUICK, lint
from dialogue.lint.text_messages import promises_sms
from support.small_hall import GOOD, KNOWLEDGE, TODAY, Look, line_of

SAID = "  - {说: 办好了，二十天内送到。, 回执: [打印]}\n"
#: (what is replaced in the good script, by what, the line it is found at)
PROMISES = [
    ("二十天内送到。", "二十天内送到，稍后会发短信给您。", "办好了"),
    ("回执: [打印]", "回执: [打印, 短信]", "办好了"),
    ("问: 请说您的手机号。", "问: {首次: 请说手机号。, 再问: 请说收短信的手机号。}", "问: 请说您的手机号"),
    (SAID, SAID.replace("二十天内送到。", "二十天内送到，请留意短信。"), "办好了"),
    ("[{名: 身份证, 份数: 原件1}]", "[{名: 身份证, 份数: 原件1, 备注: 办好发短信}]", "  材料清单"),
    ("计算:\n  尾号: 【身份证号|末四位】\n", "计算:\n  尾号: 短信发到【身份证号|末四位】\n", "  尾号"),
]


@pytest.mark.parametrize(("old", "new", "where"), PROMISES)
def test_a_promise_is_an_error_at_its_line(look: Look, old: str, new: str, where: str) -> None:
    found = [one for one in look((old, new)) if one.code == "promised-sms"]
    assert [(one.level, one.line) for one in found] == [("error", line_of(where))]
    assert "hall.sms: backend" in found[0].fix


def test_a_promise_in_an_answer_of_the_knowledge(look: Look) -> None:
    at = KNOWLEDGE.index("答案: ") + len("答案: ")
    found = look(knowledge=KNOWLEDGE[:at] + "办好了发短信通知您。" + KNOWLEDGE[at:])
    assert [one.code for one in found if one.level == "error"] == ["promised-sms"]


def test_where_the_back_end_sends_them_they_may_be_promised(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (tmp_path / "lrk.yaml").write_text(GOOD.replace("回执: [打印]", "回执: [打印, 短信]"), encoding="utf-8")
    read = read_services(tmp_path)
    assert [one.code for one in lint(read, TODAY, QUICK).findings] == ["promised-sms"]
    assert lint(read, TODAY, QUICK, sends_sms=True).findings == ()


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("稍后会发短信给您。", True),
        ("办好会有短信通知。", True),
        ("请留意手机短信。", True),
        ("结果会发信息到您手机上。", True),
        ("工单号在短信里。", True),
        ("办好了，请核对信息。", False),
        ("我们不发短信，请记下受理号。", False),
        ("收到诈骗短信请打电话报警。", False),
        ("没有短信通知，三天后来问。", False),
        ("请说手机号，用来收通知。", True),
        ("缴款通知发到这里。", True),
        ("请看大厅的通知。", False),
        ("不用来。结果发短信通知您。", True),
    ],
)
def test_what_a_promise_is(text: str, promised: bool) -> None:
    assert promises_sms(text) is promised
