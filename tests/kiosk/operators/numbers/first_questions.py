"""Forty questions with their answers, written before the grammar that reads them.

An answer is counted from the rows of `support.numbers_record` in plain Python: a number; the rows of a group, by label,
in any order; the labels that a superlative names; or a refusal that has these words in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from support.numbers_record import RECORD, VERSIONS, ZONE

UNDONE = ("handoff", "left", "cancelled")


@dataclass(frozen=True)
class Number:
    value: float | None


@dataclass(frozen=True)
class Rows:
    rows: dict[str, float]


@dataclass(frozen=True)
class Top:
    """The group's best: label -> value, in this order where the values differ."""

    rows: dict[str, float]


@dataclass(frozen=True)
class Refused:
    words: tuple[str, ...] = field(default=())


Expected = Number | Rows | Top | Refused


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def within(low: str, high: str) -> Callable[[datetime | None], bool]:
    """From the day `low` to the day `high`, whole days, or from one moment to another."""
    begin = at(low)
    end = at(high) if "T" in high else at(high) + timedelta(days=1)
    return lambda moment: moment is not None and begin <= moment < end


LAST_WEEK = within("2026-11-23", "2026-11-29")
WEEK_BEFORE = within("2026-11-16", "2026-11-22")
THIS_WEEK = within("2026-11-30", "2026-12-06")
NOVEMBER = within("2026-11-01", "2026-11-30")
DECEMBER = within("2026-12-01", "2026-12-31")
YESTERDAY = within("2026-11-30", "2026-11-30")
LAST_30 = within("2026-11-02", "2026-12-01")
LAST_7 = within("2026-11-25", "2026-12-01")


def runs(when: Callable[[Any], bool], *outcomes: str, begun: bool = False, **filters: Any) -> list[Any]:
    """Runs that ended (`begun`: began) then."""
    return [
        run
        for run in RECORD.runs
        if when(run.began if begun else run.ended)
        and (not outcomes or run.outcome in outcomes)
        and all(getattr(run, name) == value for name, value in filters.items())
    ]


def asks(when: Callable[[Any], bool], *reasks: str, **filters: Any) -> list[Any]:
    return [
        ask
        for ask in RECORD.asks
        if when(ask.at)
        and (not reasks or ask.reask in reasks)
        and all(getattr(ask, name) == value for name, value in filters.items())
    ]


def rated(when: Callable[[Any], bool], **filters: Any) -> list[Any]:
    return [
        one
        for one in RECORD.ratings
        if when(one.at) and all(getattr(one, name) == value for name, value in filters.items())
    ]


def talks(when: Callable[[Any], bool], **filters: Any) -> list[Any]:
    return [
        one
        for one in RECORD.talks
        if when(one.began) and all(getattr(one, name) == value for name, value in filters.items())
    ]


def by(rows: Iterable[Any], key: Callable[[Any], str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), 0) + 1
    return found


def groups(rows: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def share(rows: list[Any], good: Callable[[Any], bool]) -> float | None:
    """Percent, one decimal."""
    return round(100 * sum(map(good, rows)) / len(rows), 1) if rows else None


def nearest_rank(values: list[int], percent: int) -> float | None:
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None


def done(run: Any) -> bool:
    return bool(run.outcome == "completed")


def content(one: Any) -> bool:
    return bool(one.score >= 4)


def most(rows: dict[str, float], count: int = 1, *, least: bool = False) -> dict[str, float]:
    """The best `count`, with those that tie with the last of them."""
    ordered = sorted(rows.items(), key=lambda item: (item[1] if least else -item[1], item[0]))
    bound = ordered[min(count, len(ordered)) - 1][1]
    return {name: value for name, value in ordered if (value <= bound if least else value >= bound)}


def channel_of(row: Any) -> str:
    return {"screen": "大屏", "phone": "电话"}[row.channel]


def day_of(moment: datetime) -> str:
    return moment.date().isoformat()


def week_of(moment: datetime) -> str:
    monday = moment.date() - timedelta(days=moment.weekday())
    return f"{monday.isoformat()}起一周"


REASON_WORDS = {  # as the wall and the calls for staff call them
    "asked": "群众要求", "not_understood": "几次没听懂", "fault": "系统故障", "identity": "身份没有核实成",
}  # fmt: skip


def duration_s(rows: list[Any]) -> float | None:
    return round(sum((run.ended - run.began).total_seconds() for run in rows) / len(rows), 1) if rows else None


FIRST_QUESTIONS: tuple[tuple[str, Expected], ...] = (
    (
        "上周社保卡挂失有多少没办完，卡在哪一步",
        Rows(by(runs(LAST_WEEK, *UNDONE, service="社保卡挂失"), lambda run: run.step)),
    ),
    ("哪台机器转人工最多", Top(most(by(runs(LAST_30, "handoff"), lambda run: run.device)))),
    (
        "这个月比上个月多办了多少居住证",
        Number(
            len(runs(DECEMBER, "completed", service="居住证办理"))
            - len(runs(NOVEMBER, "completed", service="居住证办理"))
        ),
    ),
    (
        "昨天上午十点到十二点办结了多少件",
        Number(len(runs(within("2026-11-30T10:00", "2026-11-30T12:00"), "completed"))),
    ),
    (
        "满意率最低的三个业务",
        Top(
            most(
                {name: share(rows, content) or 0 for name, rows in groups(rated(LAST_30), lambda r: r.service).items()},
                3,
                least=True,
            )
        ),
    ),
    ("昨天一共接待了多少会话", Number(len(talks(YESTERDAY)))),
    ("上周每天的办结数", Rows(by(runs(LAST_WEEK, "completed"), lambda run: day_of(run.ended)))),
    (
        "十一月公积金提取的办结率是多少",
        Number(share(runs(NOVEMBER, service="公积金提取"), done)),
    ),
    ("上周五转人工多少次", Number(len(runs(within("2026-11-27", "2026-11-27"), "handoff")))),
    (
        "最近七天哪个步骤重问最多",
        Top(most(by(asks(LAST_7, "no_match", "no_input"), lambda ask: ask.step))),
    ),
    (
        "社保卡挂失上个月平均办理时长",
        Number(duration_s(runs(NOVEMBER, "completed", service="社保卡挂失"))),
    ),
    ("今天到现在开始办了多少业务", Number(len(runs(within("2026-12-01", "2026-12-01"), begun=True)))),
    ("上周转人工的原因有哪些", Rows(by(runs(LAST_WEEK, "handoff"), lambda run: REASON_WORDS[run.reason]))),
    ("电话渠道上周中途离开多少", Number(len(runs(LAST_WEEK, "left", channel="phone")))),
    ("kiosk-2昨天办结多少", Number(len(runs(YESTERDAY, "completed", device="kiosk-2")))),
    ("东门一体机上个月的满意率", Number(share(rated(NOVEMBER, device="东门一体机"), content))),
    ("上个月差评有多少", Number(len([one for one in rated(NOVEMBER) if one.score <= 2]))),
    (
        "上周几点来的会话最多",
        Top(most(by(talks(LAST_WEEK), lambda one: f"{one.began.hour:02d}时"))),
    ),
    ("今年第四季度办结多少", Number(len(runs(within("2026-10-01", "2026-12-31"), "completed")))),
    ("昨天首答时延的p95", Number(nearest_rank([one.answer_ms for one in talks(YESTERDAY)], 95))),
    (
        "最近三十天哪台机器首答时延p50最长",
        Top(
            most(
                {
                    name: nearest_rank([one.answer_ms for one in rows], 50) or 0
                    for name, rows in groups(talks(LAST_30), lambda one: one.device).items()
                }
            )
        ),
    ),
    ("上个月没听懂多少次，哪一步最多", Top(most(by(asks(NOVEMBER, "no_match"), lambda ask: ask.step)))),
    (
        "11月3日到5日居住证办理取消了多少",
        Number(len(runs(within("2026-11-03", "2026-11-05"), "cancelled", service="居住证办理"))),
    ),
    (
        "上周和上上周比，办结数差多少",
        Number(len(runs(LAST_WEEK, "completed")) - len(runs(WEEK_BEFORE, "completed"))),
    ),
    ("这周比上周少了多少转人工", Number(len(runs(THIS_WEEK, "handoff")) - len(runs(LAST_WEEK, "handoff")))),
    (
        "上个月各业务的中途离开率",
        Rows(
            {
                name: share(rows, lambda run: run.outcome == "left") or 0
                for name, rows in groups(runs(NOVEMBER), lambda run: run.service).items()
                if all(run.outcome for run in rows)
            }
        ),
    ),
    ("大屏和电话上周各办结多少", Rows(by(runs(LAST_WEEK, "completed"), channel_of))),
    (
        "上个月哪个业务没答上的问题最多",
        Top(most(by((gap for gap in RECORD.gaps if NOVEMBER(gap.at)), lambda gap: gap.service))),
    ),
    (
        "住满半年这一步上个月重问了多少次",
        Number(len(asks(NOVEMBER, "no_match", "no_input", step="住满半年"))),
    ),
    (
        "第三版上周的办结率",
        Number(share(runs(LAST_WEEK, scripts=next(h for h, n in VERSIONS.items() if n == 3)), done)),
    ),
    ("上个月每周办结多少", Rows(by(runs(NOVEMBER, "completed"), lambda run: week_of(run.ended)))),
    (
        "今年每个月办结多少",
        Rows(by(runs(within("2026-01-01", "2026-12-31"), "completed"), lambda run: f"{run.ended:%Y-%m}")),
    ),
    ("明天会办结多少", Refused(("将来",))),
    ("上周张三办了几件", Refused(("张三",))),
    ("天气怎么样", Refused(("天气",))),
    ("上周社保卡挂失没办完的是谁", Refused(("谁",))),
    ("上周除了社保卡挂失办结多少", Refused(("除了",))),
    ("上周办结率和满意率", Refused(("一次",))),
    ("手机号是13800138000的人办了什么", Refused(("13800138000",))),
    (
        "上周平均评分最低的机器",
        Top(
            most(
                {
                    name: round(sum(one.score for one in rows) / len(rows), 2)
                    for name, rows in groups(rated(LAST_WEEK), lambda one: one.device).items()
                },
                least=True,
            )
        ),
    ),
)
