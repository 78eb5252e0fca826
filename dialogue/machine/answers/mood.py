"""How it was said: anger is met with an apology and then a human, abuse with calm; small talk with a word back.

The mood never eats the words: it is met first, and what was said is answered all the same.
"""

from __future__ import annotations

from typing import Literal

from dialogue import phrases
from dialogue.acts import Alert
from dialogue.machine.answers.reprompt import not_understood
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import read_mood, read_outburst, read_small_talk
from dialogue.machine.prompts.ask import ask, open_aside
from dialogue.machine.state import Question
from dialogue.understand.mood import Mood
from dialogue.understand.small_talk import SMALL_TALK

_ABUSES = 3  # at this many a human takes over
_ANGERS = 2  # at this many the operators are told
_ENOUGH = 4  # anger and nothing else so often: offers do not help
_CHATS = 2  # so many in a row are free; more are no answer


def feel(m: Move, text: str, *, whole: bool) -> Mood | None:
    """Meet the mood of the words. They are answered afterwards, unless this ended the conversation.

    `whole`: free text is asked for, so that only words which are nothing but an outburst are one.
    """
    mood = read_outburst(text) if whole else read_mood(text)
    if mood == "angry":
        _angry(m)
    elif mood == "abusive":
        _abusive(m)
    elif mood == "distressed":
        m.say(phrases.CALM)
    return mood


def _angry(m: Move) -> None:
    m.set(angers=m.state.angers + 1)
    m.gesture("sorry")
    if m.state.angers == 1:
        m.say(phrases.SORRY_ANGRY)
    elif m.state.angers == _ANGERS:
        _alert(m, "anger")


def _abusive(m: Move) -> None:
    m.set(abuses=m.state.abuses + 1)
    if m.state.abuses < _ABUSES:
        m.say(phrases.ABUSED)
    else:
        _alert(m, "abuse")
        m.hand_off("abuse", phrases.HUMAN_ABUSED)


def _alert(m: Move, kind: Literal["anger", "abuse"]) -> None:
    m.note("alert", kind)
    m.acts.append(Alert(kind))


def only_feeling(m: Move, mood: Mood | None) -> None:
    """Words that were nothing else: anger is offered a human, abuse and distress are asked again."""
    if mood == "angry" and m.state.angers >= _ENOUGH:
        m.hand_off("not_understood", phrases.HUMAN_STUCK)
    elif mood == "angry":
        open_aside(m, Question("human"), phrases.SORRY_HUMAN)
    elif mood == "abusive":
        ask(m, 1)
    else:
        not_understood(m)


def chat(m: Move, text: str, *, whole: bool = False) -> bool:
    """A word back to small talk, and back to the question. More than a little in a row is no answer."""
    key = read_small_talk(text, whole=whole)
    if key is None or m.state.chats >= _CHATS:
        return False
    m.set(chats=m.state.chats + 1, silences=0)
    m.note("small talk", key)
    m.say_text(SMALL_TALK[key], fixed=True)
    ask(m, 1 if m.state.question.kind == "slot" else 0)
    return True
