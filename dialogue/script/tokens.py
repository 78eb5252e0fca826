"""The words and signs of an expression. Signs may be full-width; what stands in quotation marks stays as it is."""

from __future__ import annotations

import re

from dialogue.errors import Code

#: What each sign is written as. - * / of ASCII need a space or a bracket on both sides: 2026-01-31 is a word.
_SIGNS = {
    "＝＝": "==", "！＝": "!=", "＞＝": ">=", "＜＝": "<=", "≥": ">=", "≤": "<=", "≠": "!=", "（": "(", "）": ")",
    "［": "[", "］": "]", "，": ",", "、": ",", "｜": "|", "＞": ">", "＜": "<", "＋": "+", "－": "-", "−": "-",
    "*": "×", "＊": "×", "✕": "×", "/": "÷", "／": "÷",
}  # fmt: skip
_MARKS = '“”"＂'
_OPERATORS = r"==|!=|>=|<=|＝＝|！＝|＞＝|＜＝|[<>≥≤≠＞＜\[\]［］()（），,、|｜+＋－−×✕＊÷]"
_TOKEN = re.compile(
    rf"\s*([{_MARKS}][^{_MARKS}]*[{_MARKS}]|{_OPERATORS}|(?<![^\s)）])[-*/／](?=[\s(（])"
    rf"|[^\s=＝!！<>≥≤≠＞＜\[\]［］()（），,、|｜+＋－−×✕＊÷{_MARKS}]+)"
)
SPECIAL = frozenset({"==", "!=", ">", ">=", "<", "<=", "[", "]", "(", ")", ",", "|", "+", "-", "×", "÷"})


class WrongError(Exception):
    """The text is no expression; says why in Chinese."""

    def __init__(self, reason: str, code: Code = "broken-condition") -> None:
        super().__init__(reason)
        self.code: Code = code


def tokens(text: str) -> list[str]:
    """Raises `WrongError` for a sign that means nothing here."""
    text = text.translate(str.maketrans("【】", "  "))
    found, end = [], 0
    for hit in _TOKEN.finditer(text):
        _nothing_between(text[end : hit.start()])
        found.append(_SIGNS.get(hit[1], hit[1]))
        end = hit.end()
    _nothing_between(text[end:])
    return found


def _nothing_between(rest: str) -> None:
    rest = rest.strip()
    if rest in ("=", "＝"):
        raise WrongError(f"“{rest}”不认识，判断相等要写两个等号 ==")
    if rest:
        raise WrongError(f"“{rest}”不认识")


def quoted(token: str) -> bool:
    return len(token) >= 2 and token[0] in _MARKS and token[-1] in _MARKS


def unquoted(token: str) -> str:
    return token.strip(_MARKS) if quoted(token) else token
