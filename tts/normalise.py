"""Written Chinese -> what is spoken: only Chinese characters, Latin capitals and a few marks of punctuation remain.

`spoken("手机号13800138000")` gives `手机号，幺三八，零零幺三，八零零零，`. Deterministic and idempotent, so that
its result can stand for the text in a cache's key. The rules run in order, each on what the ones before it left.
"""

from __future__ import annotations

import re
from re import Match

from mandarin.pinyin import HANZI
from tts.written import amounts, calendar, codes, marks, spans, web
from tts.written.rule import Rule

_FULL_WIDTH = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in ",!?:;()"}
    | {"\u3000": " ", "\u00a0": " ", "−": "-"}
)

_MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "\n": "。", "．": "。", "｡": "。"}
    | dict.fromkeys("()（）【】[]…—–|•", "，")
)

_RULES: tuple[Rule, ...] = (
    *web.RULES,
    *marks.RULES,
    *amounts.EARLY,
    *codes.RULES,
    *calendar.RULES,
    *spans.RULES,
    *amounts.RULES,
    *codes.LATER,
    *amounts.LATER,
)


def spoken(text: str) -> str:
    """The words to say for `text`; empty when nothing in it can be said."""
    text = text.translate(_FULL_WIDTH)
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return _punctuated(text)


def _punctuated(text: str) -> str:
    """Only what can be said, and one mark where several meet: the strongest, so that pauses do not add up."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])\.(?=\s|$)", "。", text).replace(".", "点").translate(_MARKS).upper()
    text = re.sub(r"(?<=[A-Z]) +(?=[A-Z])", "，", text)
    text = re.sub(rf"[^{HANZI}〇A-Z，、。！？：；]", "", text)
    text = re.sub(r"[，、：；。！？]{2,}", _strongest, text)
    return text.lstrip("，、。！？：；")


def _strongest(marks: Match[str]) -> str:
    return min(marks[0], key="？！。；：，、".index)
