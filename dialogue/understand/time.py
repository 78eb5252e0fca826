"""Spoken times of day -> `14:30`: 下午两点半, 十四点三十, 三点一刻, 差十分九点.

Without 上午 or 下午 the hall's hours decide: 三点 is 15:00, and is read back because it is a guess.
"""

from __future__ import annotations

import re
import unicodedata

from dialogue.understand import validation_messages
from dialogue.understand.digits import number
from dialogue.understand.question import is_question
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK

_PART = (
    r"凌晨|半夜|夜里|深夜|后半夜|清晨|清早|大清早|早晨|早上|今早|明早|一早|上午|中午|正午|午间|下午|午后|今晚"
    r"|明晚|昨晚|傍晚|晚上|晚间|晚"
)
_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_HOUR = rf"(?P<hour>{_N})(?:点钟|点|时)"
_MINUTES = (
    rf"(?:(?P<quarter>[一三13两二])刻|(?P<half>半)|[零过]?(?P<minute>{_N})分?(?![个号月天位层楼])"
    rf"|差(?P<less>{_N}分?|一刻))"
)
_SPOKEN = re.compile(
    rf"(?:(?P<part>{_PART})的?[，,]?)?(?:差(?P<before>{_N}分钟?|一刻)(?:钟)?(?:到)?)?{_HOUR}(?:整|过)?(?:{_MINUTES})?"
    rf"(?:[，,]?(?P<after>上午|下午|晚上|早上))?(?=$|[，,。.！!、；;\s]"
    rf"|[吧啊呀呢了左右的那以之前后到去来可行都就整多钟上下或]|不[，,])"
)
_CLOCK = re.compile(rf"(?:(?P<part>{_PART})的?)?(?<!\d)(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{2}})(?!\d)")
_KEYS = re.compile(r"(\d{1,2})(\d{2})")
_CHOSEN = re.compile(r"就(?:是|定|写|按|要)?|还是|那就")
_VAGUE = re.compile(r"点多|大概|大约|差不多|左右|前后|之前|以前|以后|之后|可能")
_ONLY_PART = re.compile(rf"(?:{_PART})")
#: 一点 is a little (快一点, 有一点) unless a part of the day or nothing at all stands before it.
_LITTLE = re.compile(r"[\u4e00-\u9fff](?<![在约是就那到午天号日上晨晚里早夜，])$")

#: 晚一点 is later and 早一点 sooner; 今晚一点 is a time.
_LATER = re.compile(r"(?<![一今明昨清大])[早晚][一1]$")


def read_time(text: str) -> Reading:
    ready = unicodedata.normalize("NFKC", text).strip(" ，,。.！!")
    if is_question(ready):
        return NOTHING
    if ready.isdecimal() and (hit := _KEYS.fullmatch(ready)):
        return _clock(int(hit[1]), int(hit[2]), "")
    part, found = "", NOTHING
    for piece in re.split(MARK, ready):
        if here := _pieces(piece, part):
            found = here
        part = next(iter(_ONLY_PART.findall(piece)), part)
    if found.nothing and _ONLY_PART.search(ready) and len(ready) <= 8:
        return Reading(message=validation_messages.WHICH_TIME)
    return found


def _pieces(text: str, part: str) -> Reading | None:
    """The time in a piece of talk without repairs; of several the first, to be read back, or the one chosen at last."""
    times = _find(text, part)
    if len({time.value for time in times}) > 1 and len(last := _find(_CHOSEN.split(text)[-1], part)) == 1:
        times = last
    if not times:
        return None
    first = times[0]
    vague = len({time.value for time in times}) > 1 or _VAGUE.search(text)
    return Reading(first.value, doubtful=True) if vague and first.value else first


def _find(text: str, part: str) -> list[Reading]:
    found = []
    for hit in _CLOCK.finditer(text):
        found.append(_clock(int(hit["hour"]), int(hit["minute"]), hit["part"] or part))
    for hit in _SPOKEN.finditer(text):
        said = hit["part"] or hit["after"] or ""
        bare = hit["hour"] in ("一", "1") and not said and hit.end("hour") + 1 == hit.end()
        if bare and _LITTLE.search(text[: hit.start()]):
            continue
        if hit["hour"] in ("一", "1") and hit.end("hour") + 1 == hit.end() and _LATER.search(text[: hit.end("hour")]):
            continue
        found.append(_time(hit, said or part or next(iter(_ONLY_PART.findall(text[: hit.start()])), "")))
    return found


def _time(hit: re.Match[str], part: str) -> Reading:
    try:
        hour, less = number(hit["hour"]), hit["before"] or hit["less"]
        minute = 0
        if hit["half"]:
            minute = 30
        elif hit["quarter"]:
            minute = 45 if hit["quarter"] in "三3" else 30 if hit["quarter"] in "两二" else 15
        elif hit["minute"]:
            minute = number(hit["minute"])
        back = 0 if not less else 15 if less == "一刻" else number(less.removesuffix("分钟").removesuffix("分"))
    except ValueError:
        return Reading(message=validation_messages.NO_SUCH_TIME)
    whole = _clock(hour, minute, part)
    if not back or not whole.value:
        return whole
    at = (int(whole.value[:2]) * 60 + int(whole.value[3:]) - back) % (24 * 60)
    return Reading(f"{at // 60:02d}:{at % 60:02d}", doubtful=whole.doubtful)


def _clock(hour: int, minute: int, part: str) -> Reading:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Reading(message=validation_messages.NO_SUCH_TIME)
    hour, doubtful = _of_day(hour % 24, part)
    return Reading(f"{hour:02d}:{minute:02d}", doubtful=doubtful)


def _of_day(hour: int, part: str) -> tuple[int, bool]:
    """The hour of the day, and whether it is a guess."""
    if hour > 12 or hour == 0:
        return hour, False
    if not part:
        return (hour + 12, True) if hour <= 6 else (hour, hour == 7)
    if "下午" in part or part in ("午后", "傍晚"):
        return hour % 12 + 12, False
    if part in ("中午", "正午", "午间"):
        return (hour + 12 if hour <= 3 else hour), False
    if "晚" in part or "夜" in part:  # 晚上八点, 半夜两点, 夜里十一点
        late = 5 <= hour <= 11
        return (hour + 12 if late else hour % 12), False
    return (hour % 12 if part == "凌晨" else hour), False
