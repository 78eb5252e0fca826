"""Mood and small talk: anger gets an apology and then a human, abuse a calm sentence, small talk a reply.

The mood is met first; the words are then answered as usual.
"""

from __future__ import annotations

from typing import Literal

from dialogue import phrases
from dialogue.acts import Alert
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_interjection
from dialogue.machine.state import Question
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.mood import Mood, read_mood, read_outburst
from dialogue.understand.question import is_question
from dialogue.understand.small_talk import SMALL_TALK, read_small_talk

_ABUSES = 3  # at this count hand off to a human
_ANGERS = 2  # at this count alert the operators
_ENOUGH = 4  # at this count of anger alone hand off without an offer
#: The reply to talk that is known by its act alone.
_TALK = {"greet": "hello", "thank": "thanks", "identity": "real", "chat": "chat"}
_CHATS = 2  # consecutive replies to small talk; more count as no-match


def meet_mood(ctx: StepContext, text: str, *, whole: bool) -> Mood | None:
    """React to the mood of `text`, which is answered afterwards unless this ended the conversation.

    `whole`: free text is asked for, so only an utterance that is nothing but an outburst counts.
    """
    mood = read_outburst(text) if whole else read_mood(text)
    if mood == "angry":
        _angry(ctx)
    elif mood == "abusive":
        _abusive(ctx)
    elif mood == "distressed":
        ctx.say(phrases.CALM)
    return mood


def _angry(ctx: StepContext) -> None:
    ctx.set(angers=ctx.state.angers + 1)
    ctx.gesture("sorry")
    if ctx.state.angers == 1:
        ctx.say(phrases.SORRY_ANGRY)
    elif ctx.state.angers == _ANGERS:
        _alert(ctx, "anger")


def _abusive(ctx: StepContext) -> None:
    ctx.set(abuses=ctx.state.abuses + 1)
    if ctx.state.abuses < _ABUSES:
        ctx.say(phrases.ABUSED)
    else:
        _alert(ctx, "abuse")
        ctx.hand_off("abuse", phrases.HUMAN_ABUSED)


def _alert(ctx: StepContext, kind: Literal["anger", "abuse"]) -> None:
    ctx.note("alert", kind)
    ctx.acts.append(Alert(kind))


def answer_mood(ctx: StepContext, mood: Mood | None) -> None:
    """Answer words that held only a mood: offer a human on anger, else put the question again."""
    if mood == "angry" and ctx.state.angers >= _ENOUGH:
        ctx.hand_off("not_understood", phrases.HUMAN_STUCK)
    elif mood == "angry":
        open_interjection(ctx, Question("human"), phrases.SORRY_HUMAN)
    elif mood == "abusive":
        ask(ctx, 1)
    else:
        no_match(ctx)


def _sure_act(text: str) -> str:
    act = read_dialogue_act(text)
    return act.kind if act.sure else ""


def answer_small_talk(ctx: StepContext, text: str, *, whole: bool = False) -> bool:
    """Reply to small talk and put the question again. False if it is none, or too much in a row."""
    by_act = not (whole or ctx.state.service or is_question(text))  # those are rather an answer, or want one
    key = read_small_talk(text, whole=whole) or (_TALK.get(_sure_act(text)) if by_act else None)
    if key is None or ctx.state.chats >= _CHATS:
        return False
    ctx.set(chats=ctx.state.chats + 1, no_inputs=0)
    ctx.note("small talk", key)
    ctx.say_text(SMALL_TALK[key], fixed=True)
    ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)
    return True
