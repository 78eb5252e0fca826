import pytest

from dialogue import phrases
from support.small_hall import Look, line_of

PHONE_TYPE = "    类型: 手机号\n"
CASES = [
    ("no-timeout", "得到: [姓名], 超时: 5秒,", "得到: [姓名],", "查询", "warning"),
    ("no-timeout", "超时: 8秒, ", "", "提交", "warning"),
    ("no-failure", "  - 结束: 完成", "  - 取号: 综合\n  - 结束: 完成", "结束", "warning"),
    ("consent-item", "项目: [身份证号, 手机号]", "项目: [身份证号]", "项目", "error"),
    ("consent-item", "    类型: 选项\n", "    类型: 选项\n    个人信息: 是\n", "项目", "error"),
    ("raw-personal", "尾号【尾号】，办", "号码【身份证号】，办", "确认", "error"),
    ("raw-personal", "尾号【尾号】，办", "号码【手机号|逐位读】，办", "确认", "error"),
    ("raw-personal", "尾号: 【身份证号|末四位】", "尾号: 【身份证号】", "确认", "error"),
    ("raw-personal", "得到: [姓名], ", "得到: [姓名, 银行卡号], ", None, ""),
    ("unmasked", PHONE_TYPE, PHONE_TYPE + "    脱敏: 不脱敏\n", "    问: 请说您的手机号", "error"),
    ("personal-receipt", "得到: [受理号]", "得到: [手机号码, 受理号]", "提交", "error"),
    ("no-human", "拒绝: 转人工", "拒绝: 结束", "拒绝", "warning"),
    ("no-human", "失败: 转人工}\n  - 如果", "失败: [{说: 抱歉。}, {结束: 取消}]}\n  - 如果", "查询", "warning"),
    ("no-ai-notice", "{说: 办好了，", "{说: 我是工作人员，", "办好了", "error"),
]


@pytest.mark.parametrize(("code", "old", "new", "where", "level"), CASES)
def test_what_could_hurt_a_citizen(look: Look, code: str, old: str, new: str, where: str | None, level: str) -> None:
    found = [(one.code, one.line, one.level) for one in look((old, new)) if one.code != "unused-computed"]
    assert found == ([(code, line_of(where), level)] if where else [])


FINE = [
    ("尾号【尾号】，办", "号码【手机号|脱敏】，办"),
    ("尾号【尾号】，办", "今年【身份证号|年龄】岁，办"),
    (
        "确认: 为【姓名】，尾号【尾号】，办老人卡，对吗？",
        "确认: {大屏: 尾号【尾号】，对吗？, 电话: 【手机号|逐位读】，对吗？}",
    ),
    ("失败: 转人工}\n  - 如果", "失败: [{说: 请再说一遍。}, {跳到: 填表}]}\n  - 如果"),
    ("失败: 转人工}\n  - 如果", "失败: [{说: 抱歉。}, 转人工]}\n  - 如果"),
    ("  - 结束: 完成", "  - 取号: {队列: 综合, 超时: 5秒, 失败: 转人工}\n  - 结束: 完成"),
]


@pytest.mark.parametrize(("old", "new"), FINE)
def test_what_is_fine(look: Look, old: str, new: str) -> None:
    changes = [(old, new)]
    if "尾号】" in old and "【尾号】" not in new:
        changes.append(("计算:\n  尾号: 【身份证号|末四位】\n", ""))
    assert look(*changes) == []


def test_a_number_that_the_back_end_gave(look: Look) -> None:
    changes = (
        ("得到: [姓名], ", "得到: [姓名, 银行卡号], "),
        ("尾号【尾号】，办", "尾号【尾号】，打到【银行卡号】，办"),
    )
    assert [finding.code for finding in look(*changes)] == ["raw-personal"]


def test_personal_without_consent_is_a_warning_where_it_may_be_harmless(look: Look) -> None:
    consent = "同意:\n  告知: 为办理老人卡，需要您的身份证号和手机号。\n  项目: [身份证号, 手机号]\n  拒绝: 转人工\n"
    slots = (
        ("类型: 身份证\n", "类型: 自由文本\n"),
        ("取值: [读卡, 语音, 按键]", "取值: [语音]"),
        ("类型: 手机号", "类型: 自由文本"),
    )
    found = look((consent, ""), *slots, ("【身份证号|末四位】", "【身份证号】"))
    assert {(finding.code, finding.level) for finding in found} == {("no-consent", "warning")}
    errors = [finding for finding in look((consent, "")) if finding.code == "no-consent"]
    assert {finding.level for finding in errors} == {"error"}


def test_a_greeting_that_hides_what_she_is(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "GREETING", "您好，请问您想办什么业务？")
    assert [(finding.code, finding.level) for finding in look()] == [("no-ai-notice", "error")]
