"""The answer to a question: the number, one sentence, rows for a chart, and in words what was counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from kiosk.hall.staff_call import REASONS
from kiosk.operators.numbers.composing import MOST_GROUPS
from kiosk.operators.numbers.counting import GroupCount, TooManyRowsError, count, first_moment, groups, time_label
from kiosk.operators.numbers.measures import MEASURES, TIMES, TITLES, Dimension, NumberMeasure
from kiosk.operators.numbers.query import NumberQuery, Period, Unanswerable
from kiosk.operators.numbers.reading import read_question
from kiosk.operators.numbers.vocabulary import Vocabulary
from kiosk.operators.record_words import CHANNELS, ENDINGS
from kiosk.publishing.rollout import kiosk_words

_NOTHING: Mapping[str, str] = {
    "service": "（没有选业务）", "step": "（没有问题）", "reason": "（没有记）", "device": "（没有记）",
    "version": "（文件夹里的脚本）",
}  # fmt: skip
#: Moments of one group by time that are filled in where there was nothing.
_FILLED: Mapping[Dimension, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7)}
_DAY = timedelta(days=1)
#: Shares and means of fewer rows than this are told with their number of rows.
_FEW = 30


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """`value`: of all rows together, or the difference of two periods; None: there is nothing to make it of.
    `rows`: the groups, in order; `top`: how many of them the question asks for, 0 for all. `counted`: what was
    counted, in words.
    """

    query: NumberQuery
    title: str
    unit: str
    value: float | None
    sentence: str
    rows: tuple[GroupCount, ...]
    top: int
    counted: tuple[str, ...]
    notes: tuple[str, ...] = ()


def answer(connection: Connection, text: str, vocabulary: Vocabulary, now: datetime) -> NumberAnswer | Unanswerable:
    """`now`: aware, hall's local time. Blocking."""
    query = read_question(text, vocabulary, now)
    return query if isinstance(query, Unanswerable) else carry_out(connection, query, vocabulary, now)


def carry_out(
    connection: Connection, query: NumberQuery, vocabulary: Vocabulary, now: datetime
) -> NumberAnswer | Unanswerable:
    """Blocking."""
    measure = MEASURES[query.measure]
    try:
        whole = count(connection, measure, query.period, query.filters)
        before = count(connection, measure, query.against, query.filters) if query.against else None
        rows = list[GroupCount]()
        if query.group is not None:
            zone = now.tzinfo
            assert zone is not None
            rows = groups(connection, measure, query.period, query.filters, query.group, zone)
            rows = _arranged(_named(_filled(rows, measure, query, now), query.group, vocabulary), query)
    except TooManyRowsError:
        return Unanswerable("这段时间的记录太多，请缩短时间再问。")
    top = _top(rows, query)
    notes = [*_notes(connection, measure, query, now)]
    value, sentence = _sentence(measure, query, whole, before, rows[:top] if top else rows)
    return NumberAnswer(
        query, measure.title, measure.unit, value, sentence, tuple(rows), top, tuple(_in_words(measure, query)),
        tuple(notes),
    )  # fmt: skip


# ---- groups -------------------------------------------------------------------------------------------------------


def _filled(rows: list[GroupCount], measure: NumberMeasure, query: NumberQuery, now: datetime) -> list[GroupCount]:
    """A day without anything counts 0; it is not left out."""
    group = query.group
    if measure.kind != "count" or group is None or group not in _FILLED or query.order:
        return rows
    found = {row.label: row for row in rows}
    moment, end = query.period.low, min(query.period.high, now)
    if end - moment > MOST_GROUPS * _FILLED[group]:
        return rows
    while moment < end:
        label = time_label(group, moment)
        found.setdefault(label, GroupCount(label, 0, 0))
        moment += timedelta(days=1)
    return [found[label] for label in sorted(found)]


def _named(rows: list[GroupCount], group: Dimension, vocabulary: Vocabulary) -> list[GroupCount]:
    return [GroupCount(_name(row.label, group, vocabulary), row.value, row.rows) for row in rows]


def _name(label: str, group: Dimension, vocabulary: Vocabulary) -> str:
    if group == "channel":
        return CHANNELS.get(label, label)
    if group == "device" and label:
        return kiosk_words(label)
    if group == "reason" and label:
        return REASONS.get(label, ENDINGS.get(label, label))
    if group == "score":
        return f"{label}分"
    if group == "version" and label:
        return next((f"第 {number} 版" for number, name in vocabulary.versions.items() if name == label), label[:12])
    return label or _NOTHING.get(group, "")


def _arranged(rows: list[GroupCount], query: NumberQuery) -> list[GroupCount]:
    if query.order is None:
        return rows if query.group in TIMES else sorted(rows, key=lambda row: (-(row.value or 0), row.label))
    told = [row for row in rows if row.value is not None]
    sign = -1 if query.order == "high" else 1
    return sorted(told, key=lambda row: (sign * (row.value or 0), row.label))


def _top(rows: list[GroupCount], query: NumberQuery) -> int:
    """With those that are equal to the last one."""
    if not query.limit or not rows:
        return 0
    last = rows[min(query.limit, len(rows)) - 1].value
    return sum(1 for at, row in enumerate(rows) if at < query.limit or row.value == last)


# ---- words --------------------------------------------------------------------------------------------------------


def _sentence(
    measure: NumberMeasure, query: NumberQuery, whole: GroupCount, before: GroupCount | None, rows: Iterable[GroupCount]
) -> tuple[float | None, str]:
    about = "".join(f"{one.words}，" for one in query.filters)
    if before is not None and query.against is not None:
        return _difference(measure, query, whole, before, about)
    told = list(rows)
    if query.group is None:
        return whole.value, f"{query.period.words}，{about}{measure.title}：{_value(measure, whole)}。"
    if not told:
        return whole.value, f"{query.period.words}，{about}没有可以算的记录。"
    listed = "，".join(f"{row.label} {_value(measure, row)}" for row in told[:MOST_GROUPS])
    if query.limit:
        end = "最高" if query.order == "high" else "最低"
        tie = "（并列）" if len(told) > query.limit else ""
        return whole.value, f"{query.period.words}，{about}{measure.title}{end}的{TITLES[query.group]}{tie}：{listed}。"
    return whole.value, f"{query.period.words}，{about}{measure.title}一共 {_value(measure, whole)}：{listed}。"


def _difference(
    measure: NumberMeasure, query: NumberQuery, whole: GroupCount, before: GroupCount, about: str
) -> tuple[float | None, str]:
    assert query.against is not None
    both = (
        f"{query.period.words}，{about}{measure.title} {_value(measure, whole)}；"
        f"{query.against.words} {_value(measure, before)}"
    )
    if whole.value is None or before.value is None:
        return None, f"{both}：有一段没有可以算的记录，不能比。"
    gap = round(whole.value - before.value, 2)
    unit = "个百分点" if measure.unit == "%" else f" {measure.unit}"
    size = f"{abs(gap):g}{unit}"
    return gap, f"{both}：{'一样' if not gap else ('多 ' if gap > 0 else '少 ') + size}。"


def _value(measure: NumberMeasure, one: GroupCount) -> str:
    if one.value is None:
        return "没有可以算的记录"
    few = f"（{one.rows} 条记录）" if measure.kind != "count" and one.rows < _FEW else ""
    unit = measure.unit if measure.unit == "%" else f" {measure.unit}"
    return f"{one.value:g}{unit}{few}" if measure.kind != "count" else f"{int(one.value)}{unit}"


def _in_words(measure: NumberMeasure, query: NumberQuery) -> Iterable[str]:
    yield f"数的是：{measure.title}，{measure.about}"
    yield f"时间：{_period(query.period)}"
    if query.against is not None:
        yield f"比的是：{_period(query.against)}"
    for one in query.filters:
        yield f"{TITLES[one.dimension]}：{one.words}"
    if query.group is not None:
        yield f"按{TITLES[query.group]}分"
    if query.limit:
        yield f"取{'最高' if query.order == 'high' else '最低'}的 {query.limit} 个"


def _period(period: Period) -> str:
    return f"{period.words}（{period.low:%Y-%m-%d %H:%M} 起，{period.high:%Y-%m-%d %H:%M} 前）"


def _notes(connection: Connection, measure: NumberMeasure, query: NumberQuery, now: datetime) -> Iterable[str]:
    if query.period.assumed:
        yield f"没说时间，算的是{query.period.words}。"
    for period in filter(None, (query.period, query.against)):
        if period.high > now > period.low and period.high - period.low > _DAY and not period.assumed:
            yield f"{period.words}还没过完，算到现在。"
    first = first_moment(connection, measure)
    begins = min(period.low for period in (query.period, query.against or query.period))
    if first is None:
        yield "这类记录还一条都没有。"
    elif datetime.fromtimestamp(first / 1000, now.tzinfo) > begins and not query.period.assumed:
        yield f"最早的记录是 {datetime.fromtimestamp(first / 1000, now.tzinfo):%Y-%m-%d}；更早的没有，或者已到期删除。"
