"""The citizen wants a moment, or is about to ask something: the question stays open, and it is no miss."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.ask import wait
from dialogue.machine.heard import read_answer
from dialogue.machine.move import Move


def hold(m: Move, text: str) -> bool:
    """我再想想, 等一下; 我想问一下. False when `text` asks for no time."""
    answer = read_answer(text)
    if answer.verdict != "wait":
        return False
    m.note("time wanted")
    m.set(silences=0)
    m.say(phrases.GO_AHEAD if any(clause.kind == "topic" for clause in answer.clauses) else phrases.TAKE_YOUR_TIME)
    wait(m)
    return True
