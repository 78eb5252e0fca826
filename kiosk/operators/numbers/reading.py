"""Reads a question in Chinese into a `NumberQuery`, by rules: names first, then times, then the words of the lexicon.

Every character must be understood. A word that is in no table may change the answer (除了, 张三, 没), so the question
is refused and the word is told; so is a question of which two readings are possible. Sans-I/O.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from dialogue.understand.calendar_days import add_months
from dialogue.understand.digits import number
from kiosk.operators.numbers.lexicon import WORDS, Word
from kiosk.operators.numbers.measures import MEASURES, TITLES, Dimension, NumberMeasure
from kiosk.operators.numbers.periods import PeriodError, SaidPeriod, said_periods, usual
from kiosk.operators.numbers.query import Filter, NumberQuery, Period, Unanswerable
from kiosk.operators.numbers.vocabulary import Vocabulary
from mandarin.printable import printable

#: Characters of a question.
LONGEST = 120
#: Groups that are named at most.
MOST_GROUPS = 50
_TAKEN = "\0"
#: Count -> its share of all.
_SHARES = {
    "completed": "completed_rate", "handoff": "handoff_rate", "left": "left_rate", "cancelled": "cancelled_rate",
    "reasks": "reask_rate", "good_ratings": "good_rate", "poor_ratings": "poor_rate",
}  # fmt: skip
_CHANNELS = {"screen": "大屏", "phone": "电话"}


@dataclass(slots=True)
class _Found:
    """What the words of one question say."""

    measures: list[str] = field(default_factory=list)
    groups: list[Dimension] = field(default_factory=list)
    nouns: list[Dimension] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    compares: list[str] = field(default_factory=list)
    percents: list[int] = field(default_factory=list)
    filters: dict[Dimension, list[Filter]] = field(default_factory=dict)
    periods: list[SaidPeriod] = field(default_factory=list)
    stuck: bool = False  # 卡在
    weak: list[str] = field(default_factory=list)
    which: bool = False  # 哪个, 谁: one of those that were named
    filtered_to: int = 0  # where the last name ends
    #: Where a share is asked for, and whether the measure was named before.
    shares: list[tuple[int, bool]] = field(default_factory=list)

    def filter(self, one: Filter, end: int) -> None:
        self.filtered_to = max(self.filtered_to, end)
        self.filters.setdefault(one.dimension, []).append(one)


class _RefusedError(Exception):
    def __init__(self, message: str, unknown: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.why = Unanswerable(message, unknown)


def read_question(text: str, vocabulary: Vocabulary, now: datetime) -> NumberQuery | Unanswerable:
    """`now`: aware, hall's local time."""
    ready = unicodedata.normalize("NFKC", printable(text)).strip()
    if not ready:
        return Unanswerable("请写一个问题。")
    if len(ready) > LONGEST:
        return Unanswerable(f"问题太长：最多 {LONGEST} 个字。")
    try:
        return _query(_read(ready, vocabulary, now), ready, now)
    except _RefusedError as refused:
        return refused.why
    except PeriodError as error:
        return Unanswerable(str(error.args[0]))
    except (ValueError, OverflowError):  # a number or a day that there is not: 十十, 9999年以后
        return Unanswerable("有个数字或日子没看懂，请换个写法。")


def _read(text: str, vocabulary: Vocabulary, now: datetime) -> _Found:
    found = _Found()
    rest = _names(text, vocabulary, found)
    rest = _versions(rest, vocabulary, found)
    found.periods = said_periods(rest, now)
    for period in found.periods:
        rest = _hidden(rest, period.start, period.end)
    _words(rest, found)
    return found


def _names(text: str, vocabulary: Vocabulary, found: _Found) -> str:
    """The text without the names in it."""
    lowered = text.lower()
    for name, meanings in vocabulary.names.items():
        start = lowered.find(name)
        while start >= 0:
            end = start + len(name)
            if not _inside_word(lowered, start, end, name):
                if len(meanings) > 1:
                    raise _RefusedError(f"“{name}”可能是{_or(one.words for one in meanings)}，请写全名。")
                found.filter(meanings[0], end)
                lowered, text = _hidden(lowered, start, end), _hidden(text, start, end)
            start = lowered.find(name, end)
    return text


def _inside_word(text: str, start: int, end: int, name: str) -> bool:
    """kiosk-1 in kiosk-12; 评价 (a step) in 评价数 (a measure)."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if name[0].isascii() and name[0].isalnum() and before.isascii() and before.isalnum():
        return True
    if name[-1].isascii() and name[-1].isalnum() and behind.isascii() and behind.isalnum():
        return True
    return any(
        hit.start() <= start and hit.end() > end
        for word in WORDS
        if word.kind in ("measure", "group")
        for hit in word.pattern.finditer(text)
    )


def _versions(text: str, vocabulary: Vocabulary, found: _Found) -> str:
    for word in (word for word in WORDS if word.kind == "version"):
        for hit in word.pattern.finditer(text):
            said = number(next(group for group in hit.groups() if group).replace("两", "二"))
            if (version := vocabulary.versions.get(said)) is None:
                raise _RefusedError(f"没有第 {said} 版。")
            found.filter(Filter("version", (version,), f"第 {said} 版"), hit.end())
            text = _hidden(text, *hit.span())
    return text


def _words(text: str, found: _Found) -> None:
    at, unknown, unable = 0, list[str](), list[str]()
    joined = False  # the character before was unknown too
    while at < len(text):
        if text[at] == _TAKEN:
            at, joined = at + 1, False
            continue
        word, hit = _longest(text, at)
        if word is None or hit is None:
            if joined:
                unknown[-1] += text[at]
            else:
                unknown.append(text[at])
            at, joined = at + 1, True
            continue
        if word.kind == "unable":
            unable.append(hit[0])
        else:
            _take(word, hit, found)
        at, joined = hit.end(), False
    if unknown or unable:
        able = f"还不会算{_quoted(unable)}。" if unable else ""
        odd = f"这些字没看懂：{_quoted(unknown)}。" if unknown else ""
        raise _RefusedError(f"{able}{odd}它们可能改变答案，所以没有算。", (*unable, *unknown))


def _longest(text: str, at: int) -> tuple[Word | None, re.Match[str] | None]:
    best: tuple[Word | None, re.Match[str] | None] = (None, None)
    length = 0
    for word in WORDS:
        hit = word.pattern.match(text, at)
        if hit is not None and hit.end() - at > length:
            best, length = (word, hit), hit.end() - at
    return best


def _take(word: Word, hit: re.Match[str], found: _Found) -> None:
    match word.kind:
        case "measure":
            found.measures.append(word.value)
            if hit[0].startswith(("多办", "少办")):
                found.compares.append("difference")
        case "group":
            found.groups.append(word.value)  # type: ignore[arg-type]
            found.stuck |= hit[0].startswith(("卡在", "停在", "断在", "走在", "倒在"))
        case "noun":
            found.nouns.append(word.value)  # type: ignore[arg-type]
        case "order":
            found.orders.append(word.value)
        case "weak":
            found.weak.append(word.value)
        case "which":
            found.which = True
        case "share":
            found.shares.append((hit.start(), bool(found.measures)))
        case "limit":
            found.limits.append(number(next(group for group in hit.groups() if group).replace("两", "二")))
        case "compare":
            found.compares.append(word.value)
        case "percent":
            found.percents.append(int(word.value))
        case "channel":
            found.filter(Filter("channel", (word.value,), _CHANNELS[word.value]), hit.end())
        case _:
            pass


# ---- putting it together ----------------------------------------------------------------------------------------


def _query(found: _Found, text: str, now: datetime) -> NumberQuery:
    measure = _measure(found)
    filters = _filters(found)
    group = _group(found, filters)
    measure = _share(found, measure, group)
    _choice(found, group)
    order, limit = _order(found, measure, group)
    period, against = _periods(found, now)
    query = NumberQuery(measure.name, period, tuple(filters.values()), group, order, limit, against)
    _check(query, measure, now)
    return query


def _measure(found: _Found) -> NumberMeasure:
    names = list(dict.fromkeys(found.measures))
    if not names and found.stuck:
        names = ["unfinished"]
    if not names and found.percents:
        names = ["answer"]
    if not names:
        raise _RefusedError(
            "没看出要数什么。可以问：" + "、".join(measure.title for measure in MEASURES.values()) + "。"
        )
    if len(names) > 1:
        titles = "、".join(MEASURES[_of_answer(name, found)].title for name in names)
        raise _RefusedError(f"一次只能问一个数，这里有{len(names)}个：{titles}。")
    if found.percents and names != ["answer"]:
        raise _RefusedError("p50、p95 只用于首答时延。")
    return MEASURES[_of_answer(names[0], found)]


def _of_answer(name: str, found: _Found) -> str:
    if name != "answer":
        return name
    if len(set(found.percents)) > 1:
        raise _RefusedError("一次只能问一个数：p50 或者 p95。")
    return f"answer_p{found.percents[0] if found.percents else 50}"


def _share(found: _Found, measure: NumberMeasure, group: Dimension | None) -> NumberMeasure:
    """转人工占多少, 有百分之几办成了. 电话的转人工占多少 may be a share of the telephone's or of all hand-offs."""
    if not found.shares:
        return measure
    share = MEASURES.get(_SHARES.get(measure.name, ""))
    if share is None:
        raise _RefusedError(f"不会算{measure.title}占多少。可以问办结率、转人工率、取消率、重问率、满意率。")
    at, behind = found.shares[0]
    if len(found.shares) > 1 or group or found.compares or found.filtered_to > (0 if behind else at):
        raise _RefusedError(f"没看出是在什么里面占多少。如果要问{share.title}，请写“{share.title}”。")
    return share


def _choice(found: _Found, group: Dimension | None) -> None:
    """电话和大屏哪个高; 这周和上周比，哪个多; 哪个业务转人工多."""
    if found.which and group is None and len(found.periods) == 2 and found.weak:
        found.weak.clear()
        found.compares.append("difference")
        return
    if found.which and (group is None or found.groups or not (found.weak or found.orders)):
        raise _RefusedError("没看出“哪个”是在什么里面选。可以问“哪个业务”“哪台机器”，或者写出两个名字。")
    if found.weak and (group is None or group == "reason"):
        raise _RefusedError("没看出多少、高低是和什么比。可以问“哪个业务最多”，或者“这周比上周多多少”。")
    found.orders += found.weak
    if found.which and len(found.periods) < 2:
        found.compares = [one for one in found.compares if one != "difference"]


def _filters(found: _Found) -> dict[Dimension, Filter]:
    joined: dict[Dimension, Filter] = {}
    for dimension, ones in found.filters.items():
        values = tuple(dict.fromkeys(value for one in ones for value in one.values))
        words = "、".join(dict.fromkeys(one.words for one in ones))
        joined[dimension] = Filter(dimension, values, words)
    return joined


def _group(found: _Found, filters: dict[Dimension, Filter]) -> Dimension | None:
    groups = list(dict.fromkeys(found.groups))
    if "reason" in groups and "handoff" not in found.measures:
        raise _RefusedError("只有转人工记了原因。可以问“上周转人工的原因”，或者“卡在哪一步”。")
    nouns = [one for one in dict.fromkeys(found.nouns) if one not in groups]
    if found.orders or found.limits:
        groups += [one for one in nouns if one not in filters]
    else:
        for one in nouns:
            if one != "service" and one not in filters:
                raise _RefusedError(f"没看出是哪个{TITLES[one]}。可以问“哪个{TITLES[one]}”或者写出名字。")
    if len(groups) > 1:
        raise _RefusedError("一次只能按一样分：这里有" + "、".join(TITLES[one] for one in groups) + "。")
    if groups:
        return groups[0]
    several = [dimension for dimension, one in filters.items() if len(found.filters[dimension]) > 1 and one.values[1:]]
    if len(several) > 1:
        raise _RefusedError("一次只能按一样分：这里有" + "、".join(TITLES[one] for one in several) + "。")
    return several[0] if several else None


def _order(found: _Found, measure: NumberMeasure, group: Dimension | None) -> tuple[Literal["high", "low"] | None, int]:
    orders = list(dict.fromkeys(found.orders))
    if len(orders) > 1 or len(set(found.limits)) > 1:
        raise _RefusedError("一次只能问一头：最多，或者最少。")
    if not orders and not found.limits:
        return None, 0
    if group is None:
        raise _RefusedError("没看出是什么里面最多的。可以问“哪个业务”“哪台机器”“哪一步”“哪一天”。")
    said = orders[0] if orders else "high"
    if said in ("best", "worst"):
        if not measure.better:
            raise _RefusedError(f"{measure.title}没有好坏之分，请说最多或者最少。")
        good: Literal["high", "low"] = measure.better
        return (good if said == "best" else _other(good)), (found.limits[0] if found.limits else 1)
    limit = found.limits[0] if found.limits else 1
    if not 1 <= limit <= MOST_GROUPS:
        raise _RefusedError(f"请说 1 到 {MOST_GROUPS} 之间的个数。")
    return ("low" if said == "low" else "high"), limit


def _other(end: Literal["high", "low"]) -> Literal["high", "low"]:
    return "low" if end == "high" else "high"


def _periods(found: _Found, now: datetime) -> tuple[Period, Period | None]:
    said = [Period(one.low, one.high, _words_of(one)) for one in found.periods]
    named = set(found.compares) - {"difference"}
    if len(said) > 2:
        raise _RefusedError("一次最多说两段时间。")
    if len(named) > 1 or (named and len(said) > 1):
        raise _RefusedError("环比、同比只能说一段时间。")
    if named:
        period = said[0] if said else usual(now)
        return period, (_previous(period, now) if named == {"previous"} else _year_before(period, now))
    if len(said) == 2 and not found.compares:
        raise _RefusedError("这里有两段时间。要比较请说“比”，例如“这周比上周多办结了多少”。")
    if found.compares and len(said) != 2:
        raise _RefusedError("要比较请说两段时间，例如“这周比上周多办结了多少”，或者说“环比”“同比”。")
    if len(said) == 2:
        return said[0], said[1]
    return (said[0] if said else usual(now)), None


def _words_of(one: SaidPeriod) -> str:
    last = one.high - timedelta(milliseconds=1)
    if one.low.time() == one.high.time() and not (one.low.hour or one.low.minute):
        if one.low.date() == last.date():
            return f"{one.low:%Y-%m-%d}"
        return f"{one.low:%Y-%m-%d} 到 {last:%Y-%m-%d}"
    if one.low.date() == last.date():
        end = "24:00" if one.high.date() > one.low.date() else f"{one.high:%H:%M}"
        return f"{one.low:%Y-%m-%d} {one.low:%H:%M} 到 {end}"
    return f"{one.low:%Y-%m-%d %H:%M} 到 {one.high:%Y-%m-%d %H:%M}"


def _previous(period: Period, now: datetime) -> Period:
    """The stretch before, as long: the month before of a month."""
    months = _months(period)
    if months:
        low, high = add_months(period.low.date(), -months), period.low.date()
        return _days(low, high, now)
    days = (period.high.date() - period.low.date()).days
    if period.low.time() != period.high.time() or days < 1:
        raise _RefusedError("环比只能用于整天、整周或者整月。")
    return _days(period.low.date() - timedelta(days=days), period.low.date(), now)


def _year_before(period: Period, now: datetime) -> Period:
    if period.low.time() != period.high.time():
        raise _RefusedError("同比只能用于整天、整周或者整月。")
    return _days(add_months(period.low.date(), -12), add_months(period.high.date(), -12), now)


def _months(period: Period) -> int:
    low, high = period.low.date(), period.high.date()
    whole = low.day == high.day == 1 and period.low.time() == period.high.time()
    return (high.year - low.year) * 12 + high.month - low.month if whole else 0


def _days(low: object, high: object, now: datetime) -> Period:
    zone = now.tzinfo
    begin = datetime.combine(low, datetime.min.time(), zone)  # type: ignore[arg-type]
    end = datetime.combine(high, datetime.min.time(), zone)  # type: ignore[arg-type]
    return Period(begin, end, _words_of(SaidPeriod(0, 0, begin, end)))


def _check(query: NumberQuery, measure: NumberMeasure, now: datetime) -> None:
    for period in filter(None, (query.period, query.against)):
        if period.low > now:
            raise _RefusedError(f"{period.words}是将来，还没有数。")
    dimensions: list[Dimension] = [one.dimension for one in query.filters]
    for dimension in [*dimensions, query.group] if query.group else dimensions:
        if not measure.divided_by(dimension):
            able = "、".join(title for one, title in TITLES.items() if measure.divided_by(one))
            raise _RefusedError(f"{measure.title}不能按{TITLES[dimension]}分。能按：{able}。")
    if query.against is not None and query.group is not None:
        raise _RefusedError("比较两段时间时不能再分组，请分两次问。")


def _hidden(text: str, start: int, end: int) -> str:
    return text[:start] + _TAKEN * (end - start) + text[end:]


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"“{one}”" for one in words)


def _or(words: Iterable[str]) -> str:
    return "或者".join(f"“{one}”" for one in dict.fromkeys(words))
