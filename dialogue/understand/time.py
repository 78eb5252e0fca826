"""Spoken times of day -> `14:30`: 下午两点半, 十四点三十, 三点一刻, 差十分九点; 下午两三点 and 三点多 are ranges.

Without 上午 or 下午 the hall's hours decide: 三点 is 15:00, and is read back because it is a guess, unless the slot
asks for a time to come (范围: 将来).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from dialogue.understand import validation_messages
from dialogue.understand.day_parts import DAY_PART, hour_of_day, part_in
from dialogue.understand.digits import number
from dialogue.understand.quantity import quantity
from dialogue.understand.question import is_question
from dialogue.understand.reading import NOTHING, Reading, between
from dialogue.understand.repair import MARK

_DIGIT = "一二两三四五六七八九"
_N = rf"(?:\d{{1,2}}|[零〇{_DIGIT}十]{{1,3}})"
_HOUR = rf"(?:(?P<from>{_N})(?:[到至~-]|、))?(?P<hour>{_N})(?P<rough>来)?(?:点钟|点|时)"
_MINUTES = (
    rf"(?:(?P<quarter>[一三13两二])刻|(?P<half>半)|[零过]?(?P<minute>{_N})分?(?![个号月天位层楼])"
    rf"|差(?P<less>{_N}分?|一刻))"
)
_SPOKEN = re.compile(
    rf"(?:(?P<part>{DAY_PART})(?:里|的时候|时分|那会儿?)?的?[，,]?\s*)?(?:差(?P<before>{_N}分钟?|一刻)(?:钟)?(?:到)?)?{_HOUR}(?:整|过)?(?:{_MINUTES})?"
    rf"(?P<more>多|来钟|出头|过点)?(?:[，,]?(?P<after>{DAY_PART}))?(?=$|[，,。.！!、；;\s~-]"
    rf"|[吧啊呀呢啰咯嘞嘛哒噻了左右的那以之前后到至去来可行都就整多钟上下或还，再我你咱办约样]|不[，,]|{_N}点)"
)
_CLOCK = re.compile(rf"(?:(?P<part>{DAY_PART})的?)?(?<!\d)(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{2}})(?!\d)")
_KEYS = re.compile(r"(\d{1,2})(\d{2})")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")  # 周一九点 is no 一九点
_CHOSEN = re.compile(r"就(?:是|定|写|按|要)?|那就")
_VAGUE = re.compile(r"大概|大约|差不多|左右|前后|之前|以前|以后|之后|可能|[点半刻分]前")
_ONLY_PART = re.compile(rf"{DAY_PART}")
_TO = re.compile(r"^[\s,，]*(?:到|至|~|-|—)[\s,，]*$")
#: From now, or from another time: the clock is not known here.
_FROM_NOW = re.compile(r"(?:钟头|小时|分钟|刻钟)(?:以后|之后|后|以前|之前|前)")
#: Minutes: of a day, and after midnight where a night begins.
_DAY, _EVENING = 1440, 18 * 60
_MOST = 3  # times that are offered, at most
#: 一点 is a little (快一点, 有一点) unless a part of the day or nothing at all stands before it.
_LITTLE = re.compile(r"[\u4e00-\u9fff](?<![在约是就那到午天号日上晨晚里早夜点，])$")

#: 晚一点 is later and 早一点 sooner; 今晚一点 is a time.
_LATER = re.compile(r"(?<![一今明昨清大])[早晚][一1]$")


@dataclass(frozen=True, slots=True)
class ClockTime:
    """`text[start:end]` says a time between two, in minutes after midnight. `guess`: of the half of the day."""

    start: int
    end: int
    low: int
    high: int
    guess: bool = False
    named: bool = False


def read_time(text: str, *, when: Literal["past", "future", "any"] = "any", part: str = "") -> Reading:
    """`when` is `future`: the hours in which a hall is open are no guess. `part`: of the day, told before (半夜).

    A part of the day alone is the `partial` of a time.
    """
    ready = _WEEKDAY.sub("□", unicodedata.normalize("NFKC", text).strip(" ，,。.！!"))
    ready = re.sub("(?<=[点分半刻])正(?![中好])", "整", re.sub("九十(?=点)", "九到十", ready))
    if is_question(ready):
        return NOTHING
    found: list[ClockTime] = []
    last, part = ready, part_in(part)
    try:
        if ready.isdecimal() and (hit := _KEYS.fullmatch(ready)):
            found = [_clock(hit, int(hit[1]), int(hit[2]), "")]
        for piece in re.split(MARK, ready) if not found else ():
            if here := _pieces(piece, part):
                found, last = here, piece
            part = part_in(piece) or part
    except ValueError:
        return Reading(message=validation_messages.NO_SUCH_TIME)
    if not found:
        told = _ONLY_PART.search(ready) if len(ready) <= 8 else None
        vague = told or _FROM_NOW.search(ready)
        return Reading(message=validation_messages.WHICH_TIME, partial=told[0] if told else "") if vague else NOTHING
    return _judge(found, when, vague=bool(_VAGUE.search(last)))


def clock_times(text: str) -> list[ClockTime]:
    """Each time of day and each stretch between two in `text`, in its order. Raises ValueError for one that does not
    exist.
    """
    return _joined(_find(text, ""), text)


def _judge(found: list[ClockTime], when: str, *, vague: bool) -> Reading:
    times = list(dict.fromkeys((one.low, one.high) for one in found))
    if len(times) > 1:
        if len(times) > _MOST or any(low != high for low, high in times):
            return Reading(message=validation_messages.WHICH_TIME)
        return Reading(candidates=tuple(_text(low) for low, _ in times))
    first = found[0]
    if first.low != first.high:
        return between(_text(first.low), _text(first.high), named=first.named)
    morning = 8 <= first.low // 60 <= 11  # of what has been, it may have been the evening
    guessed = first.guess and (when == "past" or (when == "any" and not morning))
    return Reading(_text(first.low), doubtful=vague or guessed)


def _text(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _pieces(text: str, part: str) -> list[ClockTime]:
    """The times in a piece of talk without repairs; of several those that are chosen at last."""
    found = _joined(_find(text, part), text)
    if len({(one.low, one.high) for one in found}) > 1:
        chosen = _find(_CHOSEN.split(text)[-1], part) if _CHOSEN.search(text) else []
        return chosen if len({one.low for one in chosen}) == 1 else found
    return found


def _joined(found: list[ClockTime], text: str) -> list[ClockTime]:
    """九点到十点 as one stretch."""
    result = found[:1]
    for one in found[1:]:
        before = result[-1]
        high = _later(before.low, one.high)
        if _TO.match(text[before.end : one.start]) and before.low < high:
            result[-1] = replace(before, end=one.end, high=high, named=True)
        else:
            result.append(one)
    return result


def _find(text: str, part: str) -> list[ClockTime]:
    """Raises ValueError for a time that does not exist."""
    found = [_clock(hit, int(hit["hour"]), int(hit["minute"]), hit["part"] or part) for hit in _CLOCK.finditer(text)]
    for hit in _SPOKEN.finditer(text):
        said = hit["part"] or hit["after"] or ""
        bare = hit["hour"] in ("一", "1") and not said and hit.end("hour") + 1 == hit.end()
        if bare and _LITTLE.search(text[: hit.start()]):
            continue
        if hit["hour"] in ("一", "1") and hit.end("hour") + 1 == hit.end() and _LATER.search(text[: hit.end("hour")]):
            continue
        found.append(_spoken(hit, said or part or part_in(text[: hit.start()])))
    return sorted(found, key=lambda one: one.start)


def _spoken(hit: re.Match[str], part: str) -> ClockTime:
    less = hit["before"] or hit["less"]
    back = 0 if not less else 15 if less == "一刻" else number(less.removesuffix("分钟").removesuffix("分"))
    first, last = _hours(hit)
    minute = _minute(hit)
    one = _clock(hit, first, minute, part)
    if last != first:
        return replace(one, high=_later(one.low, _clock(hit, last, minute, part).high), named=True)
    if hit["more"] or hit["rough"]:
        return replace(one, high=one.low + (10 if minute else 60 if hit["more"] in ("多", "出头") else 30))
    return replace(one, low=(one.low - back) % _DAY, high=(one.high - back) % _DAY)


def _later(low: int, high: int) -> int:
    """`high` in minutes after the midnight before `low`: past the next one in 十一点到一点 of a night."""
    return high + _DAY if high < low and low >= _EVENING else high


def _hours(hit: re.Match[str]) -> tuple[int, int]:
    """两三点, 两到三点: two hours; else the one twice."""
    if hit["from"]:
        return number(hit["from"]), number(hit["hour"])
    try:
        rough = quantity(hit["hour"])
    except ValueError:
        return (number(hit["hour"]),) * 2
    return (int(rough.low), int(rough.high)) if rough.named else (number(hit["hour"]),) * 2


def _minute(hit: re.Match[str]) -> int:
    if hit["half"]:
        return 30
    if hit["quarter"]:
        return 45 if hit["quarter"] in "三3" else 30 if hit["quarter"] in "两二" else 15
    return number(hit["minute"]) if hit["minute"] else 0


def _clock(hit: re.Match[str], hour: int, minute: int, part: str) -> ClockTime:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(f"{hour}:{minute}")
    hour, guess = hour_of_day(hour % 24, part)
    return ClockTime(*hit.span(), 60 * hour + minute, 60 * hour + minute, guess)
