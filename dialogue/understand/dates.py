"""Spoken days -> ISO dates: 今天, 下周三, 十一月二十号, 25号, 去年三月五号, 2026年11月22号, 20261122, 腊月二十三.

月底 and 下周 are ranges, 周三或者周四 are candidates, and so are a day and a weekday that do not fit (28号星期三). Of a
repair (三月十五号，不对，是十六号) the new part replaces its like and the rest stays.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from dialogue.understand import validation_messages
from dialogue.understand.calendar_days import YEARS, Days, NoSuchDayError, When, make_day, one, said_year
from dialogue.understand.day_mentions import Mention, mentions, week_named
from dialogue.understand.day_spans import some_day
from dialogue.understand.digits import hear, number
from dialogue.understand.lunar import find_lunar
from dialogue.understand.reading import NOTHING, Reading, between
from dialogue.understand.repair import MARK

#: The value for 越早越好, where the slot allows it (最早: 是); the back end finds the day.
EARLIEST = "最早"
_EARLIEST = re.compile(
    r"最早|越[早快]越好|最快|尽[快早]|[赶抓]紧(?:的|吧)?$|能[早快](?:就|尽量)[早快]|最近(?:的|能约|可约|一个)|第一个(?:能|可以?|空)|马上就?[来去约]"
)
_N = r"[\d零〇一二两三四五六七八九十]{1,4}"
_GAP = re.compile(r"(?<=[年月])[，,\s]+|\s+(?=[年月日号])")  # the recogniser writes a comma where the citizen breathed
_VAGUE = re.compile(r"左右|前后|大概|大约|差不多|好像|可能")
_LUNAR = re.compile(r"农历|阴历|旧历|老历")
#: A day to come that is further off than a year is asked back.
_FAR = 366
_IS = re.compile(r"^(?:应该)?(?:是|改成|改为)")
#: A span, and no day in it: 月底之前随便哪天, 周五以后都行.
_ANY_DAY = re.compile(
    r"(?:之前|以前|之后|以后|以内|之内|之间)[^，,。]{0,3}(?:随便|任何|任意|哪[天日]|哪一[天日]|(?:都|也)(?:行|可以|成|好|能|有空))"
    r"|随便(?:哪|一|什么)|(?:哪|任何一?|任意一?)[天日]都"
)
#: Where a date is put anew, or its year is added (三月五号，二零二四年的).
_TURN = re.compile(rf"{MARK}|就是|[，,](?=(?:\d{{4}}|[零〇一二三四五六七八九]{{4}})年的?$)")
#: A choice at last: 周三周四都行，就周四吧.
_CHOSEN = re.compile(r"(?:那?就|定在)(?![行可好成])")
#: A repair of one part: 十六号, 三月, 去年.
_NEW_DAY = re.compile(rf"({_N})[日号]?[吧啊呀了的]*")
_NEW_MONTH = re.compile(rf"({_N})月份?[吧啊呀了的]*")
_NEW_MONTH_DAY = re.compile(rf"({_N})月份?的?({_N})[日号]?[吧啊呀了的]*")
_NEW_YEAR = re.compile(r"(?:(\d{4}|[零〇一二三四五六七八九]{4})年|(大前年|前年|去年|今年|明年|后年))[吧啊呀了的]*")
_MONTH_ONLY = re.compile(rf"(?:{_N}年|去年|前年|今年|明年)?的?{_N}月(?:份)?")
_YEAR_ONLY = re.compile(r"(?:\d{4}|[零〇一二三四五六七八九]{4})年|去年|前年|今年")
_TO = re.compile(r"^[\s,，]*(?:的|里)?(?:到|至|~|-|—)[\s,，]*$")
#: 二十七二十八号, 十八十九号.
_TWO_DAYS = re.compile(r"(二?十[一二三四五六七八九]|二十|三十)(?=(?:二?十[一二三四五六七八九]|二十|三十一?)[日号])")
#: 赶明儿 is some day. 过了元旦再说 is no day.
_PERHAPS = re.compile(
    r"赶明|改明|过了[^，。]{1,8}(?:再|以?后|之后)|隔周|[节庆旦]的?(?:假期?|放假|长假)?(?:里|的)?(?:最后|头|第)[一两二三那]?天(?<!头一天)(?<!第一天)"
)
_WEEKDAYS = "一二三四五六日"
#: The month or the week said behind its day: 二十三号，下个月的; 礼拜三，是下个礼拜的. Put before it.
_NOT_THIS = r"(?:不对[，,\s]*|(?:可)?不是(?:这|本|上|下)一?个?(?:周|星期|礼拜|月)的?[，,\s]*)*"
_MONTH_BEHIND = re.compile(
    rf"(?P<day>(?<![月零一二两三四五六七八九十\d])(?<![月]的){_N}[日号])[，,\s]+{_NOT_THIS}(?:我?[说讲]的)?(?:是|要|得)?"
    r"(?P<month>(?:上上?|下下?)个?月|这个月)的?[吧啊呀]*(?=$|[，,。])"
)
_WEEK_BEHIND = re.compile(
    rf"(?<![上下本这个])(?P<day>(?:周|星期|礼拜)[一二三四五六日天])[，,\s]+{_NOT_THIS}(?:我?[说讲]的)?(?:是|要|得)?"
    r"(?P<week>(?:上上?|下下?)个?|这个?|本)(?:周|星期|礼拜)的?[吧啊呀]*(?=$|[，,。])"
)
#: 三月五号，明年的. Of a day without its month the year tells too little.
_YEAR_BEHIND = re.compile(
    rf"(?P<day>{_N}月份?{_N}[日号])[，,\s]+(?:我?[说讲]的)?(?:是|要|得)?(?P<year>{'|'.join(YEARS)})的?[吧啊呀]*(?=$|[，,。])"
)
_DAY_OF_YEAR = re.compile(rf"^{_N}[日号][，,\s]+(?:是)?(?:{'|'.join(YEARS)})的?[吧啊呀]*$")
#: 大上个礼拜天, 大下个月: two back, two on.
_TWO_OFF = re.compile(r"大(?P<side>[上下])(?=个?(?:周|星期|礼拜|月))")
#: 八月十几号: a day that is not known, and no tenth.
_SOME_DAY = re.compile(r"(?:[一二三]?十|[1-3])?几[号日](?!楼)|[一二三]?十[来多][号日](?!楼)")
#: 明儿要去赶集，后儿吧: of several days the last alone is the answer, if each other has its hindrance behind it.
_HINDERED = re.compile(
    r"^(?:我|俺|咱|家里|孩子|闺女|儿子)*(?:还|又|都|也)?(?:要|得|有|没|不|上班|值班|开会|出差|开|去|陪|带|排|约)"
)
_DAY_ALONE = re.compile(r"^[的]?(?:我)?(?:再)?(?:来|去|过来|过去)?(?:吧|好了|得了|行|成)[啊呀了]*$")
#: 元旦过后那个礼拜一: the first such weekday after the day.
_AFTER_DAY = re.compile(r"(?:过|以|之)?后的?(?:那个?|头一?个|第一个|下一个)(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
#: A bound: 十号以前 is any day up to it. What begins on a day (五号起) is told by that day.
_BEFORE = re.compile(r"^(?:之前|以前|前(?![后台面天])|以内|之内)")
_AFTER = re.compile(r"^(?:之后|以后|过后|后(?![天面]))")
#: Of the night between two days; 凌晨 belongs to the day that is named.
_NIGHT = re.compile(r"^的?(?:晚上?|夜里?|半夜|深夜)里?的?(?:十二|12|零|0|[一二两三123])点")
_HOUR_OF_NIGHT = re.compile(r"^(?:里|的)?(?:十二|12|零|[一二两三123])点")


#: 离今天整一个星期: a week ago.
_FROM_TODAY = re.compile(
    rf"(?:离|距离?)(?:今天|现在|今儿)?(?:刚好|正好|整整?|足足)?(?:是)?(?:有)?(?P<count>{_N})(?P<unit>天|个(?:星期|礼拜|月)|周)(?:整)?(?=$|[了的，,。])"
)
#: 两千零二十年, 两千年.
_THOUSANDS = re.compile(r"[两二]千零?(?P<tens>[二三]?十)?(?P<ones>[一二三四五六七八九])?年")


def _year_in_digits(hit: re.Match[str]) -> str:
    return f"{2000 + number(hit['tens'] or '零') + number(hit['ones'] or '零')}年"


#: 零八还是零九年的六月一号.
_TWO_YEARS = re.compile(
    r"(?P<one>\d{2,4}|[零〇一二三四五六七八九]{2,4})年?(?:还是|或者?是?|要么)(?P<other>\d{2,4}|[零〇一二三四五六七八九]{2,4})年"
)


def read_date(text: str, today: date, *, when: When = "any", excluded: str = "") -> Reading:
    """`when` settles dates without a year: past, future, or nearest. The value is ISO, e.g. `2026-11-22`.

    `excluded`: what the citizen ruled out in the same breath; it tells the week of a bare weekday (下周三不行，周四吧).
    """
    ready = _TWO_DAYS.sub(r"\1到", _GAP.sub("", unicodedata.normalize("NFKC", text)))
    ready = _TWO_OFF.sub(lambda hit: hit["side"] * 2, ready)
    ready = _WEEK_BEHIND.sub(r"\g<week>\g<day>", _MONTH_BEHIND.sub(r"\g<month>\g<day>", ready))
    ready = _YEAR_BEHIND.sub(r"\g<year>\g<day>", ready)
    ready = _FROM_TODAY.sub(r"\g<count>\g<unit>前", _THOUSANDS.sub(_year_in_digits, ready))
    some = bool(_SOME_DAY.search(ready))
    ready = _SOME_DAY.sub("", ready)
    if hit := _TWO_YEARS.search(ready):
        return _one_of_two_years(ready, hit, today, when)
    if _PERHAPS.search(ready) or _DAY_OF_YEAR.match(ready):
        return Reading(message=validation_messages.WHICH_DAY)
    pieces = [_IS.sub("", piece.strip(" ，,。.")) for piece in re.split(_TURN, ready)]
    found: list[Mention] = []
    try:
        for piece in pieces:
            patched = _patch(found[0].days.low, piece, bool(_YEAR_ONLY.search(ready)), today) if found else None
            found = patched or _find(piece, today, when, week_named(excluded + ready)) or found
        if len({mention.days for mention in found}) > 1:
            found = _unhindered(found, pieces[-1]) or _find(_CHOSEN.split(pieces[-1])[-1], today, when, "") or found
    except NoSuchDayError as error:
        return Reading(message=error.args[0])
    except (ValueError, OverflowError):
        return Reading(message=validation_messages.NO_SUCH_DAY)
    if _ANY_DAY.search(pieces[-1]):
        return Reading(message=validation_messages.WHICH_DAY)
    if not found or not pieces[-1]:
        dated = some or _MONTH_ONLY.search(ready) or _YEAR_ONLY.search(ready) or some_day(ready) or says_earliest(ready)
        return Reading(message=validation_messages.WHICH_DAY) if dated else NOTHING
    if _LUNAR.search(ready) and find_lunar(ready, today, when) is None:
        return Reading(message=validation_messages.WHICH_DAY)
    return _judge(found, pieces[-1], today, when)


def _unhindered(found: list[Mention], piece: str) -> list[Mention]:
    """The last day, said alone behind others that each have their hindrance: 礼拜四闺女开家长会，礼拜五吧."""
    *others, last = found
    begins = max(piece.rfind(mark, 0, last.start) for mark in "，,。；") + 1
    alone = not piece[begins : last.start].strip("那就还是 ") and _DAY_ALONE.match(piece[last.end :])
    hindered = all(other.end <= begins and _HINDERED.match(piece[other.end : begins]) for other in others)
    return [last] if alone and others and hindered else []


def _one_of_two_years(text: str, hit: re.Match[str], today: date, when: When) -> Reading:
    each = [f"{text[: hit.start()]}{hit[name]}年{text[hit.end() :]}" for name in ("one", "other")]
    values = tuple(dict.fromkeys(value for one in each if (value := read_date(one, today, when=when).value)))
    return Reading(candidates=values) if len(values) > 1 else Reading(message=validation_messages.WHICH_DAY)


_YEAR_SAID = re.compile(r"大?前年|去年|今年|明年|后年|\d{2,4}年|[零〇一二三四五六七八九]{2,4}年")
#: 去年大年初一 may be counted by either calendar.
_YEAR_IN_FULL = re.compile(r"\d{2,4}年|[零〇一二三四五六七八九]{2,4}年|今年|明年")
_MONTH_SAID = re.compile(r"(?:上上?个?|这个?|本|下下?个?)月|(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?")


def kept_of_month(text: str, said: str = "") -> str:
    """The year and the month in `text`, as said, for a day that is said later; without what `said` names itself."""
    parts = (hit[0] for one in (_YEAR_SAID, _MONTH_SAID) if (hit := one.search(text)) and not one.search(said))
    return "".join(parts)


def says_earliest(text: str) -> bool:
    """越早越好, 最近能约的: the earliest day there is, whichever that is."""
    return bool(_EARLIEST.search(text)) and not re.search(r"最早(?:也|要|得)", text)


def _find(text: str, today: date, when: When, week: str) -> list[Mention]:
    if (hit := _AFTER_DAY.search(text)) and (after := _weekday_after(text, hit, today, when)):
        return [after]
    if lunar := find_lunar(text, today, when):
        return [Mention(0, len(text), one(lunar, doubtful=not _YEAR_IN_FULL.search(text)), "calendar")]
    if found := mentions(text, today, when, week=week):
        return _joined(found, text)
    day = _digits(text)
    return [Mention(0, len(text), one(day), "calendar")] if day else []


def _weekday_after(text: str, hit: re.Match[str], today: date, when: When) -> Mention | None:
    """None where not one day is named before it."""
    before = _find(text[: hit.start()], today, when, "")
    if len(before) != 1 or not before[0].days.single:
        return None
    day = before[0].days.low
    weekday = 6 if hit["day"] == "天" else _WEEKDAYS.index(hit["day"])
    later = day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    return Mention(0, hit.end(), one(later), "calendar")


def _joined(found: list[Mention], text: str) -> list[Mention]:
    """周三到周五 as one stretch."""
    result = found[:1]
    for mention in found[1:]:
        before = result[-1]
        if _TO.match(text[before.end : mention.start]) and before.days.low < mention.days.high:
            result[-1] = Mention(
                before.start, mention.end, Days(before.days.low, mention.days.high, named=True), before.kind
            )
        else:
            result.append(mention)
    return result


def _patch(found: date, piece: str, year_said: bool, today: date) -> list[Mention] | None:
    """`found` with the parts that `piece` names: a day, a month, a year. 四月五号 keeps a year that was said."""
    year, month, day = found.year, found.month, found.day
    if hit := _NEW_DAY.fullmatch(piece):
        day = number(hit[1])
    elif hit := _NEW_MONTH.fullmatch(piece):
        month = number(hit[1])
    elif year_said and (hit := _NEW_MONTH_DAY.fullmatch(piece)):
        month, day = number(hit[1]), number(hit[2])
    elif hit := _NEW_YEAR.fullmatch(piece):
        year = today.year + YEARS[hit[2]] if hit[2] else said_year(hit[1], today)
    else:
        return None
    return [Mention(0, len(piece), one(make_day(year, month, day)), "calendar")]


def _judge(found: list[Mention], piece: str, today: date, when: When) -> Reading:
    days = list(dict.fromkeys(mention.days for mention in found))
    after = piece[found[-1].end :]
    if len(days) == 1 and (_AFTER.match(after) or (_BEFORE.match(after) and when != "future")):
        return Reading(message=validation_messages.WHICH_DAY)
    if len(days) == 1 and _BEFORE.match(after):
        return _in_time(Days(today, days[0].high), today, when)
    if len(days) == 1 and days[0].single and (_NIGHT.match(after) or _night_said(piece, found[0])):
        nights = [day for day in (days[0].low, days[0].low + timedelta(days=1)) if _fits(day, today, when)]
        if len(nights) > 1:
            return Reading(candidates=tuple(day.isoformat() for day in nights))
    if len(days) == 1:
        return _in_time(days[0], today, when, vague=bool(_VAGUE.search(piece)))
    if not all(one.single for one in days):
        return Reading(message=validation_messages.WHICH_DAY)
    calendar = [mention.days.low for mention in found if mention.kind in ("calendar", "near")]
    weekdays = [mention.days.low for mention in found if mention.kind == "weekday"]
    if len(found) == 2 and calendar and weekdays:
        return _weekday_conflict(calendar[0], weekdays[0], today, when)
    wanted = [one.low.isoformat() for one in days if _fits(one.low, today, when)]
    if not wanted:
        return _in_time(days[-1], today, when)
    return Reading(candidates=tuple(wanted)) if len(wanted) > 1 else Reading(value=wanted[0], doubtful=True)


def _night_said(piece: str, mention: Mention) -> bool:
    """昨晚一点: the day's own word names the night."""
    return piece[mention.end - 1 : mention.end] in ("晚", "夜") and bool(_HOUR_OF_NIGHT.match(piece[mention.end :]))


def _weekday_conflict(day: date, said: date, today: date, when: When) -> Reading:
    """28号星期三, and the 28th is a Saturday: the day, or the Wednesday next to it."""
    if day.weekday() == said.weekday():
        return _in_time(one(day), today, when)
    ahead = (said.weekday() - day.weekday()) % 7
    near = [day + timedelta(days=shift) for shift in sorted((ahead, ahead - 7), key=abs)]
    other = next((one for one in near if _fits(one, today, when)), said)
    told = f"{day.month}月{day.day}号是星期{_WEEKDAYS[day.weekday()]}。"
    return Reading(candidates=tuple(one.isoformat() for one in sorted((day, other))), message=told)


def _in_time(days: Days, today: date, when: When, *, vague: bool = False) -> Reading:
    """The days as a reading, of a range only what is on the wanted side of today."""
    low, high = days.low, days.high
    if when == "past":
        if low > today:
            return Reading(message=validation_messages.NOT_YET)
        high = min(high, today)
    if when == "future":
        if high < today:
            return Reading(message=validation_messages.ALREADY_PAST)
        low = low if days.named or days.single else max(low, today + timedelta(days=low < today))
        low = max(low, today) if low <= high else high
    if low != high:
        return between(low.isoformat(), high.isoformat(), named=days.named and low == days.low and high == days.high)
    far = when == "future" and (low - today).days > _FAR
    return Reading(value=low.isoformat(), doubtful=far or vague or days.doubtful or not days.single)


def _fits(day: date, today: date, when: When) -> bool:
    return when == "any" or (day <= today if when == "past" else day >= today)


def _digits(text: str) -> date | None:
    said = hear(text)
    digits = said.digits
    if len(digits) != 8 or said.noise or digits[:2] not in ("19", "20"):
        return None
    return make_day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
