"""Which of the places on offer a bare name means: 东风镇 of 城关街道合心村8号 and 东风镇和新村8号.

By the characters first, as names that sound the same are told apart by them; then by the sounds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mandarin.pinyin import clean, exact

_AROUND = re.compile(
    r"^(?:嗯|啊|哦|对|我?(?:说|要|选|讲)的?|应该|就|是|在|那个|的)+|(?:那[个边里]?|的|吧|啊|呀|哦|村|那个村)+$"
)
_NUMBER = re.compile(r"[\d一二三四五六七八九十百零]+(?:号|楼|栋)?")
_LEAST = 2
#: 八号 and 8号 are written alike.
_FIGURES = str.maketrans("一二三四五六七八九", "123456789")


def pick_place(text: str, options: Sequence[str]) -> str:
    """The one place in which the name in `text` stands; empty where it stands in none, or in several."""
    bare = clean(text)
    for said in dict.fromkeys((bare, _AROUND.sub("", bare), _AROUND.sub("", _AROUND.sub("", bare)))):
        if len(said) >= _LEAST and not _NUMBER.fullmatch(said):
            written = [option for option in options if said.translate(_FIGURES) in clean(option).translate(_FIGURES)]
            found = written or [option for option in options if _sounds_in(said, option)]
            if len(found) == 1:
                return found[0]
    return ""


def _sounds_in(name: str, option: str) -> bool:
    """Whether the syllables of `name` stand in `option`."""
    needle, hay = exact(name), exact(option)
    return any(hay[at : at + len(needle)] == needle for at in range(len(hay) - len(needle) + 1))
