"""Chinese text as words. The dictionary's words only: nothing is guessed, so the same text is always cut the same."""

from __future__ import annotations

import logging
from functools import lru_cache

import jieba

jieba.setLogLevel(logging.WARNING)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    return tuple(jieba.cut(text, HMM=False))
