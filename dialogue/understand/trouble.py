"""What keeps a citizen from following: hearing, reading, or understanding what was said."""

from __future__ import annotations

import re
from typing import Literal

from mandarin.text_cache import text_cached

Trouble = Literal["hearing", "reading", "following"]

_HEARING = re.compile(r"听不(?:见|清|到|大清|真)|没听(?:见|清)|耳朵|耳背|耳聋|(?<!人)(?:太|声音?)小|大点?声|大声|响")
_READING = re.compile(r"识字|认[识得]?字|文盲|没文化|念过书|看不[见清懂明]|眼|盲|老花|字(?:太|体)?小|不会写|念给|读给")
_FOLLOWING = re.compile(r"不懂|没懂|不明白|没明白|不会[用弄操使]|糊涂|啥意思|什么意思|弄不来|搞不来|复杂|简单")


@text_cached
def read_trouble(text: str) -> Trouble | None:
    if _HEARING.search(text):
        return "hearing"
    if _READING.search(text):
        return "reading"
    return "following" if _FOLLOWING.search(text) else None
