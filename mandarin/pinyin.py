"""Text as fuzzy syllables, so that homophones and southern accents fall together.

Folded: zh/z ch/c sh/s, n/l r/l, f/h (Hokkien, Hunan), an/ang en/eng in/ing. Tones are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin

from mandarin.text_cache import text_cached

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("f", "h"))
#: Ideographs, those of the extensions included: 䶮 and 𬱖 stand in people's names.
HANZI = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_DROP = re.compile(rf"[^0-9a-z{HANZI}]+")
_RUNS = re.compile(rf"[{HANZI}]+|[0-9a-z]")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def fold(syllable: str) -> str:
    """One toneless syllable -> its class, e.g. `zheng` -> `zen`."""
    for initial, other in _INITIALS:
        if syllable.startswith(initial) and syllable not in ("n", "ng"):
            syllable = other + syllable[len(initial) :]
            break
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


def clean(text: str) -> str:
    """Width folded, lower case, punctuation and spaces gone."""
    return _DROP.sub("", unicodedata.normalize("NFKC", text).lower())


@text_cached
def exact(text: str) -> tuple[str, ...]:
    """Toneless syllables of `text`, one for each Chinese character or digit; Latin letters, and ideographs whose
    reading is unknown, stand for themselves.
    """
    found: list[str] = []
    for run in _RUNS.findall(clean(text).translate(_DIGITS)):
        found += [run] if run.isascii() else [readings[0] for readings in pinyin(run, Style.NORMAL, errors=_each)]
    return tuple(found)


def _each(unread: str) -> str:
    return list(unread)  # type: ignore[return-value]  # pypinyin takes a list, one item a character; its stub does not


@lru_cache(maxsize=4096)  # of single characters: nothing of what was said stays in it
def tone(character: str) -> str:
    """`1` to `4` for one Chinese character; empty for a neutral tone, and for what has no reading."""
    last = "".join(one for (one,) in pinyin(character, Style.TONE3, errors="ignore"))[-1:]
    return last if last.isdigit() else ""


@text_cached
def fuzzy(text: str) -> tuple[str, ...]:
    return tuple(fold(syllable) for syllable in exact(text))


@lru_cache(maxsize=16384)
def fixed_exact(text: str) -> tuple[str, ...]:
    """`exact` of the program's or a script's own words, kept for good. Never of what a citizen said."""
    return exact(text)


@lru_cache(maxsize=16384)
def fixed_fuzzy(text: str) -> tuple[str, ...]:
    """`fuzzy` of the program's or a script's own words, kept for good. Never of what a citizen said."""
    return fuzzy(text)
