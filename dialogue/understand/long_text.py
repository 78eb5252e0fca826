"""An account told in several utterances, until 说完了 or 就这些."""

from __future__ import annotations

import re

from dialogue.understand import validation_messages
from dialogue.understand.free_text import read_text
from dialogue.understand.no_content import says_go_on
from dialogue.understand.reading import NOTHING, Reading

#: Characters, where the script sets no 最多.
MOST = 500
_END = re.compile(
    r"(?:^|[，,。；;、\s])*(?:(?:好了?|行了?|嗯|暂时|目前|大概|我)[，,\s]*)*"
    r"(?:就(?:是)?(?:这些|这么多|这样)|(?:我?[说讲]|写)?完了|[说讲]完|没有?(?:了|别的|其他|其它|补充)(?:要?[说讲补充的]*)?|不用(?:补充|再说)?了|结束)"
    r"[了吧啊呀的啦嘛呢]*[。.!！\s]*$"
)
#: Ends that may also be the end of a sentence: only alone, or behind a pause.
_AMBIGUOUS = re.compile(r"(?:[^，,。；;、\s说讲写])(?:完了|没有?了|就这样|结束)[了吧啊呀的啦]*[。.!！\s]*$")
_JOINED = re.compile(r"^(?:[嗯呃啊哦]|还有(?:就是)?|另外(?:就是)?|补充(?:一下|一点)?|对了|然后)[，,、\s]*")
_STOP = "，。；！？,.;!?"


def read_long_text(text: str, *, partial: str = "", least: int = 0, most: int = 0) -> Reading:
    """`partial`: what was told before. `least`, `most`: characters, 0 if the script sets none."""
    most = most or MOST
    end = _end(text, partial)
    told = read_text(text[:end])
    whole = _join(partial, told)
    if not whole or (not told and end is None):
        return NOTHING
    if end is None and len(whole) < most:
        return Reading(partial=whole)
    if len(whole) < least:
        return Reading(partial=whole, message=validation_messages.at_least(str(least), "个字"))
    return Reading(value=whole[:most])


def _end(text: str, partial: str) -> int | None:
    """Where the words begin that end the text; None where it goes on. 下一步 ends one that was begun."""
    if partial and says_go_on(text):
        return 0
    hit = None if _AMBIGUOUS.search(text) else _END.search(text)
    return hit.start() if hit else None


def _join(before: str, told: str) -> str:
    if not before or not told:
        return before or told
    return before + ("" if before[-1] in _STOP else "。") + (_JOINED.sub("", told) or told)
