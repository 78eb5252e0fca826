"""Ninety questions: none gets a wrong number, none that cannot be answered is answered."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection

from kiosk.operators.numbers.answering import NumberAnswer, answer
from support.numbers_record import NOW, RECORD, VERSIONS, ZONE
from support.numbers_seed import VOCABULARY, seeded

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("blind_questions.yaml").read_text(encoding="utf-8")
)
UNDONE = ("handoff", "left", "cancelled")
WORDS = {
    "screen": "大屏", "phone": "电话", "asked": "群众要求", "not_understood": "几次没听懂", "fault": "系统故障",
    "identity": "身份没有核实成",
}  # fmt: skip


def _ended(row: Any) -> datetime | None:
    moment: datetime | None = row.ended
    return moment


def _outcome(*names: str) -> Callable[[Any], bool]:
    return lambda row: row.outcome in names


def _reask(*names: str) -> Callable[[Any], bool]:
    return lambda row: row.reask in names


def _mean(rows: Sequence[float]) -> float:
    return sum(rows) / len(rows)


def _began(row: Any) -> datetime:
    moment: datetime = row.began
    return moment


def _at(row: Any) -> datetime:
    moment: datetime = row.at
    return moment


def _any(row: Any) -> bool:
    return True


#: Measure -> the rows, the moment by which a row belongs to a period, and which rows count.
COUNTS: dict[str, tuple[Sequence[Any], Callable[[Any], datetime | None], Callable[[Any], bool]]] = {
    "begun": (RECORD.runs, _began, _any),
    "completed": (RECORD.runs, _ended, _outcome("completed")),
    "unfinished": (RECORD.runs, _ended, _outcome(*UNDONE)),
    "handoff": (RECORD.runs, _ended, _outcome("handoff")),
    "left": (RECORD.runs, _ended, _outcome("left")),
    "cancelled": (RECORD.runs, _ended, _outcome("cancelled")),
    "talks": (RECORD.talks, _began, _any),
    "asks": (RECORD.asks, _at, _any),
    "reasks": (RECORD.asks, _at, lambda row: bool(row.reask)),
    "reask": (RECORD.asks, _at, lambda row: bool(row.reask)),
    "no_match": (RECORD.asks, _at, _reask("no_match")),
    "no_input": (RECORD.asks, _at, _reask("no_input")),
    "good": (RECORD.ratings, _at, lambda row: row.score >= 4),
    "poor": (RECORD.ratings, _at, lambda row: row.score <= 2),
    "poor_ratings": (RECORD.ratings, _at, lambda row: row.score <= 2),
    "gaps": (RECORD.gaps, _at, _any),
}


def _key(name: str, row: Any, moment: datetime) -> Any:
    match name:
        case "place":
            return "一楼大厅" if row.device in ("kiosk-1", "kiosk-2") else ""
        case "version":
            return VERSIONS[row.scripts]
        case "hour":
            return moment.hour
        case "day":
            return moment.date().isoformat()
        case _:
            return getattr(row, name)


def _bounds(low: object, high: object) -> tuple[datetime, datetime]:
    begin, end = _moment(low), _moment(high)
    return begin, end if "T" in str(high) else end + timedelta(days=1)


def _moment(told: object) -> datetime:
    if isinstance(told, date) and not isinstance(told, datetime):
        return datetime(told.year, told.month, told.day, tzinfo=ZONE)
    return datetime.fromisoformat(str(told)).replace(tzinfo=ZONE)


def _value(count: str, rows: list[Any]) -> float:
    if count == "duration":
        return _mean([(row.ended - row.began).total_seconds() for row in rows])
    if count == "score":
        return _mean([row.score for row in rows])
    if count.endswith("_rate"):
        return 100 * _mean([COUNTS[count.removesuffix("_rate")][2](row) for row in rows])
    return float(len(rows))


def _rows(one: dict[str, Any], low: object, high: object) -> list[tuple[Any, datetime]]:
    count = one["count"]
    match count:
        case "duration":
            told, when, counts = COUNTS["completed"]
        case "score":
            told, when, counts = RECORD.ratings, _at, _any
        case _ if count.endswith("_rate"):
            told, when, counts = *COUNTS[count.removesuffix("_rate")][:2], _any
        case _:
            told, when, counts = COUNTS[count]
    begin, end = _bounds(low, high)
    found = [(row, moment) for row in told if (moment := when(row)) is not None and begin <= moment < end]
    return [
        (row, moment)
        for row, moment in found
        if counts(row) and all(_key(name, row, moment) == value for name, value in one.get("where", {}).items())
    ]


def right(one: dict[str, Any]) -> float | dict[Any, float]:
    """The number, or for a division each part's."""
    rows = _rows(one, one.get("from", date(2026, 11, 2)), one.get("to", date(2026, 12, 1)))
    if "before" in one:
        return _value(one["count"], [row for row, _ in rows]) - _value(
            one["count"], [row for row, _ in _rows(one, *one["before"])]
        )
    if "by" not in one:
        return _value(one["count"], [row for row, _ in rows])
    keyed = sorted(((_key(one["by"], row, moment), row) for row, moment in rows), key=lambda pair: str(pair[0]))
    parts = {
        key: _value(one["count"], [row for _, row in group])
        for key, group in itertools.groupby(keyed, key=lambda pair: pair[0])
    }
    if "top" in one:
        best = (max if one["top"] == "most" else min)(parts.values())
        return {key: value for key, value in parts.items() if value == best}
    return parts


def _label(part: object) -> str:
    return f"{part:02}时" if isinstance(part, int) else WORDS.get(str(part), str(part))


@pytest.fixture(scope="module")
def record() -> Iterator[Connection]:
    with seeded() as connection:
        yield connection


@pytest.mark.parametrize("one", QUESTIONS, ids=[one["ask"] for one in QUESTIONS])
def test_what_is_answered_is_right(record: Connection, one: dict[str, Any]) -> None:
    told = answer(record, one["ask"], VOCABULARY, NOW)
    if not isinstance(told, NumberAnswer):
        return
    assert "count" in one, f"{one['because']}: {told.sentence}"
    wanted = right(one)
    if isinstance(wanted, float):
        assert told.value == pytest.approx(
            wanted, abs=0.051 if one["count"].endswith(("_rate", "duration")) else 0.0051
        )
        assert not told.rows
        return
    rows = told.rows[: told.top] if "top" in one else told.rows
    found = {row.label: row.value for row in rows if row.value}
    assert bool(told.top) == ("top" in one)
    assert found == pytest.approx({_label(part): value for part, value in wanted.items()}, abs=0.051)
