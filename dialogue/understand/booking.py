"""Whether a wish is for a time at a window: 约个号, 想预先定好几点钟来. What is to be done there is often named too."""

from __future__ import annotations

import re

_TIME = (
    r"(?:号|位|时间|钟点|时段|窗口|几点|[今明后]天|[今明后]早|[上下]午|早上|周|礼拜|星期"
    r"|[一二三四五六七八九十\d]+[号点])"
)
_BOOKS = re.compile(
    rf"预约|约(?:一?[个下]|好|在|到)?[^，,。]{{0,4}}{_TIME}|[定订排占留](?:一?个|一下|好|下)[^，,。]{{0,4}}{_TIME}"
)
#: What was booked before, and is not wished now: 我约的号, 约好了.
_BOOKED = re.compile(r"约(?:过|好了|上了|的(?!是)|错)|不(?:想|用|要)?(?:预?约|排)")


def books(text: str) -> bool:
    return bool(_BOOKS.search(text)) and not _BOOKED.search(text)
