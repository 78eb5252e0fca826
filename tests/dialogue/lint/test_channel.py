import pytest

from support.small_hall import Look, line_of

LONG = "说: 请您带着全部的材料到大厅西侧的综合服务窗口找工作人员办理登记手续，"
ASK = "问: 到窗口拿，还是邮寄？"
CONFIRM = "确认: 为【姓名】，尾号【尾号】，办老人卡，对吗？"
TOLD = "为【姓名】，尾号【尾号】，办卡"
CASES = [
    ("screen-on-phone", "问: 请说您的手机号。", "问: 请在大屏上输入。", "请说您的手机号", "error"),
    ("screen-on-phone", "再问: 请慢慢说号码。", "再问: 请放身份证。", "请慢慢说号码", "error"),
    ("screen-on-phone", "{说: 办好了，", "{说: 请扫二维码，", "办好了", "error"),
    ("screen-on-phone", "取值: [读卡, 语音, 按键]", "取值: [读卡]", "取值", "error"),
    ("long-sentence", "说: 办好了，", LONG, "办好了", "warning"),
    ("unspeakable", "说: 办好了，", "说: 请下载APP，", "办好了", "warning"),
    ("unspeakable", "说: 办好了，", "说: 办好了（老人卡），", "办好了", "warning"),
    ("key-order", ASK, "问: 到窗口拿请按1，邮寄请按3。", ASK, "error"),
    ("key-order", ASK, "问: 不知道请按9。", ASK, "error"),
    ("key-ambiguity", "问: 请说您的手机号。", "问: 请说手机号，没有请按0。", "请说您的手机号", "error"),
    ("key-ambiguity", "说: 办好了，", "说: 要回执请按1，", "办好了", "error"),
    ("key-ambiguity", ASK, "问: 窗口请按1，邮寄请按2。\n    取值: [语音]", ASK, "error"),
    ("confirm-unsaid", CONFIRM, f"确认: {{大屏: {TOLD}，在屏幕上，对吗？, 电话: {TOLD}，对吗？}}", CONFIRM, "error"),
    ("confirm-unsaid", CONFIRM, f"确认: {{大屏: 为【姓名】办卡？, 电话: {TOLD}？}}", CONFIRM, "warning"),
    ("many-options", ASK, "问: 窗口，邮寄，社区，还是代领？", ASK, "warning"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "where", "level"), CASES)
def test_what_does_not_fit_its_channel(look: Look, code: str, old: str, new: str, where: str, level: str) -> None:
    found = [(finding.code, finding.line, finding.level) for finding in look((old, new))]
    assert (code, line_of(where), level) in found, found
    assert {name for name, _, _ in found} == {code}


FINE = [
    (ASK, "问: 窗口请按1，邮寄请按2，社区按3。"),
    (ASK, "问: 按1到窗口拿，按2邮寄。"),
    (ASK, "问: {首次: 窗口，邮寄，社区，还是代领？, 电话: 到窗口拿，还是邮寄？, 再问: 窗口还是邮寄？}"),
    ("问: 请说您的手机号。", "问: {首次: 请在屏幕上输入。, 再问: 请说手机号。, 电话: 请用按键输入十一位。}"),
    ("渠道: [大屏, 电话]", "渠道: [大屏]"),
    (
        CONFIRM,
        "确认: {大屏: 为【姓名】，尾号【尾号】办老人卡，对吗？, 电话: 为【姓名】，尾号【尾号】，办老人卡，对吗？}",
    ),
    ("{说: 办好了，", "{说: 到3号窗口，今天下午2点半，"),
    ("{说: 办好了，", "{说: 到A座大厅，"),
]


@pytest.mark.parametrize(("old", "new"), FINE)
def test_what_fits(look: Look, old: str, new: str) -> None:
    knowledge_aside = {"unsupported-number"}
    assert {finding.code for finding in look((old, new))} <= knowledge_aside


def test_on_the_screen_only_a_screen_may_be_named(look: Look) -> None:
    assert look(("渠道: [大屏, 电话]", "渠道: [大屏]"), ("{说: 办好了，", "{说: 请看屏幕，")) == []


def test_the_scripts_own_bound_is_kept(look: Look) -> None:
    bound = "适老: {每句最多: 8字}\n卡片:\n"
    found = look(("卡片:\n", bound), ("说: 办好了，", "说: 办好了请您回家等着，"))
    assert {finding.code for finding in found} == {"long-sentence"}
