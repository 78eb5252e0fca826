"""Words that are kept beyond their conversation, or leave the hall: without numbers, names and values that were given.

〔略〕 stands in place of each. A name that nobody introduced (王小明的卡) is found only where it was given.
"""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.placeholders import Covering, placeholders
from mandarin.masking import struck
from mandarin.printable import printable

_LEFT_OUT = "〔略〕"


def redacted(text: str, given: Iterable[tuple[str, str]] = (), *, longest: int = 200) -> str:
    """`given`: name and value of what the conversation knows of the person. `longest`: characters that are kept."""
    covered = Covering(given).cover_up(printable(text))
    for sign in placeholders(covered):
        covered = covered.replace(sign, _LEFT_OUT)
    covered = struck(covered, _LEFT_OUT)
    return covered if len(covered) <= longest else covered[: longest - 1] + "…"
