"""Chinese text as words and as sounds. Only words of the dictionary: nothing is guessed, so texts are cut alike."""

from __future__ import annotations

import logging
from functools import lru_cache

import jieba

from mandarin.pinyin import clean, fuzzy

jieba.setLogLevel(logging.WARNING)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    return tuple(jieba.cut(text, HMM=False))


@lru_cache(maxsize=8192)
def sounds(text: str) -> tuple[str, ...]:
    """Fuzzy syllables, word by word: a hall's files have few different words, and those are remembered."""
    return tuple(syllable for word in words(clean(text)) for syllable in _of_word(word))


@lru_cache(maxsize=32768)
def _of_word(word: str) -> tuple[str, ...]:
    return fuzzy(word)
