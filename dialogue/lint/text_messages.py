"""Text messages: a service may promise one only where something in the hall sends it (`LintContext.sends_sms`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.sentences import sentences
from dialogue.lint.source import LintContext, Source, place
from dialogue.script.model import Assign, Tell
from dialogue.script.template import Template

_CLAUSES = re.compile(r"[。！？；!?;\n]")
_SMS = re.compile(
    r"短信|短消息|彩信|发[一条个]{0,2}信息|信息(?:通知|提醒)|手机上?(?:会)?收到(?:一条)?信息"
    r"|通知发(?:到|给|往)|(?:收|接收|收到)[^，。]{0,4}通知"
)
#: What speaks of one without promising it: 不会发短信, 诈骗短信.
_NO_PROMISE = re.compile(
    r"(?:不[会再能发用]|没有?|不是|别信|勿信|无法)[^，,]{0,8}(?:短信|短消息|彩信|信息)"
    r"|(?:诈骗|骗子|假冒|冒充|虚假|陌生|可疑|垃圾|不明)[^，,]{0,6}(?:短信|短消息|彩信|信息)|(?:短信|信息)(?:诈骗|骗局|是假|是骗)"
)
_FIX = "改成打印回执、报受理号；业务系统真的会发短信的，在 config.yaml 里写 hall.sms: backend，大厅自己发的写 sender"


def promises_sms(text: str) -> bool:
    """Whether a sentence of `text` tells the citizen of a text message that will come or has come."""
    return any(_SMS.search(part) and not _NO_PROMISE.search(part) for part in _CLAUSES.split(text))


def text_messages(context: LintContext) -> Iterator[Finding]:
    if context.sends_sms:
        return
    for source in context.sources:
        for line, what in _promised(source):
            message = f"{what}短信，这个大厅没有发短信的系统"
            yield source.error(line, "promised-sms", message, _FIX)
    for passage in context.passages:
        if promises_sms(passage.answer) or promises_sms(passage.speech):
            path, line = place(passage, context)
            message = "答案里答应发短信，这个大厅没有发短信的系统"
            yield Finding(path, line, "promised-sms", "error", message, _FIX, passage.questions[0])


def _promised(source: Source) -> Iterator[tuple[int, str]]:
    """Where a script promises one: the line, and in what."""
    script = source.script
    for sentence in sentences(script):
        if promises_sms(sentence.words):
            yield sentence.line, "话里答应发"
    for step in script.steps:
        if isinstance(step, Tell) and "sms" in step.receipt:
            yield step.line, "“回执”里写了"
        if isinstance(step, Assign):
            made = (value for _, value in step.values if isinstance(value, Template))
            yield from ((step.line, "“设”里答应发") for value in made if promises_sms(value.raw))
    for item in script.computed:
        if isinstance(item.source, Template) and promises_sms(item.source.raw):
            yield item.line, "“计算”里答应发"
    for card in script.cards:
        if any(promises_sms(text) for item in card.items for text in (item.name, item.copies, item.note)):
            yield card.line, "卡片上答应发"
    for slot in script.slots:
        if any(promises_sms(choice.label) for choice in slot.choices):
            yield slot.line, "选项里答应发"
