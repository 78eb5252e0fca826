"""What an issued number of letters and digits looks like, character by character: a plate, a passport, a script's 格式.

code_shapes("字母1数字8-9")   # two shapes, of nine and of ten characters
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

#: The characters that may stand at one place; None: any Chinese character.
Place = frozenset[str] | None
Shape = tuple[Place, ...]

DIGIT: Place = frozenset("0123456789")
LETTER: Place = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
HAN: Place = None
#: Characters of the longest number, and how many lengths a 格式 may have.
LONGEST, MOST_SHAPES = 40, 60

EITHER: Place = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CLASSES: dict[str, Place] = {"字母": LETTER, "数字": DIGIT, "汉字": HAN, "字母数字": EITHER}
_PIECE = re.compile(
    r"(?P<of>字母数字|字母|数字|汉字)(?P<least>\d{1,2})(?:[-~到至](?P<most>\d{1,2}))?位?|(?P<same>\S)|\s+"
)


@lru_cache(maxsize=256)  # of the scripts' own words
def code_shapes(pattern: str) -> tuple[Shape, ...]:
    """The shapes of a 格式, shortest first: 字母n, 数字n, 汉字n, 字母数字n, where n may be a range (8-10).

    Everything else in it stands for itself. Raises ValueError, in words for a script's author.
    """
    if re.search(r"(?:字母|数字|汉字)(?!数字\d|\d)", pattern):
        raise ValueError("“字母”“数字”“汉字”后面要写几位")
    pieces: list[tuple[Shape, ...]] = []
    for hit in _PIECE.finditer(pattern.strip()):
        if hit["of"]:
            least = int(hit["least"])
            most = int(hit["most"] or least)
            if not 1 <= least <= most:
                raise ValueError(f"“{hit[0]}”的位数不对，从少写到多，至少 1 位")
            pieces.append(tuple(_places(_CLASSES[hit["of"]], count) for count in range(least, most + 1)))
        elif hit["same"]:
            pieces.append((_places(frozenset(hit["same"].upper()), 1),))
    count, longest = 1, 0
    for piece in pieces:
        count, longest = count * len(piece), longest + max(map(len, piece))
    if not pieces or all(len(piece) == 1 and len(piece[0]) == 1 and single(piece[0][0]) for piece in pieces):
        raise ValueError("没有写要填的是什么")
    if count > MOST_SHAPES or longest > LONGEST:
        raise ValueError(f"太长了，最多 {LONGEST} 位")
    found = {tuple(place for piece in pieces for place in piece) for pieces in product(*pieces)}
    return tuple(sorted(found, key=len))


def single(place: Place) -> bool:
    return place is not None and len(place) == 1


def _places(place: Place, count: int) -> Shape:
    return tuple(place for _ in range(count))


def described(pattern: str) -> str:
    """A 格式 as the clerk says it: 1个字母加9位数字."""
    words = []
    for hit in _PIECE.finditer(pattern.strip()):
        if hit["of"]:
            many = hit["least"] + (f"到{hit['most']}" if hit["most"] else "")
            counted = {"字母": "个字母", "数字": "位数字", "汉字": "个汉字", "字母数字": "位字母或数字"}[hit["of"]]
            words.append(many + counted)
        elif hit["same"] and hit["same"].isalnum():
            if words and words[-1][-1] not in "母字":
                words[-1] += hit["same"]
            else:
                words.append(hit["same"])
    return "加".join(words)


def spoken_shapes(shapes: tuple[Shape, ...]) -> tuple[tuple[str, ...], ...]:
    """The shapes as recognition takes them: of each place its characters. Not those with a place for any ideograph."""
    known = [tuple("".join(sorted(place)) for place in shape if place is not None) for shape in shapes]
    return tuple(one for one, shape in zip(known, shapes, strict=True) if len(one) == len(shape))


def fits(value: str, shapes: tuple[Shape, ...]) -> bool:
    return any(
        len(value) == len(shape) and all(allows(place, one) for place, one in zip(shape, value, strict=True))
        for shape in shapes
    )


def letters_and_digits(shape: Shape) -> int:
    """How many places of `shape` hold a letter or a digit."""
    return sum(place is not None and all(one.isascii() and one.isalnum() for one in place) for place in shape)


def allows(place: Place, character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" if place is None else character in place
