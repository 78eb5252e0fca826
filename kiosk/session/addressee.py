"""Words in attract mode: meant for the clerk, or said to somebody else near by?"""

from __future__ import annotations

from datetime import date

from asr import Transcript
from dialogue import Channel, Machine, acts, addressed

#: Words that mean nothing begin a conversation only where the ear is as sure of them as this.
_SURE = 0.35


def not_addressed_to_clerk(machine: Machine, words: Transcript, channel: Channel, today: date) -> bool:
    """To nobody in particular: the ear is unsure of them *and* they mean nothing to a clerk."""
    if words.confidence >= _SURE or addressed(words.text):
        return False
    state, _ = machine.step(machine.new("overheard", today), acts.Begin(channel))
    return machine.step(state, acts.Said(words.text, words.confidence))[0].no_matches > 0
