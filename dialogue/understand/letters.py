"""Latin letters as Mandarin speakers say them: 诶 A, 达不溜 W, 诶尺 H; and 北京的B, a letter explained.

By sound: the syllable counts, whatever its tone and the character that recognition wrote.
"""

from __future__ import annotations

import re

from mandarin.pinyin import exact

#: Syllable -> the letters it may be, likeliest first. 一 and 二 are read as digits before they are looked up here.
_ONE: dict[str, str] = {
    "ei": "A", "ai": "AI", "a": "AR", "bi": "B", "xi": "C", "sei": "C", "di": "D", "yi": "E", "ji": "G", "jie": "J",
    "zhei": "J", "zhe": "J", "kai": "K", "kei": "K", "en": "N", "n": "N", "ou": "O", "pi": "P", "qiu": "Q", "kou": "Q",
    "ti": "T", "you": "U", "wei": "V", "wai": "Y", "zei": "Z", "ze": "Z", "cha": "X",
}  # fmt: skip
_FIRST = ("ai", "ei", "e")  # of F, H, L, M, N, S and X
_SECOND = {
    "fu": "F", "chi": "H", "qu": "H", "qi": "H", "chu": "H", "lou": "L", "le": "L", "lei": "L", "er": "L", "ou": "L",
    "o": "L", "mu": "M", "mo": "M", "mou": "M", "en": "N", "n": "N", "si": "S", "shi": "S", "kesi": "X",
}  # fmt: skip
_NAMES: dict[tuple[str, ...], str] = {
    **{(first, *(("ke", "si") if second == "kesi" else (second,))): letter
       for first in _FIRST for second, letter in _SECOND.items()},
    ("a", "er"): "R", ("zei", "de"): "Z", ("zei", "te"): "Z",
    **{(first, "bu", last): "W" for first in ("da", "de") for last in ("liu", "lou", "lu", "you")},
    ("shuang", "you"): "W", ("da", "bu", "er", "you"): "W",
}  # fmt: skip
_LONGEST = max(map(len, _NAMES))
#: The first character of a name of more than one: where 爱 and 矮 stand, words are as likely.
_NAMED_BY = frozenset("艾哎埃诶欸爱额恶厄达打大搭得答阿啊贼双")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
#: Q是扣扣的Q, 北京的B, B就是B超的B: a letter explained is said once.
_EXPLAINED = re.compile(
    r"([a-z])[，,\s]*(?:\1?(?:就?是)?[\u4e00-\u9fff]{1,4}的\1(?![a-z]))|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}的([a-z])(?![a-z])"
)
#: 冀R37V20，V是胜利的V: a letter explained behind the number that holds it.
_EXPLAINED_LATER = re.compile(r"[，,。\s]+([a-z])(?:就)?是[^，,。]{1,10}?(?:的|那个)\1(?![a-z])")
#: The name of E, which is no hesitation as 额 and 呃 are.
_NAME_OF_E = frozenset("鹅俄饿蛾娥")


def letters_of(character: str) -> str:
    """The letters that one Chinese character may be the name of, likeliest first; empty if none."""
    return "E" if character in _NAME_OF_E else _ONE.get("".join(exact(character)), "")


def with_letters_named(text: str) -> str:
    """Letters whose names have two syllables or more as Latin ones: 达不溜三 -> W三. Lower case in and out."""
    return _HAN.sub(lambda hit: _named(hit[0]), text)


def without_explanations(text: str) -> str:
    """q，q是扣扣的q -> q. `text` in lower case."""
    text = _EXPLAINED_LATER.sub(lambda hit: "" if hit[1] in text[: hit.start()] else hit[1], text)
    return _EXPLAINED.sub(lambda hit: hit[1] or hit[2], text)


def _named(run: str) -> str:
    if not _NAMED_BY.intersection(run):
        return run
    sounds = ["".join(exact(character)) for character in run]
    found, at = "", 0
    while at < len(run):
        length = next((n for n in range(_LONGEST, 1, -1) if _name(run, sounds, at, n)), 0)
        found += _NAMES[tuple(sounds[at : at + length])].lower() if length else run[at]
        at += length or 1
    return found


def _name(run: str, sounds: list[str], at: int, length: int) -> bool:
    return run[at] in _NAMED_BY and tuple(sounds[at : at + length]) in _NAMES
