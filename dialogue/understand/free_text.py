"""Free text: what was said, without the words around it."""

from __future__ import annotations

import re

from dialogue.understand.repair import after_mark
from dialogue.understand.yesno import read_yes_no

_LEAD = re.compile(
    r"^(?:嗯|呃|额|啊|哦|那个|就是|我?(?:现在|目前)?(?:就|是)?住在|(?:我的)?(?:地址|住址|居住地址)(?:就?是|在)?|应该是|是)[，,、\s]*"
)
_TAIL = re.compile(r"[。.！!，,\s]+$")


def read_text(text: str, *, least: int = 2) -> str:
    """The citizen's words, trimmed; empty when there are fewer than `least` characters."""
    said = after_mark(text)
    rest = (text if said is None else said).strip()
    while (shorter := _LEAD.sub("", rest, count=1)) != rest and shorter:
        rest = shorter
    rest = _TAIL.sub("", rest)
    if len(rest) < least or read_yes_no(rest) is not None:
        return ""  # 好的 is no address
    return rest
