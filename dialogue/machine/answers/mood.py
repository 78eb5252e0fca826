"""How it was said: anger is met with an apology and then a human, abuse with calm; small talk with a word back.

The mood never eats the words: it is met first, and what was said is answered all the same.
"""

from __future__ import annotations

from typing import Literal

from dialogue import phrases
from dialogue.acts import Alert
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.nlu_cache import read_mood, read_outburst, read_small_talk
from dialogue.machine.prompts.ask import ask, open_interjection
from dialogue.machine.state import Question
from dialogue.understand.mood import Mood
from dialogue.understand.small_talk import SMALL_TALK

_ABUSES = 3  # at this many a human takes over
_ANGERS = 2  # at this many the operators are told
_ENOUGH = 4  # anger and nothing else so often: offers do not help
_CHATS = 2  # so many in a row are free; more are no answer


def feel(ctx: StepContext, text: str, *, whole: bool) -> Mood | None:
    """Meet the mood of the words. They are answered afterwards, unless this ended the conversation.

    `whole`: free text is asked for, so that only words which are nothing but an outburst are one.
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


def only_feeling(ctx: StepContext, mood: Mood | None) -> None:
    """Words that were nothing else: anger is offered a human, abuse and distress are asked again."""
    if mood == "angry" and ctx.state.angers >= _ENOUGH:
        ctx.hand_off("not_understood", phrases.HUMAN_STUCK)
    elif mood == "angry":
        open_interjection(ctx, Question("human"), phrases.SORRY_HUMAN)
    elif mood == "abusive":
        ask(ctx, 1)
    else:
        no_match(ctx)


def chat(ctx: StepContext, text: str, *, whole: bool = False) -> bool:
    """A word back to small talk, and back to the question. More than a little in a row is no answer."""
    key = read_small_talk(text, whole=whole)
    if key is None or ctx.state.chats >= _CHATS:
        return False
    ctx.set(chats=ctx.state.chats + 1, no_inputs=0)
    ctx.note("small talk", key)
    ctx.say_text(SMALL_TALK[key], fixed=True)
    ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)
    return True
