"""Chinese text as words and as sounds. Only words of the dictionary: nothing is guessed, so texts are cut alike."""

from __future__ import annotations

import logging
from functools import lru_cache

import jieba

from mandarin.pinyin import clean, fuzzy

jieba.setLogLevel(logging.WARNING)
#: Texts remembered: those of a large hall's files, read several times while they are taken in.
_KEPT = 65536


@lru_cache(maxsize=_KEPT)
def words(text: str) -> tuple[str, ...]:
    return tuple(jieba.cut(text, HMM=False))


@lru_cache(maxsize=_KEPT)
def sounds(text: str) -> tuple[str, ...]:
    """Fuzzy syllables, word by word: a hall's files have few different words, and those are remembered."""
    return tuple(syllable for word in words(clean(text)) for syllable in _of_word(word))


@lru_cache(maxsize=_KEPT)
def _of_word(word: str) -> tuple[str, ...]:
    return fuzzy(word)
