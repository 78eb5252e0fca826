"""When the citizen says nothing, or nothing that helps: ask again, offer buttons or keys, fetch a human."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import Move
from dialogue.machine.prompts.ask import ask, wait
from dialogue.understand.hints import all_hints, of_typed

MISSES = 3  # at this many misses in a row a human is fetched
NAME_MISSES = 6  # a name can be typed: from the third miss on it is asked for on the screen
HINTED_MISSES = 4  # one more when the citizen is clearly answering, but the value is wrong
SILENCES = 3
_FIXED = frozenset(all_hints())  # a hint may name a slot's own bounds


def not_understood(m: Move, *, heard: bool = True, hint: str = "", typed: bool = False) -> None:
    """`hint`: what was wrong with an answer that was one; `heard` false: there were no words at all; `typed`: it was
    keyed or typed, so nothing was misheard, and on a screen the words are also on the card.
    """
    misses = m.state.misses + 1
    m.set(misses=misses, silences=0)
    m.note("not understood", m.state.question.kind)
    question = m.state.aside or m.state.question
    typing = _can_be_typed(m)
    if misses >= (NAME_MISSES if typing else HINTED_MISSES if hint else MISSES):
        _give_up(m, heard)
        return
    if hint:
        told = of_typed(hint) if typed else (hint,)
        for words in told:
            m.say_text(words, fixed=words in _FIXED)
        m.error = "".join(told) if typed else ""
    elif not heard:
        m.say(phrases.NOT_HEARD)
    elif question.kind not in ("service", "which"):
        m.say(phrases.NOT_UNDERSTOOD)
    if typing and misses >= MISSES:
        m.say(phrases.NAME_TYPED)
        wait(m)
    elif m.error and m.on_screen:  # the hint says what to do; to be asked to speak would contradict it
        wait(m)
    else:
        ask(m, 1 if misses == 1 else 2)


def _can_be_typed(m: Move) -> bool:
    """A name that no reader knows is not lost: any characters may be typed."""
    slot = m.open_slot
    return m.on_screen and not m.state.aside and slot is not None and slot.kind == "name"


def silent(m: Move) -> None:
    silences = m.state.silences + 1
    m.set(silences=silences)
    m.note("silence", str(silences))
    kind = m.state.question.kind
    if kind == "more" or (kind == "rating" and silences >= 2 and not m.state.stack):
        m.end("completed", phrases.GOODBYE)
    elif silences < SILENCES:
        if silences == 2:
            m.say(phrases.STILL_THERE)
        ask(m, 1 if silences == 1 else 2)
    elif m.state.service and (m.state.channel == "phone" or m.state.elderly):
        m.hand_off("silent", phrases.HUMAN_SILENT)  # somebody may be standing there, lost
    else:
        m.end("idle", phrases.IDLE)


def _give_up(m: Move, heard: bool) -> None:
    if not heard and not m.state.service and m.on_screen:
        m.end("idle", phrases.IDLE)  # the noise of the hall, nobody's wish
    elif m.state.question.kind in ("rating", "more") and not m.state.stack:
        m.end("completed", phrases.GOODBYE)  # the business is done: nobody needs to be fetched for this
    else:
        m.gesture("sorry")
        m.hand_off("not_understood", phrases.HUMAN_STUCK)
