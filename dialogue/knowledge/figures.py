"""Every figure in a text, normalised, so that one claim reads one way: 三十元 = 30元, 15日 = 十五天, 半年 = 六个月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dialogue.knowledge.numerals import DIGITS, NUMERAL, plain, spoken_digits, value

_N = NUMERAL
_TO = "[到至~～—－-]{1,2}"
_DAY = "[一二三四五六日天]"
_WEEK = "(?:周|星期|礼拜)"
_PERIODS = {"凌晨": 0, "早上": 0, "早晨": 0, "清晨": 0, "上午": 0, "中午": 12, "下午": 12, "傍晚": 12, "晚上": 12}
_DURATIONS = {
    "工作日": "工作日", "天": "天", "日": "天", "周": "周", "星期": "周", "礼拜": "周", "月": "月", "年": "年",
    "季度": "季度", "小时": "小时", "钟头": "小时", "分钟": "分钟", "秒": "秒",
}  # fmt: skip
_COUNTS = {
    "周岁": "岁", "岁": "岁", "楼": "楼", "层": "楼", "号窗口": "号窗口", "号窗": "号窗口", "号": "号", "份": "份",
    "张": "张", "寸": "寸", "次": "次", "人": "人", "名": "人", "倍": "倍", "位": "位", "页": "页",
    "项": "项", "种": "种", "套": "套", "本": "本", "级": "级", "平方米": "平方米", "米": "米", "公里": "公里",
    "折": "折", "户": "户", "个": "",
}  # fmt: skip
#: Number words that count nothing.
_IDIOM = (
    r"统一|唯一|之一|同一|单一|专一|万一|千万|十分|百姓|四川|第三方|三方|一次性|一窗|一网|一卡通|五险一金|一站式|"
    r"(?:第一|首)(?:次|时间)|好一些|"
    r"一(?:下|样|起|定|般|直|旦|律|并|边|切|方面|共|些|会儿|体|致|类|时|同|再|遍|经|点儿|家|道|段|部分|方|带|种|个(?!半|月|工作日|小时|钟头|星期|礼拜|季度))|"
    r"(?<![午晨上])一点(?![钟半到至分])|大二|小三|第(?:" + _N + r")(?:步|类|种|个|款|项|页|号令)"
)
_PATTERN = re.compile(
    rf"(?P<skip>{_IDIOM})"
    r"|(?P<phone>(?<!\d)0\d{2,3}-\d{7,8}(?!\d))|(?P<law>《[^》]+》)"
    rf"|第(?P<clause>{_N})条(?:之[一二三四五])?"
    r"|(?P<dashed>\d{4}-\d{1,2}-\d{1,2})"
    rf"|(?P<year>(?:1[89]|20)\d\d|[一二][零〇一二三四五六七八九]{{3}})年(?!内|以)(?:(?P<month>{_N})月份?(?:(?P<day>{_N})[日号])?)?"
    rf"|(?P<month2>{_N})月(?P<day2>{_N})[日号]"
    rf"|(?<!个)(?P<month3>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![^，。]{{0,1}}个)"
    rf"|{_WEEK}(?P<from>{_DAY})(?:{_TO}{_WEEK}?(?P<until>{_DAY}))?|(?P<weekend>周末|双休日)"
    rf"|(?P<period>{'|'.join(_PERIODS)})?(?P<hour>\d{{1,2}}|[零一二两三四五六七八九十]{{1,3}})"
    rf"(?:[点时](?!效)(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{{1,2}}|[零一二三四五六七八九十]{{1,3}})分?)?钟?|[:：](?P<colon>\d\d))"
    rf"|[￥¥]\s*(?P<yen>{_N})|(?P<money>{_N})(?:元|块|圆)(?:钱|人民币)?(?P<jiao>[零一二三四五六七八九\d])?(?:角|毛)?"
    rf"|百分之(?P<percent>{_N})|(?P<percent2>{_N})\s*[%％]"
    rf"|(?P<length>{_N}|半)\s*个?(?P<half_first>半)?(?P<unit>{'|'.join(_DURATIONS)})(?!岁|班|期限)(?P<half_after>半)?"
    rf"|(?P<count>{_N})(?P<what>{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
    rf"|(?P<open>{_N})(?={_TO}{_N})"
    rf"|(?P<bare>\d[\d,]*(?:[.\-]\d+)*|[零〇一二两三四五六七八九十百千万亿幺]{{2,}})"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a text says that has to be true. `value` is normalised; `text` are its own words."""

    kind: str
    value: str
    text: str


def figures(text: str) -> tuple[Claim, ...]:
    """In order of appearance. Kinds: number date time weekday duration money percent place law."""
    found: list[Claim] = []
    period = ""
    pending: re.Match[str] | None = None  # the 三 of 三到五个工作日 takes the unit that follows
    for hit in _PATTERN.finditer(text):
        if hit["skip"]:
            continue
        if hit["open"]:
            pending = hit
            continue
        if hit["hour"]:
            period = hit["period"] or (period if _goes_on(text, hit.start()) else "")
        claims = list(_claims(hit, period))
        if pending and claims:
            found += _as(pending, claims[0])
        pending = None
        found += claims
    return tuple(found)


def same(said: Claim, written: Claim) -> bool:
    """Does what is written bear out what is said? The said may be less exact, never more."""
    if said.kind == "number" and said.value.isdigit():
        return written.value == said.value or re.match(r"[\d.]+", written.value) == re.match(r"[\d.]+", said.value)
    if said.kind != written.kind:
        return False
    if said.kind == "date":
        pairs = zip(said.value.split("-"), written.value.split("-"), strict=True)
        return all(part in ("", other) for part, other in pairs)
    if said.kind == "time":
        return _clock(said.value, written.value)
    return said.value == written.value


def _claims(hit: re.Match[str], period: str) -> Iterator[Claim]:
    words, group = hit[0], hit.groupdict()
    if hit["law"] or hit["phone"]:
        yield Claim("law" if hit["law"] else "number", words, words)
    elif hit["clause"]:
        yield from _one("law", hit["clause"], "条", words)
    elif hit["dashed"]:
        yield Claim("date", "-".join(str(int(part)) for part in hit["dashed"].split("-")), words)
    elif hit["year"] or hit["month2"] or hit["month3"]:
        parts = (hit["year"], hit["month"] or hit["month2"] or hit["month3"], hit["day"] or hit["day2"])
        yield Claim("date", "-".join(_number(part) for part in parts), words)
    elif hit["from"] or hit["weekend"]:
        yield from (Claim("weekday", day, words) for day in _days(hit["from"] or "六", hit["until"], hit["weekend"]))
    elif hit["hour"]:
        yield Claim("time", _time(hit, period), words)
    elif hit["yen"] or hit["money"]:
        amount = value(hit["yen"] or hit["money"])
        if amount is not None:
            yield Claim("money", plain(amount + Decimal(_number(hit["jiao"]) or "0") / 10) + "元", words)
    elif hit["percent"] or hit["percent2"]:
        yield from _one("percent", hit["percent"] or hit["percent2"], "%", words)
    elif hit["length"]:
        halves = bool(group["half_first"]) or bool(group["half_after"])
        yield from _duration(hit["length"], halves, _DURATIONS[hit["unit"]], words)
    elif hit["count"]:
        unit = _COUNTS[hit["what"]]
        yield from _one("place" if unit in ("楼", "号窗口") else "number", hit["count"], unit, words)
    else:
        digits = spoken_digits(hit["bare"])
        yield from [Claim("number", digits, words)] if digits else _one("number", hit["bare"], "", words)


def _one(kind: str, number: str, unit: str, words: str) -> Iterator[Claim]:
    read = value(number) if re.fullmatch(_N, number) else None
    if read is not None:
        yield Claim(kind, plain(read) + unit, words)
    elif number[0].isascii():
        yield Claim(kind, number + unit, words)


def _duration(number: str, and_half: bool, unit: str, words: str) -> Iterator[Claim]:
    length = Decimal("0.5") if number == "半" else value(number)
    if length is None:
        return
    length += Decimal("0.5") if and_half else 0
    if unit == "年":
        length, unit = length * 12, "月"
    elif unit == "周":
        length, unit = length * 7, "天"
    yield Claim("duration", plain(length) + unit, words)


def _as(open_end: re.Match[str], claim: Claim) -> Iterator[Claim]:
    """三 of 三到五个工作日 -> 3工作日."""
    read = value(open_end["open"])
    if read is not None:
        yield Claim(claim.kind, re.sub(r"^[\d.]+", plain(read), claim.value), open_end[0])


def _number(text: str | None) -> str:
    if not text:
        return ""
    read = value(text)
    return "" if read is None else plain(read)


def _days(first: str, last: str | None, weekend: str | None) -> Iterator[str]:
    if weekend:
        yield from ("6", "7")
        return
    start, end = (7 if day in "日天" else DIGITS[day] for day in (first, last or first))
    yield from (str(day) for day in range(start, end + 1 if end >= start else 8))


def _time(hit: re.Match[str], period: str) -> str:
    """`13:30`, or `~1:30` where nothing says which half of the day."""
    hour = int(_number(hit["hour"]) or 0)
    quarter = {"一": 15, "三": 45}.get(hit["quarter"] or "", 0)
    minute = 30 if hit["half"] else quarter or int(_number(hit["minute"] or hit["colon"]) or 0)
    if period:
        hour += _PERIODS[period] if hour < 12 else 0
    elif hour <= 12 and not hit["colon"]:
        return f"~{hour}:{minute:02}"
    return f"{hour}:{minute:02}"


def _clock(one: str, other: str) -> bool:
    if one.startswith("~") or other.startswith("~"):
        (hour, minute), (other_hour, other_minute) = (time.strip("~").split(":") for time in (one, other))
        return int(hour) % 12 == int(other_hour) % 12 and minute == other_minute
    return one == other


def _goes_on(text: str, start: int) -> bool:
    """下午一点半到五点: the second time lies in the same half of the day."""
    return bool(re.search(rf"{_TO}$", text[:start]))
