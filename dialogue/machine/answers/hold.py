"""The citizen asks for time, or is about to ask something: the question stays open, and no no-match is counted."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, wait
from dialogue.understand.yesno import read_answer
from mandarin.pinyin import clean

#: The question returned: 对吗, 是吗, 没问题吧.
_ECHO = re.compile(
    r"(?:是|对|好|行|可以|没错|没问题|真|确定|正确|都|这样|就|的|了|哦|噢|喔|啊|呀|嘛|应该|没弄错|没搞错|不会错)*(?:吗|么|吧|不|是不是|对不对|是吧|对吧|真的假的|你确定吗)?"
)


#: In `Question.partial` of a consent or confirmation: the citizen asked for time, or said what was not understood.
_DOUBTED = "doubted"
#: Names what it agrees to.
_EXPLICIT = re.compile(r"提交|确认|同意|核对过|核对好|看清楚|看好了|想好了|我想清楚")


def doubt(ctx: StepContext) -> None:
    """A yes now would answer what is said next (不着急), not the consent or confirmation: that is put again."""
    if ctx.state.question.kind in ("consent", "confirm") and not ctx.state.interjection:
        ctx.set(question=replace(ctx.state.question, partial=_DOUBTED))


def asks_anew(ctx: StepContext, text: str) -> bool:
    """Put a doubted consent or confirmation again, unless the yes in `text` names it. False if it is not doubted."""
    if ctx.state.question.partial != _DOUBTED or _EXPLICIT.search(text):
        return False
    ctx.set(question=replace(ctx.state.question, partial=""), no_inputs=0)
    ask(ctx)
    return True


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
    if answer.verdict != "wait" or (ctx.state.question.partial == _DOUBTED and clean(text) == "对了"):
        return False  # 对了 with nothing behind it, once more
    ctx.note("time wanted")
    ctx.set(no_inputs=0)
    doubt(ctx)
    ctx.say(phrases.GO_AHEAD if any(clause.kind == "topic" for clause in answer.clauses) else phrases.TAKE_YOUR_TIME)
    wait(ctx)
    return True
