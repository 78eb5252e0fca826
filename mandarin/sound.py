"""How alike two phrases sound: for closed questions, when no character and no syllable fits exactly.

A short answer is often recognised as words that sound like it: 你使得 for 临时的, 非常难以 for 非常满意,
抓人弓 for 转人工. Among a handful of possible answers the nearest is meant, if it is near and no other is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate

from mandarin.pinyin import exact, fixed_exact, fold

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
#: Consonants that the recogniser confuses, nearest first.
_ALIKE = (
    {"z", "zh", "c", "ch", "s", "sh", "j", "q", "x"},
    {"b", "p"},
    {"d", "t"},
    {"g", "k", "h"},
    {"m", "n", "l", "r"},
    {"f", "h"},
)
_GAP = 0.7  # a syllable missing from the phrase, or one too many inside it
_AROUND = 0.12  # a syllable before or after it
_NEGATED = 0.5  # a 不 or 没 before or after it
NEAR = 0.74
APART = 0.1


def alike(phrase: str, said: str) -> float:
    """1: `said` holds `phrase`, sound for sound, and little else; 0 and less: nothing of it."""
    return _alike(exact(phrase), exact(said))


def likeness(said: str, phrases: Iterable[str]) -> float:
    """How `alike` the likest of `phrases` is; 0 without one. `phrases` must be the program's or a script's words."""
    return likeness_of(exact(said), phrases)


def likeness_of(heard: tuple[str, ...], phrases: Iterable[str]) -> float:
    """`likeness` of toneless syllables."""
    return max((_alike(fixed_exact(phrase), heard) for phrase in phrases), default=0.0)


def nearest(
    said: str, phrases: Mapping[str, Iterable[str]], *, near: float = NEAR, least: int = 2, negation: bool = True
) -> str | None:
    """The name whose phrases sound most like `said`: near enough, and clearly nearer than any other's.

    Phrases and utterances under `least` syllables are left out: everything is near to one syllable. `negation` false:
    a 不 beside the phrase is as good as any other syllable. `phrases` must be the program's or a script's words, never
    a citizen's: their syllables are kept for good.
    """
    heard = exact(said)
    if len(heard) < least:
        return None
    scores = sorted(
        (
            max(
                (_alike(known, heard, negation) for known in map(fixed_exact, words) if len(known) >= least),
                default=0.0,
            ),
            name,
        )
        for name, words in phrases.items()
    )
    if not scores or scores[-1][0] < near or (len(scores) > 1 and scores[-1][0] - scores[-2][0] < APART):
        return None
    return scores[-1][1]


def _alike(phrase: tuple[str, ...], said: tuple[str, ...], negation: bool = True) -> float:
    """One less the cost of the cheapest place for `phrase` inside `said`, per syllable of the phrase."""
    if not phrase or not said:
        return 0.0
    around = [
        0.0,
        *accumulate(_NEGATED if negation and syllable in ("bu", "mei", "bie") else _AROUND for syllable in said),
    ]
    row = list(around)  # what comes before the phrase
    for syllable in phrase:
        following = [row[0] + _GAP]
        for at, heard in enumerate(said, start=1):
            following.append(min(row[at - 1] + apart(syllable, heard), row[at] + _GAP, following[-1] + _GAP))
        row = following
    cheapest = min(cost + around[-1] - around[end] for end, cost in enumerate(row))
    return 1 - cheapest / len(phrase)


@lru_cache(maxsize=65536)
def apart(one: str, other: str) -> float:
    """Two toneless syllables: 0 for the same, up to 1."""
    if one == other:
        return 0.0
    if fold(one) == fold(other):
        return 0.08
    (start, rest), (other_start, other_rest) = _split(one), _split(other)
    if start == other_start:
        initial = 0.0
    elif any(start in group and other_start in group for group in _ALIKE):
        initial = 0.25
    else:
        initial = 0.5
    return initial + 0.5 * _letters_apart(rest, other_rest)


def _split(syllable: str) -> tuple[str, str]:
    start = next((start for start in _INITIALS if syllable.startswith(start)), "")
    return start, syllable[len(start) :]


def _letters_apart(one: str, other: str) -> float:
    """Edit distance over the longer length, 0..1."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        following = [at]
        for place, against in enumerate(other, start=1):
            following.append(min(row[place - 1] + (letter != against), row[place] + 1, following[-1] + 1))
        row = following
    return row[-1] / max(len(one), len(other), 1)
