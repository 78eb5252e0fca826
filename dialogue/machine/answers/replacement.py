"""Another service in place of the one that was begun: 哎呀不是，我是要办居住证."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts.ask import open_interjection
from dialogue.machine.state import Question
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.intent import read_intent
from dialogue.understand.requested import read_requested

#: A denial of what the clerk took up, and then what was meant.
_NOT_THIS = re.compile(
    r"^(?:哎呀?|嗯|呃|啊|哦|唉|等一?下|等等|[，,、\s])*(?:(?:不是(?!我)(?:不是|的|这个|办?这个|啊|呀)?|不对(?:不对)?|错了|(?:你)?(?:搞|弄|听|理解)错了)"
    r"|[，,、\s]*(?:(?:我)?[说讲搞弄][错岔混](?:了|啦)[，,。、！!\s]*)?不是(?P<denied>[^，,。是]{2,10})"
    r")[，,。、！!\s]*(?P<meant>(?:我|俺|咱)?(?:其实|就|本来|今天)*(?:而?是|是?要|是?想|是?来|说的是|要的是|想的是)(?!不).+)$"
)


def replace_service(ctx: StepContext, text: str, via: str) -> bool:
    """Begin the service that was meant; where values are collected or a service waits behind this one, ask first.

    False unless the words deny the current service and wish another one that is offered here.
    """
    hit = _NOT_THIS.match(text)
    if hit is None or not ctx.state.service or ctx.state.sent:
        return False
    if hit["denied"] and hit["denied"] not in ctx.state.service:  # 不是社保，是公积金 puts a value right
        return False
    act = read_dialogue_act(hit["meant"])
    name = read_intent(ctx.library.matcher, read_requested(hit["meant"]).text).sure
    busy = (ctx.state.service, *(frame.service for frame in ctx.state.stack))
    if act.kind not in ("wish", "complain") or name not in ctx.offered or name in busy:
        return False
    ctx.note("service replaced", name)
    if ctx.state.fill_order or ctx.state.stack:
        question = Question("switch" if ctx.state.stack else "replace", options=(name,))
        asked = phrases.SERVICE_SWITCH if ctx.state.stack else phrases.SERVICE_REPLACE
        open_interjection(ctx, question, phrases.about(asked, name))
    else:
        start_service(ctx, name, utterance=hit["meant"], via=via)
    return True
