"""Does a question ask when the hall is open, and of which day? 礼拜六开门不, 你们几点下班, 国庆放假吗, 明天有人没.

Known by its kind: nothing is left of it but the hall, a day, opening or closing, and the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dialogue.understand.dates import read_date
from dialogue.understand.values_aside import DAY
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

_LONGEST = 24  # characters
_OPENS = re.compile(
    r"开不开门|开门|开着门|上不上班|有?没?有?人?上着?班|办不办公|办公|营业|对外|有没有人(?:在|值班)?|有人(?:在|值班|办公)?|没人(?:在|值班)?"
    r"|(?:能|可以|可不可以|能不能)(?:过?来|去)?(?:办理?(?:事情?|业务)?)?|(?:办|受)理(?:业务)?"
)
_CLOSES = re.compile(r"关不关门|关门|下班|休不休息|休息|放不放假|放假|歇业|收工|不上班")
_HALL = re.compile(
    r"(?:你们?|咱们?|您)(?:这里|这儿|这边|这|单位|那里|那边)?|这里|这儿|这边|(?:政务|办事|服务|行政|便民)*(?:服务)?(?:大厅|中心)|人工窗口|窗口"
)
_HOUR = re.compile(r"几点钟?|什么时候|啥时候|什么时间|啥时间|多会儿|多早晚|(?:上班|办公|开门|营业|服务|下班|关门)时间")
_NOON = re.compile(r"中午|午休|晌午|饭点")
_NOW = re.compile(r"现在|这会儿|这时候|这个点|眼下")
_WEEKEND = re.compile(
    r"周末|双休日?|星期六天|周六日|周六周日|星期六星期[天日]|礼拜六礼拜[天日]|休息日|节假日|法定假日|平时|工作日|每天|天天"
)
_HOLIDAY = re.compile(r"(?:元旦|春节|过年|清明|五一|劳动节|端午|中秋|十一|国庆)节?(?:期间|假期|长假|那几天|那天)?")
_REST = re.compile(
    r"请问|想问一?下?|问一?下|麻烦|那|早上|上午|下午|晚上|夜里|还|都|是|的|得|到|开始|从|了|也|会|要|在|就|吗|么|嘛|不|没有?|吧|呢|啊|呀|哦|哈|说|我|来|去"
    r"|有|能|又|再|可以|一般|大概|具体|啥|什么|知道|时间|不是|事|办|点|钟|您好|你好|谢谢"
)
_ASKS = re.compile(
    r"几点|什么|啥|多会|[吗么没不嘛]$|[吗么没不]呀?$|不[^，。]{0,2}[门班公假息]|有没有|可不可以|能不能|时间$"
)


@dataclass(frozen=True, slots=True)
class OpeningQuestion:
    """`day`: the one that is asked about; None: any. `noon`: whether the hall closes at noon."""

    day: date | None = None
    noon: bool = False


@text_cached
def read_opening(text: str, today: date) -> OpeningQuestion | None:
    """None where the text asks anything else."""
    bare = clean(text)
    if not bare or len(bare) > _LONGEST or not _ASKS.search(bare.rstrip("啊呀哦呢哈")):
        return None
    noon, weekend = bool(_NOON.search(bare)), bool(_WEEKEND.search(bare))
    if not (_OPENS.search(bare) or _CLOSES.search(bare)):
        return None
    dated = bool(re.search(DAY, bare)) or bool(_HOLIDAY.search(bare))
    hall = bool(_HALL.search(bare))
    hour = bool(_HOUR.search(bare))
    if not (dated or hall or hour or noon or weekend or _NOW.search(bare)):
        return None
    rest = bare
    for pattern in (_HOUR, _OPENS, _CLOSES, _HALL, re.compile(DAY), _HOLIDAY, _WEEKEND, _NOON, _NOW, _REST):
        rest = pattern.sub("", rest)
    if rest:
        return None
    if _NOW.search(bare):
        return OpeningQuestion(today)
    day = read_date(bare, today, when="future").value if dated and not weekend else ""
    return OpeningQuestion(date.fromisoformat(day) if day else None, noon)
