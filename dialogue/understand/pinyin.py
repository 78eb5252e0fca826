"""Text as fuzzy syllables, so that homophones and southern accents fall together.

Folded: zh/z ch/c sh/s, n/l r/l, f/h (Hokkien, Hunan), an/ang en/eng in/ing. Tones are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("f", "h"))
_KEEP = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def fold(syllable: str) -> str:
    """One toneless syllable -> its class, e.g. `zheng` -> `zen`."""
    for initial, other in _INITIALS:
        if syllable.startswith(initial) and syllable not in ("n", "ng", "er"):
            syllable = other + syllable[len(initial) :]
            break
    return syllable[:-1] if syllable.endswith("ng") and syllable[-3:-2] in ("a", "e", "i") else syllable


def clean(text: str) -> str:
    """Width folded, lower case, punctuation and spaces gone."""
    return _KEEP.sub("", unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=4096)
def exact(text: str) -> tuple[str, ...]:
    """Toneless syllables of `text`, one for each Chinese character; Latin letters stand for themselves."""
    ready = clean(text).translate(_DIGITS)
    return tuple(lazy_pinyin(ready, style=Style.NORMAL, errors=lambda other: list(other)))


@lru_cache(maxsize=4096)
def fuzzy(text: str) -> tuple[str, ...]:
    return tuple(fold(syllable) for syllable in exact(text))
