"""A day relative to the one in question: 再晚两天, 往后推一周, 提前一天, 第二天."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dialogue.understand.amount import NUMBER, amount
from dialogue.understand.calendar_days import add_months

_LATER = r"晚|往后|向后|朝后|推后|推迟|延后|延迟|延期|顺延|后推|后延|靠后"
_SOONER = r"早|往前|向前|朝前|提前|提早|前移|靠前"
_SHIFT = re.compile(
    rf"(?:再|还要|能不能|稍微|稍)?(?:(?P<later>{_LATER})|(?P<sooner>{_SOONER}))(?:再)?(?:推|延|挪|移|错|改|提|靠)?(?:后|前|个)?"
    rf"(?P<count>{NUMBER}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?!前|以前|之前)"
)
_NEXT = re.compile(r"(?:^|[^第])(?:后一天|下一天|次日|转天|第二天|隔天)|^(?:第二天|次日)")
_BEFORE = re.compile(r"前一天|头一天|上一天")


def shifted_day(text: str, base: str) -> str:
    """`base`: ISO. Empty where the text says no distance from it, or the distance is rough."""
    try:
        moved = _shifted(text, date.fromisoformat(base))
    except ValueError:
        return ""
    return moved.isoformat() if moved else ""


def _shifted(text: str, day: date) -> date | None:
    if _NEXT.search(text):
        return day + timedelta(days=1)
    if _BEFORE.search(text):
        return day - timedelta(days=1)
    hit = _SHIFT.search(text)
    if hit is None:
        return None
    sign = 1 if hit["later"] else -1
    count = sign * int(amount(hit["count"])) if hit["count"] != "半" else 0
    if hit["unit"] == "月":
        return add_months(day, count) if count else day + timedelta(days=15 * sign)
    weeks = hit["unit"] not in ("天", "日")
    return day + (timedelta(weeks=count) if weeks else timedelta(days=count)) if count else None
