"""Mistakes that would hurt somebody: data taken or shown, nobody to turn to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support.script_faults.shipped import Fault, Shipped, call_lines, kind, numbered, said, slots


@kind
def unconfirmed(shipped: Shipped) -> Iterator[Fault]:
    """The 确认 before a 提交 is taken out."""
    tops = shipped.top()
    for place, line in enumerate(tops[:-1]):
        if not re.search(r"- (确认|\{确认):", shipped.lines[line - 1]):
            continue
        until = tops[place + 1]
        if "提交" not in shipped.lines[until - 1]:
            continue
        text = [*shipped.lines[: line - 1], *shipped.lines[until - 1 :]]
        yield Fault("unconfirmed", shipped.path.name, "\n".join(text) + "\n", line, "no-confirm")


@kind
def call_without(shipped: Shipped) -> Iterator[Fault]:
    codes = {"超时": "no-timeout", "失败": "no-failure", "幂等键": "no-idempotency"}
    for line in call_lines(shipped):
        for key, code in codes.items():
            yield from shipped.swap("call_without_" + code, code, line, rf", {key}: [^,\[{{}}]+(?=[,}}])", "")


@kind
def no_consent(shipped: Shipped) -> Iterator[Fault]:
    if shipped.script.consent is None:
        return
    start = shipped.key_line("同意")
    end = next(key.line for key, _ in shipped.root.entries if key.line > start)
    text = [*shipped.lines[: start - 1], *shipped.lines[end - 1 :]]
    first = next(slots(shipped, "id", "phone", "landline", "name", "address"))
    line = first.line - (end - start)
    yield Fault("no_consent", shipped.path.name, "\n".join(text) + "\n", line, "no-consent")


@kind
def consent_too_small(shipped: Shipped) -> Iterator[Fault]:
    consent = shipped.script.consent
    for item in consent.items if consent else ():
        slot = shipped.script.slot(item)
        if slot and slot.personal and consent and len(consent.items) > 1:
            line = shipped.key_line("同意", "项目")
            yield from shipped.swap(
                "consent_too_small", "consent-item", line, rf"(?<=[\[ ]){item}, |, {item}(?=\])", ""
            )


@kind
def spoken_whole(shipped: Shipped) -> Iterator[Fault]:
    """A number of the citizen's, said in full before the whole hall."""
    for line, text in numbered(shipped):
        if "确认: " in text and "screen" in shipped.script.channels:
            for slot in slots(shipped, "id", "phone"):
                if re.search(r"确认: [^{]", text):
                    new = f"号码是【{slot.name}】，对吗？"
                    yield from shipped.swap("spoken_whole", "raw-personal", line, r"对吗？", new)


@kind
def shown_whole(shipped: Shipped) -> Iterator[Fault]:
    for slot in slots(shipped, "id", "phone"):
        line = shipped.key_line("槽位", slot.name)
        new = "    脱敏: 不脱敏"
        if shipped.lines[line - 1].endswith(":"):
            yield shipped.put("shown_whole", "unmasked", line, shipped.lines[line - 1], new, where=line + 1)


@kind
def failure_that_leaves(shipped: Shipped) -> Iterator[Fault]:
    for line in call_lines(shipped):
        new = "失败: [{说: 不好意思，没有办成。}, {结束: 取消}]"
        yield from shipped.swap("failure_that_leaves", "no-human", line, "失败: 转人工", new)


@kind
def refusal_that_leaves(shipped: Shipped) -> Iterator[Fault]:
    if shipped.script.consent:
        line = shipped.key_line("同意", "拒绝")
        yield from shipped.swap("refusal_that_leaves", "no-human", line, "拒绝: 转人工", "拒绝: 结束")


@kind
def plays_human(shipped: Shipped) -> Iterator[Fault]:
    for line in said(shipped):
        yield from shipped.swap("plays_human", "no-ai-notice", line, "说: ", "说: 我是工作人员，")
