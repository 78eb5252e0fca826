"""Digits misrecognised as words that sound like them: 焦焦零焦零五 for 幺幺零幺零五, 悠生酒 for 幺三九.

Use it only for numbers that have a check digit or are read back.
"""

from __future__ import annotations

import re
import unicodedata

from mandarin.pinyin import exact

_DIGITS = {
    "0": "ling leng lian nian dong", "1": "yi yao you jiao xiao diao qiao", "2": "er e liang",
    "3": "san shan sang sheng seng shen cheng", "4": "si shi zhi", "5": "wu hu fu", "6": "liu niu lu",
    "7": "qi ji guai", "8": "ba pa bai", "9": "jiu qiu gou", "X": "cha ca chan",
}  # fmt: skip
_SOUND = {sound: digit for digit, sounds in _DIGITS.items() for sound in sounds.split()}
_BETWEEN = re.compile(r"[\s，,。.、:：;；\-—_]+")


def digits_by_sound(text: str) -> str:
    """Every character as the digit it sounds like; empty where one sounds like none."""
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    found = ""
    for character in bare:
        digit = (
            character if character.isascii() and character in "0123456789X" else _SOUND.get("".join(exact(character)))
        )
        if digit is None:
            return ""
        found += digit
    return found
