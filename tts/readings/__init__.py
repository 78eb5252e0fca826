"""The readings that pypinyin does not know, as tables of tab-separated text.

A line that begins with `#` is a comment. Pinyin is in pypinyin's TONE3 style, 5 for the neutral tone, v for ü.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Context:
    """How a character is read where `before` ends the text before it and `after` begins the text after it.

    `sure`: also inside a word that pypinyin knows.
    """

    reading: str
    sure: bool
    before: re.Pattern[str]
    after: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> dict[str, tuple[str, ...]]:
    """Words and places, each with a syllable for every character."""
    return {name: tuple(reading.split()) for table in ("words", "places") for name, reading in _rows(table)}


@lru_cache(maxsize=1)
def surnames() -> dict[str, tuple[str, ...]]:
    return {name: tuple(reading.split()) for name, reading in _rows("surnames")}


@lru_cache(maxsize=1)
def common_surnames() -> str:
    """The commonest surnames that are read as their characters always are."""
    return "".join(line for (line,) in _rows("common_surnames", "txt"))


@lru_cache(maxsize=1)
def given_names() -> dict[str, str]:
    return dict(_rows("given_names"))


@lru_cache(maxsize=1)
def given_characters() -> frozenset[str]:
    """Characters that given names are made of."""
    return frozenset(character for (line,) in _rows("given_characters", "txt") for character in line)


@lru_cache(maxsize=1)
def given_words() -> frozenset[str]:
    """Given names that are also words."""
    return frozenset(name for (line,) in _rows("given_words", "txt") for name in line.split())


@lru_cache(maxsize=1)
def contexts() -> dict[str, tuple[Context, ...]]:
    """By character, in the order in which they are tried."""
    found: dict[str, tuple[Context, ...]] = {}
    for character, reading, *around in _rows("context"):
        before, after = (*around, "", "")[:2]
        rule = Context(reading.strip("!"), reading.endswith("!"), re.compile(f"(?:{before})"), re.compile(after))
        found[character] = (*found.get(character, ()), rule)
    return found


def _rows(table: str, kind: str = "tsv") -> list[list[str]]:
    lines = (files("tts.readings") / f"{table}.{kind}").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
