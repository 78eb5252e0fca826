"""Marks that number a list, name a key or count in Roman: ①, （2）, 3., Ⅱ, #, *."""

from __future__ import annotations

import re
import unicodedata
from re import Match

from tts.numerals import cardinal
from tts.written.rule import Rule, rule

_ROMAN = {"I": 1, "V": 5, "X": 10}
_ROMAN_SIGNS = "\u2160-\u216b\u2170-\u217b"
_RANKS = "类|级|型|期|度|档|区|卷|册|部分|章|标段|标"
_CIRCLED = "\u2460-\u2473\u2474-\u2487\u2488-\u249b\u3220-\u3229\u3280-\u3289\u2776-\u277f"
_KEYS = {"#": "井", "*": "星"}


def _circled(match: Match[str]) -> str:
    """① ⑴ ⒈ ㈠ ❶: a number, or a numeral that is a word already."""
    sign = match[0]
    plain = re.sub(r"[().]", "", unicodedata.normalize("NFKC", sign))
    if not plain[0].isalnum() or plain == sign:
        plain = str(int(unicodedata.numeric(sign)))
    return "，" + (cardinal(plain) if plain.isdecimal() else plain) + "，"


def _roman(match: Match[str]) -> str:
    value = 0
    signs = unicodedata.normalize("NFKC", match[0]).upper()
    for sign, following in zip(signs, [*signs[1:], ""], strict=True):
        one = _ROMAN[sign]
        value += -one if one < _ROMAN.get(following, 0) else one
    return cardinal(str(value))


def _numbered(match: Match[str]) -> str:
    return f"，{cardinal(match[1])}，"


RULES: tuple[Rule, ...] = (
    rule(f"[{_CIRCLED}]", _circled),
    rule(f"[{_ROMAN_SIGNS}]+", _roman),
    rule(r"(?<=第)[IVX]+(?![A-Za-z])", _roman),
    rule(rf"(?<![A-Za-z])(?:I{{2,3}}|IV|VI{{0,3}}|IX|XI{{0,3}})(?=(?:{_RANKS}))", _roman),
    rule(r"[“\"'‘]?(?<![#*])([#*])[”\"'’]?\s*(字)?号?(?=键)", lambda match: _KEYS[match[1]] + (match[2] or "号")),
    rule(r"(?<![\d#*])[“\"'‘]?([#*])[”\"'’]?\s*号(?![楼栋幢院线\d])", lambda match: _KEYS[match[1]] + "号"),
    rule(
        r"((?:[按拨输入用为是以加打标带注])[“\"'‘]?)([#*])(?=[”\"'’]?(?:[^#*]|$))",
        lambda match: f"{match[1]}{_KEYS[match[2]]}号",
    ),
    rule(r"(\d+)#-(?=\d)", r"\1号"),
    rule(r"(\d+)#号?(?=[楼栋幢窗厂门机]|\s*$|[，。])", r"\1号"),
    rule(r"(?<=\d)\s*[*xX×]\s*(?=\d)|(?<=\d[cmk]m)\s*[*xX×]\s*(?=\d)|(?<=\dm)\s*[*xX×]\s*(?=\d)", "乘"),
    rule(r"第[(（](\d+|[一二三四五六七八九十]+)[)）]", r"第\1"),
    rule(r"\*+|[xX]{3,}", "，"),  # masked places are not read
    rule(r"[(（](\d{1,2})[)）](?=\s*[^\d\s])", _numbered),
    rule(r"(?<![\d.A-Za-z第-])(\d{1,2})[)）](?=\s*[\u4e00-\u9fffA-Za-z“《])", _numbered),
    rule(r"(?<![\d.A-Za-z第-])(\d{1,2})[.．](?=\s*[\u4e00-\u9fffA-Za-z“《])", _numbered),
    rule(r"(?:^|(?<=[\s，。；：:;、！？!?]))(\d{1,2})、(?=\s*[\u4e00-\u9fffA-Za-z“《])", _numbered),
)
