"""Parts of the day, and which hour a number means in each: 半夜两点 is 02:00, 半夜十一点 23:00, 傍晚六点 18:00.

A part is known by any of its words. The table says from which hour on a number belongs to the day before midnight.
"""

from __future__ import annotations

import re
from typing import Literal

#: How a part reads hours 1 to 12: as they are; as after noon; as around noon; as of a night that ends in the morning.
Half = Literal["morning", "afternoon", "noon", "night", "small_hours"]

_WORDS: dict[Half, str] = {
    "small_hours": r"凌晨|(?:后|下)半夜",
    "night": (
        r"(?:大|前|上)?半夜(?!前)|深更半夜|三更半夜|夜里|深夜|午夜|夜间|大晚上|今晚|明晚|昨晚|晚上|晚间|夜晚"
        r"|(?:吃?完?晚饭|吃完饭)(?:以后|之后|后)|天一?黑(?:了|以后|之后|后)?|晚"
    ),
    "afternoon": r"下午|午后|过午|(?:下半|后)晌|傍晚|傍黑|擦黑|黄昏|天快黑",
    "noon": r"大?中午|正午|午间|晌午|(?:中饭|午饭)(?:时候|时间|前后)?",
    "morning": (
        r"大?清早|清晨|大早[上晨]|早晨|早上|今早|明早|一?大早|一早|早起|上午"
        r"|天(?:还)?[没不]亮|天(?:刚|快|蒙蒙|一)亮|黎明"
    ),
}
#: Every word for a part of the day; the longer ones first.
DAY_PART = "|".join(f"(?:{words})" for words in _WORDS.values())
_ONLY_PART = re.compile(DAY_PART)
_HALVES = tuple((half, re.compile(words)) for half, words in _WORDS.items())


def part_in(text: str) -> str:
    """The first part of the day in `text`: 晚上 of 昨天晚上; empty if none."""
    hit = _ONLY_PART.search(text)
    return hit[0] if hit else ""


def half_of(part: str) -> Half | None:
    """The half of the day that `part` names; None for other words."""
    return next((half for half, words in _HALVES if words.fullmatch(part)), None)


def hour_of_day(hour: int, part: str) -> tuple[int, bool]:
    """The hour 0 to 23 that `hour` (0 to 24) means in `part` of the day, and whether it is a guess.

    Without a part the hours in which a hall is open decide.
    """
    if hour > 12 or hour == 0:
        return hour, False
    match half_of(part):
        case "afternoon":
            return hour % 12 + 12, False
        case "noon":
            return (hour + 12 if hour <= 3 else hour), False
        case "night":  # 晚上八点, 半夜两点, 夜里十一点
            return (hour + 12 if 5 <= hour <= 11 else hour % 12), False
        case "small_hours":
            return hour % 12, False
        case "morning":
            return hour, False
        case None:
            return (hour + 12, True) if hour <= 6 else (hour, 7 <= hour <= 11)
