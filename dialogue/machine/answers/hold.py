"""The citizen asks for time, or is about to ask something: the question stays open, and no no-match is counted."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, wait
from dialogue.understand.yesno import read_answer
from mandarin.pinyin import clean

#: The question returned: 对吗, 是吗, 没问题吧.
_ECHO = re.compile(
    r"(?:是|对|好|行|可以|没错|没问题|真|确定|正确|都|这样|就|的|了|哦|噢|喔|啊|呀|嘛|应该|没弄错|没搞错|不会错)*(?:吗|么|吧|不|是不是|对不对|是吧|对吧|真的假的|你确定吗)?"
)


def repeat_if_echoed(ctx: StepContext, text: str) -> bool:
    """Put the question again if `text` only asks whether it is so. False otherwise."""
    if read_answer(text).verdict != "question" or not _ECHO.fullmatch(clean(text)):
        return False
    ctx.set(no_inputs=0)
    ask(ctx)
    return True


def hold(ctx: StepContext, text: str) -> bool:
    """Wait on 我再想想, 等一下 or 我想问一下. False if `text` asks for no time."""
    answer = read_answer(text)
    if answer.verdict != "wait":
        return False
    ctx.note("time wanted")
    ctx.set(no_inputs=0)
    ctx.say(phrases.GO_AHEAD if any(clause.kind == "topic" for clause in answer.clauses) else phrases.TAKE_YOUR_TIME)
    wait(ctx)
    return True
