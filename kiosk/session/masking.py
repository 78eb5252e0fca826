"""When the captions of a conversation have to be masked (`mandarin.masking` does it)."""

from __future__ import annotations

from asr import NUMBERS
from dialogue.acts import Expect


def asks_number(expect: Expect) -> bool:
    """Whether the answer is a private number, or confirms one that was just read back."""
    return expect.kind in NUMBERS or (expect.purpose == "readback" and not expect.commits)
