"""How a name's characters are explained aloud: 弓长张, 三点水的江, 光明的明, 三是一二三的三.

An explanation overrules the homophone that was recognised: in 章三，弓长张 the name is 张三.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogue.understand.surnames import BY_PARTS, BY_RADICAL, KNOWN
from mandarin.pinyin import HANZI, exact

_HAN = re.compile(f"[{HANZI}]*")
_LONGEST_PARTS = 4
_LONGEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Explained:
    """One character, settled by what was said about it at [start, end)."""

    character: str
    start: int
    end: int


def explanations(text: str) -> list[Explained]:
    """In the order said, none overlapping another."""
    found: list[Explained] = []
    at = 0
    while at < len(text):
        here = _radical(text, at) or _parts(text, at) or _word(text, at) or _plain(text, at)
        if here:
            start = max(_from_name(text, here), found[-1].end if found else 0)
            found.append(Explained(here.character, start, here.end))
            at = here.end
        else:
            at += 1
    return found


def _parts(text: str, at: int) -> Explained | None:
    """弓长张, 三点水的江: parts or a radical, 的 perhaps, and a character with the surname's sound."""
    for length in range(_LONGEST_PARTS, 1, -1):
        piece = text[at : at + length]
        if len(piece) < length or not _chinese(piece):
            continue
        sounds, end = exact(piece), at + length
        names = BY_RADICAL.get(sounds, "") + BY_PARTS.get(sounds, "")
        end += text[end : end + 1] == "的"
        said = exact(text[end : end + 1]) if text[end : end + 1] else ()
        for name in names:
            if said == exact(name):
                return Explained(name, at, end + 1)
    return None


_RADICAL = re.compile(rf"[{HANZI}]{{1,3}}?字?旁的(?P<whole>[{HANZI}])(?=$|[，,、。\s])")


def _radical(text: str, at: int) -> Explained | None:
    """女字旁的婷: the character that is named with its radical."""
    hit = _RADICAL.match(text, at)
    return Explained(hit["whole"], at, hit.end()) if hit and (at == 0 or text[at - 1] in "，,、。 ") else None


def _word(text: str, at: int) -> Explained | None:
    """光明的明: a word that holds the sound of the character after 的. The word's own character is trusted."""
    if text[at] != "的" or at + 1 >= len(text) or not _chinese(text[at + 1]):
        return None
    sound = exact(text[at + 1])
    for length in range(2, _LONGEST_WORD + 1):
        word = text[max(0, at - length) : at]
        if len(word) < length or not _chinese(word):
            return None
        for character in word:
            if exact(character) == sound:
                return Explained(character, at - length, at + 2)
    return None


def _plain(text: str, at: int) -> Explained | None:
    """明是日月明: 是 and two characters between the character and itself."""
    piece = text[at : at + 5]
    if len(piece) < 5 or piece[1] != "是" or not _chinese(piece) or "的" in text[at : at + 6]:
        return None
    return Explained(piece[4], at, at + 5) if exact(piece[0]) == exact(piece[4]) else None


def _from_name(text: str, here: Explained) -> int:
    """Where the explanation begins: 三是 in 三是一二三的三 belongs to it, and so does the start of its clause."""
    before = text[max(0, here.start - 4) : here.start]
    place = before.rfind("是")
    if place > 0 and exact(before[place - 1]) == exact(here.character):
        return here.start - len(before) + place - 1
    if place == 0 and here.start - len(before) == 0:
        return 0  # 是光明的明
    if len(before) == here.start > 1 and set(before) <= KNOWN:
        return 0  # 张王李赵的赵
    clause = max(text.rfind(mark, 0, here.start) for mark in "，,、。 ")
    return clause + 1 if clause >= 0 and here.start - clause <= 3 else here.start


def _chinese(text: str) -> bool:
    return bool(_HAN.fullmatch(text))
