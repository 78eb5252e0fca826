"""Interjections: yes/no questions put before the open one (不办了吗？ 要请工作人员吗？ 先去办…？)."""

from __future__ import annotations

import re
from collections.abc import Callable

from dialogue import phrases
from dialogue.machine.answers.agreement import agrees_and_tells
from dialogue.machine.answers.commands import execute, to_menu
from dialogue.machine.answers.digression import answer_question, settle_topic
from dialogue.machine.answers.hold import hold, repeat_if_echoed
from dialogue.machine.answers.queue import enqueue
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.slot import answer_slot
from dialogue.machine.answers.topic import answer_topic
from dialogue.machine.context import StepContext
from dialogue.machine.program import loop, subservice
from dialogue.machine.program.run import finish_service, run, start_service
from dialogue.machine.prompts.ask import ask
from dialogue.machine.state import Question
from dialogue.slot_kinds import kind_of
from dialogue.understand.commands import read_command, read_only_command
from dialogue.understand.dialogue_act import DialogueAct, read_dialogue_act
from dialogue.understand.interjections import read_interjection
from dialogue.understand.leaving import read_leaving
from dialogue.understand.sequence import wants_this_first
from dialogue.understand.wording import wording
from dialogue.understand.yesno import may_be_misrecognised, read_answer, read_yes_no

_NO_FIRST = re.compile(
    r"(?:那|先)?(?:不用|不要|不需要|不必|不|别)(?:叫|请|麻烦)?(?:人|他们?|工作人员)?(?:了|吧|啊|谢谢)*[，,。；;\s]+"
)

Direct = Callable[[StepContext, str, str], bool]


def answer_interjection(ctx: StepContext, text: str, via: str, direct: Direct, anew: Direct) -> bool:
    """`direct`: reads the words as an answer to the question that waits. `anew`: as anything at all."""
    assert ctx.state.interjection is not None
    kind = ctx.state.interjection.kind
    if kind == "topic":
        return answer_topic(ctx, text, via, anew)
    if kind == "human" and not ctx.state.service and (wish := _wish_behind_a_no(text)):
        ctx.set(interjection=None, no_matches=0, no_inputs=0)
        ctx.wording = wording(wish, typed=ctx.wording.typed)
        if anew(ctx, ctx.wording.folded, via):
            return True
        ask(ctx)
        return True
    slot = ctx.open_slot
    free_text = slot is not None and kind_of(slot).free_text  # the text that waits may be given at once
    said = without_restated(ctx, text)
    command = read_only_command(text, by_sound=via == "voice") if free_text else read_command(text)
    command = command or read_answer(text).command
    if kind == "cancel" or kind == "restart" or kind == "human" or kind == "switch" or kind == "replace":
        vote = read_interjection(kind, said)
        if kind == "human" and vote is False and not ctx.state.service and read_yes_no(said) is not False:
            vote = None  # 我要办, without a service in progress
        if vote is False and not read_answer(text).command:
            command = None  # 不取消, 我没说要取消
        elif vote is None and command == kind and _doubtful(text):
            command = None  # 不是不办了
    else:
        vote = read_yes_no(said, by_sound=not ctx.wording.typed)
    if vote is None and kind in ("switch", "replace") and command is None:
        vote = agrees_and_tells(ctx, said, ctx.state.interjection.options[0]) or None
    if kind == "switch" and wants_this_first(text):
        name = ctx.state.interjection.options[0]
        ctx.set(interjection=None)
        enqueue(ctx, name, "", via)
        return True
    leaving = read_leaving(text)
    if vote is None and leaving and kind != "cancel":
        vote = False
    if leaving == "leave" and kind == "cancel":
        settle(ctx, True)
    elif leaving == "leave" and kind != "restart" and command is None:
        ctx.set(interjection=None)
        execute(ctx, "cancel")
    elif command == "human" or (vote and kind == "human"):
        execute(ctx, "human")
    elif command == kind and kind in ("cancel", "restart"):
        settle(ctx, True)
    elif command in ("what", "repeat"):
        execute(ctx, command)
    elif command:
        ctx.set(interjection=None)
        execute(ctx, command)
    elif vote is not None:
        settle(ctx, vote)
    else:
        return _answer_behind(ctx, text, via, direct)
    return True


def _wish_behind_a_no(text: str) -> str:
    """不用，我要挂失社保卡: the wish; empty if there is none."""
    hit = _NO_FIRST.match(text)
    rest = text[hit.end() :] if hit else ""
    return rest if rest and read_dialogue_act(rest) == DialogueAct("wish", sure=True) else ""


def _answer_behind(ctx: StepContext, text: str, via: str, direct: Direct) -> bool:
    """No answer to the interjection: read the words as an answer to the question that waits."""
    interjection = ctx.state.interjection
    answer = read_answer(text)
    # A yes answers the interjection itself.
    if answer.verdict != "ask" and not any(clause.kind == "yes" for clause in answer.clauses):
        ctx.set(interjection=None)
        if direct(ctx, text, via) or answer_question(ctx, text):
            return True
        ctx.set(interjection=interjection)
    if hold(ctx, text) or repeat_if_echoed(ctx, text):
        return True
    if not may_be_misrecognised(text):
        return False
    vote = next((vote for other in ctx.alternatives if (vote := read_yes_no(other)) is not None), None)
    if vote is None or (vote and ctx.state.interjection and ctx.state.interjection.kind in ("cancel", "restart")):
        return False  # an alternative must not discard a form
    settle(ctx, vote)
    return True


def _doubtful(text: str) -> bool:
    """Whether `text` is neither yes nor no, like 不是不办了."""
    return read_answer(text).verdict in ("ask", "question")


def settle(ctx: StepContext, yes: bool) -> None:
    interjection = ctx.state.interjection
    assert interjection is not None
    ctx.set(interjection=None, no_matches=0, no_inputs=0)
    if interjection.kind == "topic":
        settle_topic(ctx, interjection, interjection.options[0] if yes else "")
        return
    if not yes:
        if interjection.kind == "switch" and interjection.value:
            ctx.wording = wording(interjection.value, typed=True)  # already in its final characters
            if answer_slot(ctx, ctx.wording.folded, "voice"):
                return
        ctx.say(phrases.HUMAN_NOT if interjection.kind == "human" else phrases.CANCEL_NOT)
        ask(ctx)
        return
    match interjection.kind:
        case "cancel" if ctx.state.sent and (each := loop.loop_in_hand(ctx)):
            ctx.say(phrases.REST_CANCELLED)
            ctx.question(Question("none"))
            loop.leave(ctx, each)
            run(ctx)
        case "cancel" if ctx.state.stack or ctx.state.queued:
            finish_service(ctx, completed=False)
        case "cancel" if ctx.state.sent:
            ctx.end("completed", phrases.GOODBYE)
        case "cancel":
            ctx.end("cancelled", phrases.CANCELLED)
        case "restart":
            ctx.say(phrases.RESTARTED)
            to_menu(ctx)
        case "replace":
            start_service(ctx, interjection.options[0])
        case "switch":
            subservice.suspend(ctx, "digression")
            start_service(ctx, interjection.options[0])
        case _:
            execute(ctx, "human")
