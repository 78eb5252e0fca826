"""Chinese text as words of the dictionary. Nothing is guessed, so texts are cut alike."""

from __future__ import annotations

import logging

import jieba

from mandarin.text_cache import text_cached

jieba.setLogLevel(logging.WARNING)


@text_cached
def words(text: str) -> tuple[str, ...]:
    return tuple(jieba.cut(text, HMM=False))


def cut_word(text: str, at: int) -> bool:
    """Whether `at` is in the middle of a word of `text`: 自己 of 我自己过来, at 2."""
    start = 0
    for word in words(text):
        if start >= at:
            break
        start += len(word)
    return start > at
