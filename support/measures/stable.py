"""When was a streaming recogniser's text final? Pure functions over the growing texts that it sent.

A peer sends the whole transcript again and again, and changes it as it goes. The text of one utterance is final with
the first message from which on everything up to the utterance's end stays what it is at the end of the run. Where in
the final text an utterance ends is found by aligning that text with what was said. Punctuation, spaces and the
difference between traditional and simplified characters count for nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mandarin.simplified import simplify

#: An utterance of which less than this share was recognised has been lost, not heard.
_HEARD = 0.5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole transcript as one message gave it, and when that came."""

    at: float
    text: str


def plain(text: str) -> str:
    """Only the words: simplified characters, no punctuation, no spaces, one width, one case."""
    folded = unicodedata.normalize("NFKC", simplify(text)).lower()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def stable_at(snapshots: Sequence[Snapshot], said: Sequence[str]) -> list[float | None]:
    """For every utterance said, in order: when its text was final; None where it was lost."""
    texts = [plain(snapshot.text) for snapshot in snapshots]
    final = texts[-1] if texts else ""
    certain = _certain(texts, final)
    moments: list[float | None] = []
    for end, share in _ends(final, [plain(one) for one in said]):
        first = next((number for number, length in enumerate(certain) if length >= end), None)
        moments.append(None if share < _HEARD or first is None else snapshots[first].at)
    return moments


def error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Character errors over characters said, all utterances together."""
    wanted = [plain(one) for one in said]
    errors = sum(_distances(a, plain(b))[-1][-1] for a, b in zip(wanted, heard, strict=True))
    return errors / max(1, sum(map(len, wanted)))


def _certain(texts: list[str], final: str) -> list[int]:
    """Of each message: how much of the final text it has and no later message lacks."""
    least, lengths = len(final), []
    for text in reversed(texts):
        least = min(least, _common(text, final))
        lengths.append(least)
    return lengths[::-1]


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _ends(final: str, said: list[str]) -> list[tuple[int, float]]:
    """Of each utterance: behind which character of `final` it ends, and the share of it that was recognised."""
    whole = "".join(said)
    matched = _matches(whole, final)
    ends, start = [], 0
    for text in said:
        found = [matched[i] for i in range(start, start + len(text)) if matched[i] is not None]
        start += len(text)
        hits = [place for place in found if place is not None]
        ends.append((max(hits, default=0) + 1, len(hits) / max(1, len(text))))
    return ends


def _matches(said: str, final: str) -> list[int | None]:
    """Of each character said: where in `final` it is, by the cheapest alignment."""
    table = _distances(said, final)
    places: list[int | None] = [None] * len(said)
    i, j = len(said), len(final)
    while i and j:
        same = said[i - 1] == final[j - 1]
        if table[i][j] == table[i - 1][j - 1] + (not same):
            i, j = i - 1, j - 1
            places[i] = j if same else None
        elif table[i][j] == table[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return places


def _distances(a: str, b: str) -> list[list[int]]:
    """Levenshtein's table."""
    table = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        above, row = table[-1], [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
        table.append(row)
    return table
