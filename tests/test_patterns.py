"""No regular expression of ours can be driven into a search without end by what a citizen types.

Python's `re` backtracks and keeps the interpreter's lock meanwhile: one such search stops the whole hall.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest

import asr
import avatar
import dialogue
import kiosk
import mandarin
import tts

#: Characters in a text: as many as a page may type.
LENGTH = 500
#: CPU seconds for one search. One that does not backtrack without end takes milliseconds.
ENOUGH_S = 2.0


def modules() -> Iterator[Any]:
    for package in (asr, avatar, dialogue, kiosk, mandarin, tts):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".migrations." not in found.name:
                yield importlib.import_module(found.name)


def patterns_in(value: Any, deep: int = 2) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif deep and isinstance(value, (tuple, list, frozenset, set)):
        for one in value:
            yield from patterns_in(one, deep - 1)
    elif deep and isinstance(value, dict):
        yield from patterns_in((*value, *value.values()), deep)


def all_patterns() -> dict[str, re.Pattern[str]]:
    return {
        f"{module.__name__}.{name}.{n}": pattern
        for module in modules()
        for name, value in vars(module).items()
        if not name.startswith("__")
        for n, pattern in enumerate(patterns_in(value))
    }


def alphabet(pattern: re.Pattern[str]) -> list[str]:
    """Letters and digits that the pattern names, and some of the kinds that it may name by a class."""
    return list(dict.fromkeys([*filter(str.isalnum, pattern.pattern), "字", "了", "1", "a", " ", "，"]))


def provocations(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts that give a backtracking search the most to try."""
    letters = alphabet(pattern)
    draw = random.Random(ascii(pattern.pattern))
    for letter in draw.sample(letters, min(len(letters), 24)):
        yield letter * LENGTH
    for _ in range(16):
        few = draw.sample(letters, min(len(letters), draw.randint(2, 6)))
        yield "".join(draw.choice(few) for _ in range(LENGTH))
    for _ in range(8):
        yield "".join(draw.choice(letters) for _ in range(LENGTH))
    for letter in draw.sample(letters, min(len(letters), 16)):
        yield letter + "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(LENGTH - 1))


PATTERNS = all_patterns()


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 100


@pytest.mark.parametrize("name", PATTERNS)
def test_no_search_goes_on_without_end(name: str) -> None:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for text in provocations(PATTERNS[name]):
            signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH_S)
            try:
                PATTERNS[name].search(text)
            except TimeoutError:
                pytest.fail(f"still searching after {ENOUGH_S:g} s: {text[:60]}…")
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
