"""Chinese text as words and as sounds. Only words of the dictionary: nothing is guessed, so texts are cut alike."""

from __future__ import annotations

import logging

import jieba

from mandarin.pinyin import clean, fuzzy
from mandarin.text_cache import text_cached

jieba.setLogLevel(logging.WARNING)


@text_cached
def words(text: str) -> tuple[str, ...]:
    return tuple(jieba.cut(text, HMM=False))


@text_cached
def sounds(text: str) -> tuple[str, ...]:
    """Fuzzy syllables, word by word: a hall's files have few different words, whose syllables are cached."""
    return tuple(syllable for word in words(clean(text)) for syllable in _of_word(word))


@text_cached
def _of_word(word: str) -> tuple[str, ...]:
    return fuzzy(word)
