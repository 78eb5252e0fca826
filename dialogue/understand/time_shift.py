"""A time relative to the one in question: 晚一个小时, 往后推半小时, 提前一刻钟."""

from __future__ import annotations

import re

from dialogue.understand.amount import NUMBER, amount

_SHIFT = re.compile(
    rf"(?:(?P<later>晚|往后|向后|推后|推迟|延后|顺延|后推)|(?P<sooner>早|往前|向前|提前|提早))(?:推|延|挪|移|错|提)?个?"
    rf"(?P<count>{NUMBER}|半)(?P<half>个半)?个?(?P<unit>小时|钟头|分钟|刻钟)(?P<half2>半)?"
)
_UNITS = {"分钟": 1, "刻钟": 15}
_DAY = 24 * 60


def shifted_time(text: str, base: str) -> str:
    """The time that is as much later or sooner than `base` (`14:30`) as the text says; empty where it says none."""
    hit, at = _SHIFT.search(text), re.fullmatch(r"(\d\d):(\d\d)", base)
    if hit is None or at is None:
        return ""
    unit = _UNITS.get(hit["unit"], 60)
    try:
        minutes = int(amount(hit["count"]) * unit) if hit["count"] != "半" else 0
    except ValueError:
        return ""
    minutes += unit // 2 if hit["count"] == "半" or hit["half"] or hit["half2"] else 0
    moved = int(at[1]) * 60 + int(at[2]) + (minutes if hit["later"] else -minutes)
    return f"{moved // 60:02d}:{moved % 60:02d}" if 0 <= moved < _DAY else ""
