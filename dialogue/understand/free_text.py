"""Free text: what was said, without the words around it."""

from __future__ import annotations

import re

from dialogue.understand.repair import after_mark
from dialogue.understand.yesno import read_yes_no
from mandarin.pinyin import clean

_LEAD = re.compile(
    r"^(?:嗯|呃|额|啊|哦|那个|就是|我?(?:现在|目前)?(?:就|是)?住在|(?:我的)?(?:地址|住址|居住地址)(?:就?是|在)?"
    r"|应该是|是)[，,、\s]*"
)
_SKIP = re.compile(
    r"(?:我|这个|那|就|先|暂时|目前|现在|可以|什么|一[个样项]|哪[个样项])*都?(?:没有|没|无|跳过|略过|不填|不用填|不写|不说|不提供|不要|不用|不需要|不办"
    r"|空着|不留|下一[个项题]|过)(?:这个|这项|了|吧|的|啊|呢|填|写)*"
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


def read_skip(text: str) -> bool:
    """没有, 跳过, 暂时不填: whether a slot that is not required is to stay empty."""
    return bool(_SKIP.fullmatch(clean(text)))
