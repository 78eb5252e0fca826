"""Answers acts that wish nothing done: who are you, another language, trouble, leaving; follow-ups and reports."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import AnswerCard
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.follow_up import follow_up, report
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_interjection
from dialogue.machine.state import Question
from dialogue.understand.commands import asks_about_staff
from dialogue.understand.dialogue_act import DialogueAct, read_dialogue_act
from dialogue.understand.small_talk import SMALL_TALK, asks_who
from dialogue.understand.trouble import read_trouble

_FOREIGN = "foreign"  # the value of the human question that another language opened


def answer_act(ctx: StepContext, text: str, act: DialogueAct, via: str) -> bool:
    """Where no service is in progress. False: it is a wish, a question, or nothing certain."""
    if not act.sure:
        return False
    match act.kind:
        case "progress" | "cancel" | "change":
            follow_up(ctx, text, act.kind, via)
        case "complain" | "report" | "suggest":
            report(ctx, text, act.kind, via)
        case "leave":
            ctx.end("completed" if ctx.state.before else "cancelled", phrases.GOODBYE)
        case _:
            return answer_anywhere(ctx, text)
    return True


def answer_anywhere(ctx: StepContext, text: str) -> bool:
    """Acts that are answered at every question, which is then put again. False: it is none of them."""
    act = read_dialogue_act(text)
    if not act.sure:
        return False
    match act.kind:
        case "identity":
            _reply(ctx, SMALL_TALK["who" if asks_who(text) else "real"])
        case "foreign":
            _another_language(ctx)
        case "human" if not asks_about_staff(text):
            execute(ctx, "human")
        case "trouble":
            return _trouble(ctx, text)
        case _:
            return False
    return True


def _reply(ctx: StepContext, text: str) -> None:
    ctx.set(no_inputs=0)
    ctx.say_text(text, fixed=True)
    ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)


def goes_on_in_another_language(ctx: StepContext, text: str) -> bool:
    """After the bilingual sentence: hand off to a colleague. False if `text` is Chinese."""
    waiting = ctx.state.interjection
    if not waiting or waiting.value != _FOREIGN or read_dialogue_act(text).kind != "foreign":
        return False
    ctx.hand_off("asked", phrases.HUMAN if ctx.on_screen else phrases.HUMAN_PHONE)
    return True


def _another_language(ctx: StepContext) -> None:
    """One bilingual sentence, typing and a colleague."""
    ctx.note("another language")
    ctx.answer_card = AnswerCard("foreign", "Chinese or typing", phrases.FOREIGN_CARD, "")
    open_interjection(ctx, Question("human", value=_FOREIGN), phrases.FOREIGN)


def _trouble(ctx: StepContext, text: str) -> bool:
    match read_trouble(text):
        case "hearing":
            execute(ctx, "louder")
        case "reading":
            open_interjection(ctx, Question("human"), phrases.READ_ALOUD)
        case "following":
            open_interjection(ctx, Question("human"), phrases.SAY_SIMPLY)
        case _:
            return False
    return True
