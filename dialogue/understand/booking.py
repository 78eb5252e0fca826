"""Whether a wish is for a time at a window: 约个号, 想预先定好几点钟来. What is to be done there is often named too."""

from __future__ import annotations

import re

from dialogue.understand.question import is_question
from dialogue.understand.told_wish import told_wishes
from mandarin.pinyin import clean

_TIME = (
    r"(?:号|位|时间|钟点|时段|窗口|几点|[今明后]天|[今明后]早|[上下]午|早上|周|礼拜|星期"
    r"|[一二三四五六七八九十\d]+[号点])"
)
_BOOKS = re.compile(
    rf"预约|约一[下哈]|约(?:一?[个下]|好|在|到)?[^，,。]{{0,4}}{_TIME}|[定订排占留](?:一?个|一下|好|下)[^，,。]{{0,4}}{_TIME}"
)
#: What was booked before, and is not wished now: 我约的号, 约好了.
_BOOKED = re.compile(r"约(?:了(?!吧|呗)|过|好了|上了|的(?!是)|错)|不(?:想|用|要)?(?:预?约|排)")
#: Names as the purpose of the time what is to be done then: 办居住证那个窗口, 来办社保的事.
_PURPOSE = re.compile(r"窗口|柜台|(?:的|办)事|业务|(?:来|去|过来)[^，]{0,4}(?:办|弄|补|交|取|拍|登记)")
#: A day or an hour beside the booking: what is named then is to be done at that time.
_AT = re.compile(r"约[^，]{0,6}(?:(?:周|星期|礼拜)[一二三四五六日天]|[今明后]天|[一二三四五六七八九十\d]+[号点])")
#: Of a time that was booked before.
_MOVES = re.compile(r"取消|退|撤|改|换|推迟|提前到|延|过号|迟到|错过")
#: Characters. A bare wish is no longer: 约个营业执照窗口.
_BARE = 14


def books(text: str) -> bool:
    return bool(_BOOKS.search(text)) and not _BOOKED.search(text)


def books_only(text: str, *, alone: bool) -> bool:
    """Whether `text` wishes a time, and what else it names is to be done at that time. `alone`: it names nothing."""
    bare = len(clean(text)) <= _BARE and not is_question(text)
    wished = bare or any(books(one.wish) for one in told_wishes(text))
    return (
        wished
        and books(text)
        and (alone or bool(_PURPOSE.search(text) or _AT.search(text)))
        and not _MOVES.search(text)
    )
