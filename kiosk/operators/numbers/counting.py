"""Carries out a `NumberQuery`: one or two SELECTs over facts, bounded in rows, and the sums made of them.

Times are grouped in quarter hours of UTC by the database and put together here by the hall's local time: every zone's
days and hours begin on a quarter hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal, select

from kiosk.operators.numbers.measures import TIMES, Dimension, NumberMeasure
from kiosk.operators.numbers.query import Filter, Period

#: Rows that one SELECT may give. More are refused: a part of them would be a wrong number.
MOST_ROWS = 100_000
_QUARTER_MS = 900_000


class TooManyRowsError(Exception):
    """The question covers more rows than are counted at once."""


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Of one group. `value` None: there is nothing to make a share or a mean of. `rows`: of how many."""

    label: str
    value: float | None
    rows: int


def count(connection: Connection, measure: NumberMeasure, period: Period, filters: Iterable[Filter]) -> GroupCount:
    """Of all rows together. Raises `TooManyRowsError`."""
    (found,) = _sums(connection, measure, period, filters, None, None).items() or ((("", 0), _Sum()),)
    return found[1].counted(measure, "")


def groups(
    connection: Connection,
    measure: NumberMeasure,
    period: Period,
    filters: Iterable[Filter],
    by: Dimension,
    zone: tzinfo,
) -> list[GroupCount]:
    """By the column's value, or the beginning of the stretch of time. Raises `TooManyRowsError`."""
    found = _sums(connection, measure, period, filters, by, zone)
    return [one.counted(measure, label) for (label, _), one in sorted(found.items(), key=lambda item: item[0])]


def first_moment(connection: Connection, measure: NumberMeasure) -> int | None:
    """Of the oldest row, ms since 1970."""
    query = select(func.min(measure.moment)).select_from(measure.source.rows)
    found: int | None = connection.execute(query).scalar()
    return found


class _Sum:
    def __init__(self) -> None:
        self.rows, self.total, self.values = 0, 0.0, list[float]()

    def add(self, rows: int, total: float | None) -> None:
        self.rows += rows
        self.total += float(total or 0)

    def counted(self, measure: NumberMeasure, label: str) -> GroupCount:
        return GroupCount(label, self._value(measure), self.rows)

    def _value(self, measure: NumberMeasure) -> float | None:
        if measure.kind == "count":
            return self.rows
        if not self.rows:
            return None
        if measure.kind == "share":
            return round(100 * self.total / self.rows, 1)
        if measure.kind == "mean":
            mean = self.total / self.rows
            return round(mean / 1000, 1) if measure.unit == "秒" else round(mean, 2)
        ordered = sorted(self.values)
        return round(ordered[max(0, -(-len(ordered) * measure.percent // 100) - 1)])


def _sums(
    connection: Connection,
    measure: NumberMeasure,
    period: Period,
    filters: Iterable[Filter],
    by: Dimension | None,
    zone: tzinfo | None,
) -> Mapping[tuple[str, int], _Sum]:
    """By label; a pair, so that all sort alike."""
    found: dict[tuple[str, int], _Sum] = {} if by else {("", 0): _Sum()}
    rows = connection.execute(_statement(measure, period, filters, by)).all()
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError
    for key, number, total in rows:
        label = _label(by, key, zone)
        one = found.setdefault((label, 0), _Sum())
        if measure.kind == "percentile":
            one.add(1, total)
            one.values.append(float(total))
        else:
            one.add(number, total)
    return found


def _statement(measure: NumberMeasure, period: Period, filters: Iterable[Filter], by: Dimension | None) -> Select[Any]:
    key: Any = literal("")
    if by in TIMES:
        key = measure.moment // _QUARTER_MS
    elif by is not None:
        key = measure.source.dimensions[by]
    where = [
        measure.moment >= _ms(period.low),
        measure.moment < _ms(period.high),
        *measure.counted,
        *(measure.source.dimensions[one.dimension].in_(one.values) for one in filters),
    ]
    if measure.kind == "percentile":
        value: Any = measure.value
        single = select(key, literal(1), value).select_from(measure.source.rows)
        return single.where(*where).limit(MOST_ROWS + 1)
    total: Any = literal(0)
    if measure.kind == "share":
        total = func.sum(case((measure.good, 1), else_=0))  # type: ignore[arg-type]
    elif measure.kind == "mean":
        total = func.sum(measure.value)
    query = select(key.label("key"), func.count(), total).select_from(measure.source.rows).where(*where)
    return (query.group_by("key") if by else query).limit(MOST_ROWS + 1)


def _label(by: Dimension | None, key: Any, zone: tzinfo | None) -> str:
    if by is None:
        return ""
    if by not in TIMES:
        return str(key)
    moment = datetime.fromtimestamp(key * _QUARTER_MS / 1000, UTC).astimezone(zone)
    return time_label(by, moment)


def time_label(by: Dimension, moment: datetime) -> str:
    match by:
        case "hour":
            return f"{moment.hour:02d}时"
        case "week":
            return f"{moment.date() - timedelta(days=moment.weekday())}起一周"
        case "month":
            return f"{moment:%Y-%m}"
        case _:
            return moment.date().isoformat()


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
