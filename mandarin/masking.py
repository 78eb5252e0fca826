"""What may be shown or said of a number in a public hall: its last four characters at most, however it is spelled.

A number is a run of digits (Arabic, full-width, Chinese, as spoken: 幺 洞 拐), of characters that sound like digits and
of Latin letters, with anything between them that is no word: blanks, marks, 嗯, 然后, 百. Pure text; nothing is stored.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from mandarin.pinyin import exact

#: A number of so many digits is personal, wherever it stands (identity card, telephone, bank card).
LONG = 7
#: The same while a number is asked for, or in a caption that is still growing.
SHORT = 5
#: Of a number with fewer digits nothing is shown while it is asked for: its last four would be most of it.
SHOWN_FROM = 8
TAIL = 4
HIDDEN = "•"

_SPOKEN = frozenset("幺洞拐勾两○叉")
#: Between two digits these belong to the number: a breath, "and then", a place value, the name of a mark.
_BETWEEN = frozenset("嗯啊呃额哦唔诶欸呀呢吧的那个這这然后後再还還有跟和接着着面前双雙号杠槓横橫点點空格十百千万萬亿億")
_GAP = 6
#: Toneless sounds of the digits: 是 for 四, 其 for 七, 要 for 幺.
_SOUNDS = frozenset({
    "ling", "dong", "yi", "yao", "er", "liang", "san", "si", "shi", "wu", "liu", "qi", "guai", "ba", "jiu", "gou",
    "cha",
})  # fmt: skip


_FIGURE = r"[0-9０-９零〇一二三四五六七八九十百]{1,4}"
#: 10号3栋1203室: figures of an address, which are no one number. 栋 sounds like 洞.
_ADDRESS = re.compile(
    rf"(?:{_FIGURE}(?:号院?|弄|巷|支弄))?(?:{_FIGURE}[A-Za-z]?(?:号楼|栋|幢|单元|座|室|层|楼|门|期|排)(?!\d{{5}}))+(?:{_FIGURE}(?:室|号|房)?(?!\d))?"
)


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Characters [start, end) of a text. `places`: of its digits and letters; `digits`: how many are digits."""

    start: int
    end: int
    places: tuple[int, ...]
    digits: int


def masked(text: str, *, asked: bool = False) -> str:
    """A finished text: long numbers become dots and their last four. `asked`: a number is being asked for, so all
    that was told of one is hidden, from its first digit to its last.
    """
    for run in reversed(_asked_for(text) if asked else _whole(text)):
        tail = "" if asked and len(run.places) < SHOWN_FROM else "".join(text[place] for place in run.places[-TAIL:])
        text = text[: run.start] + HIDDEN * 4 + tail + text[run.end :]
    return text


def mentioned(text: str) -> str:
    """Text to be spoken: of a long number only that it ends in so and so, 尾号8000."""
    for run in reversed(_whole(text)):
        text = text[: run.start] + "尾号" + "".join(text[place] for place in run.places[-TAIL:]) + text[run.end :]
    return text


def struck(text: str, instead: str) -> str:
    """A finished text without its long numbers: `instead` stands in place of each."""
    for run in reversed(_whole(text)):
        text = text[: run.start] + instead + text[run.end :]
    return text


def veiled(text: str, *, asked: bool = False) -> str:
    """A text that is still growing, each character of a number as a dot: nothing of it is shown on the way."""
    for run in _asked_for(text) if asked else _long(numbers(text), SHORT):
        text = text[: run.start] + HIDDEN * (run.end - run.start) + text[run.end :]
    return text


def captioned(text: str, *, asked: bool = False) -> str:
    """What the clerk says: as long as `text`, of each number all but the last four as dots."""
    characters = list(text)
    for run in _long(numbers(text), SHORT) if asked else _whole(text):
        for place in run.places[:-TAIL]:
            characters[place] = HIDDEN
    return "".join(characters)


def numbers(text: str) -> list[NumberRun]:
    """Every run of two digits or more, or of one Arabic digit."""
    runs: list[NumberRun] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if not _belongs(character):
            continue
        if places and not _between(text[places[-1] + 1 : at]):
            _keep(runs, text, places)
            places = []
        places.append(at)
    _keep(runs, text, places)
    return runs


def _keep(runs: list[NumberRun], text: str, places: list[int]) -> None:
    """Sound-alikes at either end are words around the number: 是138."""
    while places and _sounds_like_one(text[places[0]]):
        places = places[1:]
    while places and _sounds_like_one(text[places[-1]]):
        places = places[:-1]
    digits = sum(_is_digit(text[place]) for place in places)
    if digits >= 2 or any(text[place].isdecimal() for place in places):
        runs.append(NumberRun(places[0], places[-1] + 1, tuple(places), digits))


def _long(runs: list[NumberRun], least: int) -> list[NumberRun]:
    """Letters and sound-alikes count as digits where there are digits enough beside them."""
    return [run for run in runs if run.digits >= least or (run.digits >= SHORT and len(run.places) >= least)]


def _whole(text: str) -> list[NumberRun]:
    """The long numbers of a finished text."""
    return _long(numbers(_ADDRESS.sub(lambda hit: "楼" * len(hit[0]), text)), LONG)


def _asked_for(text: str) -> list[NumberRun]:
    """While a number is asked for, all that is told of it is one number, whatever words stand in between."""
    places = [at for at, character in enumerate(text) if _is_digit(character)]
    if len(places) < SHORT:
        runs = numbers(text)
        places = [place for run in runs for place in run.places]
        if sum(run.digits for run in runs) < 3:
            return []
    places = sorted({*places, *(place for run in numbers(text) for place in run.places)})
    return [NumberRun(places[0], places[-1] + 1, tuple(places), len(places))]


def _belongs(character: str) -> bool:
    return _is_digit(character) or _is_letter(character) or _sounds_like_one(character)


def _is_digit(character: str) -> bool:
    value = unicodedata.numeric(character, -1.0)
    return character in _SPOKEN or (0 <= value <= 9 and value == int(value))


def _is_letter(character: str) -> bool:
    folded = unicodedata.normalize("NFKC", character)
    return folded.isascii() and folded.isalpha()


@lru_cache(4096)  # of single characters: nothing of what was said stays in it
def _sounds_like_one(character: str) -> bool:
    if not "\u4e00" <= character <= "\u9fff" or _is_digit(character) or character in _BETWEEN:
        return False
    return bool(_SOUNDS & set(exact(character)))


def _between(gap: str) -> bool:
    return len(gap) <= _GAP and all(not character.isalnum() or character in _BETWEEN for character in gap)
