"""身份 in a script: how it is written, and what is told where it is written wrongly."""

from __future__ import annotations

import pytest

from dialogue.errors import Problems
from dialogue.script import Script, load_script
from dialogue.script.assurance import Assurances, IdentityRule, means_for, reaches
from dialogue.script.model import Query, Submit
from support.small_hall import GOOD


def read(identity: str, *changes: tuple[str, str]) -> tuple[Script, list[tuple[int, str, str]]]:
    text = GOOD.replace("身份: 短信验证\n", f"身份: {identity}\n" if identity else "")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    problems = Problems("lrk.yaml")
    script = load_script(text, "lrk.yaml", problems)
    assert script is not None
    return script, [(error.line, error.code, error.message) for error in problems.errors]


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("无", ("none", "none")),
        ("短信验证", ("sms", "sms")),
        ("持卡", ("card", "card")),
        ("持卡+人脸", ("face", "face")),
        ("{大屏: 持卡, 电话: 短信验证}", ("card", "sms")),
        ("{级别: 持卡}", ("card", "card")),
        ("{级别: {大屏: 持卡, 电话: 无}}", ("card", "none")),
        ("{level: 持卡, agents: 可以}", ("card", "card")),
    ],
)
def test_a_level_for_both_channels_or_each(written: str, levels: tuple[str, str]) -> None:
    script, problems = read(written)
    assert problems == []
    assert script.identity.levels == Assurances(*levels)  # type: ignore[arg-type]


NAME_SLOT = ("  手机号:\n    类型: 手机号\n", "  姓名: {类型: 姓名, 问: 您叫什么？}\n  手机号:\n    类型: 手机号\n")


COLLECTED = ("收集: [身份证号, 手机号, 领取方式]", "收集: [身份证号, 姓名, 手机号, 领取方式]")


def test_data_that_are_compared() -> None:
    changes = (NAME_SLOT, ("得到: [姓名]", "得到: [有名额]"), ("姓名 == 无", "有名额 == 无"), COLLECTED)
    script, problems = read("{级别: {大屏: 短信验证, 电话: 资料核对}, 核对: [姓名, 手机号]}", *changes)
    assert problems == []
    assert script.identity.levels == Assurances("sms", "data")
    assert script.identity.data == ("姓名", "手机号")


@pytest.mark.parametrize("name", ["身份证号", "领取方式", "名字"])
def test_what_cannot_be_compared(name: str) -> None:
    _, problems = read(f"{{级别: 资料核对, 核对: [手机号, {name}]}}")
    assert [(code, f"“{name}”不是能比对的" in told) for _, code, told in problems] == [
        ("undefined-name" if name == "名字" else "bad-value", True)
    ]


def test_what_else_may_be_said() -> None:
    script, problems = read("{级别: 短信验证, 代办: 身份证号, 本人: [身份证号], 发到: 手机号}")
    assert problems == []
    assert script.identity == IdentityRule(
        Assurances("sms", "sms"), True, "身份证号", ("身份证号",), "手机号", script.identity.line
    )
    assert read("{级别: 短信验证, 代办: 可以}")[0].identity.agents
    assert not read("{级别: 短信验证, 代办: 不可以}")[0].identity.agents
    assert not read("短信验证")[0].identity.agents


def test_none_where_it_is_not_written() -> None:
    assert read("")[0].identity.levels is None


def test_an_interface_may_have_its_own() -> None:
    script, problems = read(
        "短信验证",
        ("{接口: lrk.status, 传", "{接口: lrk.status, 身份: 无, 传"),
        ("{接口: lrk.apply, ", "{接口: lrk.apply, 身份: {大屏: 持卡, 电话: 短信验证}, "),
    )
    assert problems == []
    own = {step.api: step.identity for step in script.steps if isinstance(step, Query | Submit)}
    assert own == {"lrk.status": Assurances("none", "none"), "lrk.apply": Assurances("card", "sms")}


@pytest.mark.parametrize(
    ("written", "code", "told"),
    [
        ("刷脸", "bad-value", "“身份”不能是“刷脸”"),
        ("[持卡]", "bad-value", "“身份”应该是一个级别"),
        ("{代办: 可以}", "missing-key", "“身份”少了“级别”"),
        ("{大屏: 持卡}", "missing-key", "少了“电话”"),
        ("{级别: 持卡, 代辨: 可以}", "unknown-key", "不认识“代辨”"),
        ("{级别: 持卡, 代办: 也许}", "undefined-name", "“也许”不是类型为“身份证”的槽位"),
        ("{级别: 持卡, 代办: 手机号}", "bad-value", "“手机号”不是类型为“身份证”的槽位"),
        ("{级别: 短信验证, 发到: 身份证号}", "bad-value", "“身份证号”不是类型为“手机号”的槽位"),
        ("资料核对", "missing-key", "少了“核对”"),
        ("{大屏: 短信验证, 电话: 资料核对}", "missing-key", "少了“核对”"),
        ("{级别: 资料核对, 核对: [手机号]}", "bad-value", "“核对”只写了一项"),
        ("{级别: 资料核对, 核对: [手机号, 手机号]}", "bad-value", "“核对”只写了一项"),
        ("{级别: 持卡, 本人: [父亲]}", "undefined-name", "“父亲”不是类型为“身份证”的槽位"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(written: str, code: str, told: str) -> None:
    line = GOOD[: GOOD.index("身份:")].count("\n") + 1
    _, problems = read(written)
    assert [(found, told in message) for at, found, message in problems if at == line] == [(code, True)]


def test_each_level_includes_the_ones_before_it() -> None:
    assert reaches("card", "sms")
    assert reaches("sms", "data")
    assert not reaches("data", "sms")
    assert reaches("sms", "none")
    assert not reaches("sms", "card")
    assert not reaches("card", "face")


def test_the_means_of_a_channel() -> None:
    both = frozenset({"sms", "card"})
    assert means_for("sms", "screen", both) == ("card", "sms")  # type: ignore[arg-type]
    assert means_for("sms", "phone", both) == ("sms",)  # type: ignore[arg-type]
    every = both | {"data"}
    assert means_for("data", "phone", every) == ("sms", "data")  # type: ignore[arg-type]
    assert means_for("data", "screen", every) == ("card", "sms"), "not aloud, where others stand by"  # type: ignore[arg-type]
    assert means_for("sms", "phone", every) == ("sms",)  # type: ignore[arg-type]
    assert means_for("card", "phone", both) == ()  # type: ignore[arg-type]
    assert means_for("face", "screen", both) == ()  # type: ignore[arg-type]
