"""The answer to 您是想问…？ One of the questions is chosen, or none; other words drop it and are read anew.

It stands before the open question of the form, and must not make the clerk deaf to the answer to that one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dialogue import phrases
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.digression import read_topic, settle_topic
from dialogue.machine.answers.hold import hold, repeat_if_echoed
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, wait
from dialogue.machine.state import Question
from dialogue.slot_kinds import kind_of
from dialogue.understand.commands import Command, read_command, read_only_command
from dialogue.understand.dialogue_act import DialogueAct, read_dialogue_act
from dialogue.understand.interjections import goes_on
from dialogue.understand.leaving import read_leaving
from dialogue.understand.which_value import neither
from dialogue.understand.wording import wording
from dialogue.understand.yesno import may_be_misrecognised, read_answer, read_yes_no
from mandarin.pinyin import clean

Anew = Callable[[StepContext, str, str], bool]

_WISH = DialogueAct("wish", sure=True)
#: 不是，我问的是…: what stands before the question that is meant.
_NOT_THAT = re.compile(
    r"^(?:(?:哎呀?|呃|嗯|啊)?[，,、\s]*(?:都|全)?(?:不是|不对|没有)(?:这个?意思|这些?个?|的|呀|啊|吧|啦)*[，,。；;、\s]+"
    r"|我?不是(?:想|要)?问(?:这个?|这些|那个?)[，,。；;、\s]+)+"
)
_I_ASK = re.compile(r"^(?:我|俺|咱)(?:是)?(?:就|只)?(?:想|要)?(?:问|说|知道)的?(?:是)?(?:一下)?[，,：:\s]*")


def answer_topic(ctx: StepContext, text: str, via: str, anew: Anew) -> bool:
    """`anew`: reads the words as if the topic had not been asked about. False: it is dropped, and nothing was read."""
    asked = ctx.state.interjection
    assert asked is not None
    several = len(asked.options) > 1
    if several and (chosen := _chosen(ctx, asked, text)):
        ctx.set(interjection=None, no_matches=0, no_inputs=0)
        settle_topic(ctx, asked, chosen)
        return True
    if (command := _command(ctx, text, via)) in ("what", "repeat", "human"):
        execute(ctx, command)
        return True
    if ctx.state.service and goes_on(text):
        return _go_on(ctx)
    if command or read_dialogue_act(text) == _WISH or read_leaving(text) == "leave":
        return _drop(ctx, text, via, anew)
    agrees = ctx.state.question.kind == "consent" and clean(text).lstrip("我那嗯好").startswith("同意")
    vote = None if agrees else _vote(ctx, text)
    meant = _I_ASK.sub("", _NOT_THAT.sub("", text))
    if clean(meant) != clean(text) and clean(meant) and vote is not True:
        ctx.not_meant = asked.options
        ctx.wording = wording(meant, typed=ctx.wording.typed)
        return _drop(ctx, ctx.wording.folded, via, anew)
    if vote is False or (several and neither(text)):
        ctx.set(interjection=None, no_matches=0, no_inputs=0)
        settle_topic(ctx, asked, "")
    elif vote and several and ctx.state.no_matches:  # a second yes chooses none either
        return _go_on(ctx)
    elif vote and several:
        ctx.set(no_matches=1)
        ctx.say(phrases.TOPIC_PLACE)
        wait(ctx)
    elif vote:
        ctx.set(interjection=None, no_matches=0, no_inputs=0)
        settle_topic(ctx, asked, asked.options[0])
    elif not (hold(ctx, text) or repeat_if_echoed(ctx, text)):
        ctx.not_meant = asked.options
        return _drop(ctx, text, via, anew)
    return True


def _go_on(ctx: StepContext) -> bool:
    ctx.set(interjection=None, no_matches=0, no_inputs=0)
    ctx.say(phrases.CANCEL_NOT)
    ask(ctx)
    return True


def _chosen(ctx: StepContext, asked: Question, text: str) -> str:
    """The question that `text` chooses, or else one of the alternatives of recognition."""
    if chosen := read_topic(ctx, asked, text):
        return chosen
    others = ctx.alternatives if may_be_misrecognised(text) else ()
    return next((chosen for other in others if (chosen := read_topic(ctx, asked, other))), "")


def _vote(ctx: StepContext, text: str) -> bool | None:
    said = without_restated(ctx, text)
    vote = read_yes_no(said, by_sound=not ctx.wording.typed)
    if vote is not None and read_answer(said).rest:
        return None  # 要正式的，不是临时的
    if vote is None and may_be_misrecognised(text):
        return next((other for one in ctx.alternatives if (other := read_yes_no(one)) is not None), None)
    return vote


def _command(ctx: StepContext, text: str, via: str) -> Command | None:
    slot = ctx.open_slot
    if slot is not None and kind_of(slot).free_text:
        return read_only_command(text, by_sound=via == "voice")
    return read_command(text) or read_answer(text).command


def _drop(ctx: StepContext, text: str, via: str, anew: Anew) -> bool:
    """Read the words at the question that stands behind. What would file there is asked for again."""
    waiting = ctx.state.question.kind
    ctx.note("question dropped")
    ctx.set(interjection=None)
    if waiting == "confirm" and read_answer(text).commits:
        ctx.set(no_matches=0, no_inputs=0)
        ask(ctx)
        return True
    return anew(ctx, text, via)
