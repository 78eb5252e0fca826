"""Captions during speech: the stable part does not change on the screen, the rest may.

Local agreement (Liu, Spanakis & Niehues 2020, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by
Partial Hypothesis Selection"): the common prefix of two consecutive hypotheses is stable.
"""

from __future__ import annotations

from itertools import takewhile

_TRAILING = "，。？！：；、,.?!:; …"


class StablePrefix:
    """One segment's caption. Feed it each hypothesis over the sound so far, from the segment's start."""

    def __init__(self) -> None:
        self._stable = ""
        self._last = ""

    def feed(self, text: str) -> tuple[str, int]:
        """The caption to show, and how many of its leading characters are stable."""
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self._last, text, strict=False))
        agreed = "".join(character for character, _ in same).rstrip(_TRAILING)
        if len(agreed) > len(self._stable) and agreed.startswith(self._stable):
            self._stable = agreed
        self._last = text
        shown = text if text.startswith(self._stable) else self._stable
        return shown, len(self._stable)
