"""The citizen asks again for the number of a submission whose outcome is unknown: 那个号是多少."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.filters import digit_by_digit
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask

_ASKS = re.compile(
    r"(?:刚才|那个|这个|查询?的?|要报的?|八位)[^，。]{0,6}号码?(?!线|楼|窗|店)|号码?(?:是|再)?[^，。]{0,3}(?:多少|什么|几位|一遍)|(?:报|念|说)[^，。]{0,4}号"
)


def told_last(ctx: StepContext) -> bool:
    """Whether the last words of the clerk told such a number: 再说一遍 means them."""
    said = "".join(one.text for one in ctx.state.last)
    return any(digit_by_digit(one.number) in said for one in ctx.state.unresolved)


def answer_unresolved(ctx: StepContext, text: str) -> bool:
    """Repeat the number of an unresolved submission. False: the text asks for no number, or none is kept."""
    if not ctx.state.unresolved or not _ASKS.search(text):
        return False
    for one in ctx.state.unresolved:
        ctx.say(phrases.UNRESOLVED_NUMBER, {"业务": one.service, "号": digit_by_digit(one.number)})
    ask(ctx)
    return True
