"""Whether words heard in attract mode are addressed to the clerk, or to another person nearby."""

from __future__ import annotations

from datetime import date

from asr import Transcript
from dialogue import Channel, Machine, acts, addressed

#: Recognition confidence at or above which words without a meaning begin a conversation too.
_SURE = 0.35
_CHAT = acts.Note("small talk", "chat")


def not_addressed_to_clerk(machine: Machine, words: Transcript, channel: Channel, today: date) -> bool:
    """Whether the confidence is below `_SURE` and the machine finds no intent in the words, or takes them for chat."""
    if words.confidence >= _SURE or addressed(words.text):
        return False
    state, _ = machine.step(machine.new("overheard", today), acts.Begin(channel))
    after, done = machine.step(state, acts.Said(words.text, words.confidence))
    return after.no_matches > 0 or _CHAT in done
