"""When a screen has to hide what is told of a number (`mandarin.masking` hides it)."""

from __future__ import annotations

from asr import NUMBERS
from dialogue.acts import Expect


def asks_number(expect: Expect) -> bool:
    """Whether the answer is a number that is nobody else's business, or a yes to one that was just read back."""
    return expect.kind in NUMBERS or (expect.purpose == "readback" and not expect.commits)
