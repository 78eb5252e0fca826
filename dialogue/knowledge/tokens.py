"""Chinese text as sounds."""

from __future__ import annotations

from mandarin.pinyin import clean, fuzzy
from mandarin.text_cache import text_cached
from mandarin.words import words


@text_cached
def sounds(text: str) -> tuple[str, ...]:
    """Fuzzy syllables, word by word: a hall's files have few different words, whose syllables are cached."""
    return tuple(syllable for word in words(clean(text)) for syllable in _of_word(word))


@text_cached
def _of_word(word: str) -> tuple[str, ...]:
    return fuzzy(word)
