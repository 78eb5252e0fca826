"""Messages: a service may promise a text message, or that the citizen is told or called later, only where something in
the hall sends one (`LintContext.sends_sms`).
"""

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
#: Promises to come back to the citizen: 有结果会通知您, 稍后给您打电话. Not why a number is asked for: 方便联系您.
_CONTACT = re.compile(
    r"(?:会|将|尽快|稍后|随后|马上|再)[^，。]{0,6}(?:通知|联系|告知|回复)[您你]"
    r"|(?:会|将|尽快|稍后|随后|马上|再)[^，。]{0,6}(?:给[您你](?:打|回)(?:个)?电话|(?:打|回)电话(?:给|通知|告诉)[您你])"
    r"|等(?:我们|窗口|工作人员|电话|短信)?(?:的)?通知"
)
_NO_CONTACT = re.compile(r"不会?[^，。]{0,4}(?:通知|联系|告知|打电话)")
_CONTACT_FIX = (
    "改成群众自己能查的：凭受理号查，或者几号以后来问；业务系统真的会通知的，在 config.yaml 里写 hall.sms: backend"
)
_FIX = "改成打印回执、报受理号；业务系统真的会发短信的，在 config.yaml 里写 hall.sms: backend，大厅自己发的写 sender"


def promises_sms(text: str) -> bool:
    """Whether a sentence of `text` tells the citizen of a text message that will come or has come."""
    return any(_SMS.search(part) and not _NO_PROMISE.search(part) for part in _CLAUSES.split(text))


def promises_contact(text: str) -> bool:
    """Whether a sentence of `text` tells the citizen to be told or called later, in whatever way."""
    return any(_CONTACT.search(part) and not _NO_CONTACT.search(part) for part in _CLAUSES.split(text))


def text_messages(context: LintContext) -> Iterator[Finding]:
    if context.sends_sms:
        return
    for source in context.sources:
        for line, what in _promised(source):
            message = f"{what}短信，这个大厅没有发短信的系统"
            yield source.error(line, "promised-sms", message, _FIX)
        for sentence in sentences(source.script):
            if promises_contact(sentence.words) and not promises_sms(sentence.words):
                message = "话里答应以后通知或者联系群众，这个大厅没有做这件事的系统"
                yield source.error(sentence.line, "promised-contact", message, _CONTACT_FIX)
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
