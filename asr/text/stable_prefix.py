"""Captions while somebody speaks: what has settled never changes on the screen, the rest may.

Local agreement (Liu, Spanakis & Niehues 2020, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by
Partial Hypothesis Selection"): what two hypotheses in a row begin with is taken as settled.
"""

from __future__ import annotations

from itertools import takewhile

_TRAILING = "，。？！：；、,.?!:; …"


class StablePrefix:
    """One utterance's caption. Feed it each hypothesis over the sound so far, from the utterance's start."""

    def __init__(self) -> None:
        self._settled = ""
        self._last = ""

    def feed(self, text: str) -> tuple[str, int]:
        """The caption to show, and how many of its leading characters will stay for good."""
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self._last, text, strict=False))
        agreed = "".join(character for character, _ in same).rstrip(_TRAILING)
        if len(agreed) > len(self._settled) and agreed.startswith(self._settled):
            self._settled = agreed
        self._last = text
        shown = text if text.startswith(self._settled) else self._settled
        return shown, len(self._settled)
