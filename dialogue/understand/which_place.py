"""Which of the places on offer a bare name means: 东风镇 of 城关街道合心村8号 and 东风镇和新村8号.

By the characters first, as names that sound the same are told apart by them; then by the sounds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.understand.address import in_arabic, names_part
from mandarin.pinyin import clean, exact

_AROUND = re.compile(
    r"^(?:嗯|啊|哦|对|我?(?:说|要|选|讲)的?|应该|就|是|在|那个|的)+|(?:那[个边里]?|的|吧|啊|呀|哦|村|那个村)+$"
)
_NUMBER = re.compile(r"\d+(?:号楼|号院|[号楼栋幢座室层弄院])?")
_NAME_AND_NUMBER = re.compile(rf"(\D{{2,}}?)(?:的|那个|那边)*({_NUMBER.pattern})")
_LEAST = 2


def pick_place(text: str, options: Sequence[str]) -> str:
    """The one place in which the name in `text` stands; empty where it stands in none, or in several.

    十二号 and 12号 are alike.
    """
    bare = clean(text)
    for form in dict.fromkeys((bare, _AROUND.sub("", bare), _AROUND.sub("", _AROUND.sub("", bare)))):
        if len(said := in_arabic(form)) < _LEAST:
            continue
        found = [option for option in options if _written_in(said, option)]
        if not found and not _NUMBER.fullmatch(said):
            found = [option for option in options if _sounds_in(said, in_arabic(clean(option)))]
        if len(found) == 1:
            return found[0]
    return ""


def _written_in(said: str, option: str) -> bool:
    """Whether `said` stands in `option`, or the name and the number that it consists of: 东风镇十二号."""
    whole = clean(option)
    hit = _NAME_AND_NUMBER.fullmatch(said)
    return names_part(whole, said) or (hit is not None and all(names_part(whole, part) for part in hit.groups()))


def _sounds_in(name: str, option: str) -> bool:
    """Whether the syllables of `name` stand in `option`, whole numbers for whole numbers."""
    needle, hay = exact(name), exact(option)
    starts = (at for at in range(len(hay) - len(needle) + 1) if hay[at : at + len(needle)] == needle)
    return any(not (name[0].isdecimal() and option[:at][-1:].isdecimal()) for at in starts)
