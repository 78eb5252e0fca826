"""The characters of a number as the decoder wrote it, to be compared with what the head heard. Pure.

The dialogue's own readers know repairs, dates and talk; this only says which runs of digits stand in a text.
"""

from __future__ import annotations

import re
import unicodedata

from mandarin import exact

#: Syllables that the decoder's characters for spoken digits have: 幺 is written 要 腰 搖 邀.
_SOUNDS = {
    "ling": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "liang": "2", "san": "3", "si": "4", "wu": "5",
    "liu": "6", "qi": "7", "guai": "7", "ba": "8", "jiu": "9", "gou": "9", "cha": "X",
}  # fmt: skip
_BETWEEN = re.compile(r"[\s，,、。.\-—_·]+")


def written_runs(text: str) -> tuple[str, ...]:
    """The runs of digits and capital letters in `text`, characters that sound like digits among them."""
    ready = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    marks = "".join(one if one.isascii() and one.isalnum() else _by_sound(one) for one in ready)
    return tuple(run for run in marks.split(" ") if run)


def _by_sound(character: str) -> str:
    sounds = exact(character)
    return _SOUNDS.get(sounds[0], " ") if len(sounds) == 1 else " "
