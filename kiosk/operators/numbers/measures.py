"""What can be counted, over which rows, and by what it can be divided. All of it is columns that hold nothing personal.

A measure's moment decides to which period a row belongs: a case that was begun on Monday and completed on Tuesday
counts as begun on Monday, as completed on Tuesday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause

from kiosk.store.ratings import POOR
from kiosk.store.schema import conversations, gaps, ratings, service_runs, step_asks, turns

Dimension = Literal[
    "service", "step", "device", "channel", "reason", "score", "version", "hour", "day", "week", "month"
]  # fmt: skip
#: Made of the moment in the hall's local time, not of a column.
TIMES: frozenset[Dimension] = frozenset({"hour", "day", "week", "month"})
TITLES: Mapping[Dimension, str] = {
    "service": "业务", "step": "步骤", "device": "机器", "channel": "渠道", "reason": "原因", "score": "评价",
    "version": "版本", "hour": "时段", "day": "日期", "week": "周", "month": "月份",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactSource:
    """Rows, and the column of each dimension."""

    rows: FromClause
    dimensions: Mapping[Dimension, ColumnElement[Any]]


_DONE, _UNDONE = ("completed",), ("handoff", "cancelled", "left", "broken")
_r, _a, _c = service_runs.c, step_asks.c, conversations.c
RUNS = FactSource(
    service_runs,
    {
        "service": _r.service, "step": _r.step, "device": _r.device, "channel": _r.channel, "reason": _r.reason,
        "version": _r.scripts,
    },
)  # fmt: skip
ASKS = FactSource(
    step_asks,
    {"service": _a.service, "step": _a.step, "device": _a.device, "channel": _a.channel, "version": _a.scripts},
)
TALKS = FactSource(conversations, {"device": _c.device, "channel": _c.channel, "version": _c.scripts})
RATINGS = FactSource(
    ratings,
    {
        "service": ratings.c.service, "device": ratings.c.device, "channel": ratings.c.channel,
        "score": ratings.c.score,
    },
)  # fmt: skip
GAPS = FactSource(gaps, {"service": gaps.c.service, "device": gaps.c.device})
SPOKEN = FactSource(
    turns.join(conversations, turns.c.conversation == _c.id),
    {"device": _c.device, "channel": _c.channel, "version": _c.scripts},
)
#: From the end of speech to the first sound of the answer.
ANSWER_MS = sum(
    (turns.c.timings[stage].as_float() for stage in ("endpoint_ms", "asr_ms", "decide_ms", "voice_ms")), start=0
)


@dataclass(frozen=True, slots=True)
class NumberMeasure:
    """`counted`: which rows. `good`: of a share, those that are counted of them. `value`: of a mean or a percentile.
    `better`: which end is the good one, where there is one. `about`: how it is counted, for the operator.
    """

    name: str
    title: str
    unit: str
    source: FactSource
    moment: ColumnElement[int]
    about: str
    kind: Literal["count", "share", "mean", "percentile"] = "count"
    counted: tuple[ColumnElement[bool], ...] = ()
    good: ColumnElement[bool] | None = None
    value: ColumnElement[Any] | None = None
    percent: int = 50
    better: Literal["high", "low", ""] = ""
    without: frozenset[Dimension] = field(default=frozenset())

    def divided_by(self, dimension: Dimension) -> bool:
        return dimension not in self.without and (dimension in TIMES or dimension in self.source.dimensions)


def _runs(name: str, title: str, outcomes: tuple[str, ...], about: str, unit: str = "件") -> NumberMeasure:
    without: frozenset[Dimension] = frozenset() if "handoff" in outcomes and len(outcomes) == 1 else _NO_REASON
    counted = (_r.outcome.in_(outcomes),)
    return NumberMeasure(name, title, unit, RUNS, _r.ended_ms, about, counted=counted, without=without)


_NO_REASON: frozenset[Dimension] = frozenset({"reason"})
_OF_SERVICE = _r.service != ""


def _share(name: str, title: str, outcome: str, about: str, better: Literal["high", "low"]) -> NumberMeasure:
    return NumberMeasure(
        name, title, "%", RUNS, _r.ended_ms, about, "share", (_OF_SERVICE, _r.outcome != ""), _r.outcome == outcome,
        better=better, without=_NO_REASON,
    )  # fmt: skip


def _asks(name: str, title: str, counted: tuple[ColumnElement[bool], ...], about: str) -> NumberMeasure:
    return NumberMeasure(name, title, "次", ASKS, _a.at_ms, about, counted=counted)


_PUT, _AGAIN = _a.put == 1, _a.reask != ""
_EVERY: tuple[NumberMeasure, ...] = (
    NumberMeasure(
        "begun", "业务开始数", "件", RUNS, _r.began_ms, "市民开始办的业务，按开始的时间算", counted=(_OF_SERVICE,),
        without=_NO_REASON,
    ),
    _runs("completed", "办结数", _DONE, "办到最后一步的业务，按办结的时间算"),
    NumberMeasure(
        "unfinished", "没办完数", "件", RUNS, _r.ended_ms,
        "转人工、取消、中途离开和中断的业务，按停下的时间算；还在办的不算",
        counted=(_OF_SERVICE, _r.outcome.in_(_UNDONE)), without=_NO_REASON,
    ),
    _runs("handoff", "转人工数", ("handoff",), "转给人工的次数，没选业务就转的也算，按转的时间算", "次"),
    _runs("left", "中途离开数", ("left",), "市民没办完就离开的业务，按离开的时间算"),
    _runs("cancelled", "取消数", ("cancelled",), "市民说不办了的业务，按取消的时间算"),
    _runs("broken", "中断数", ("broken",), "因故障或停机断掉的业务，按断掉的时间算"),
    _share("completed_rate", "办结率", "completed", "停下的业务里办结的占多少，还在办的不算", "high"),
    _share("handoff_rate", "转人工率", "handoff", "停下的业务里转人工的占多少，还在办的不算", "low"),
    _share("left_rate", "中途离开率", "left", "停下的业务里中途离开的占多少，还在办的不算", "low"),
    _share("cancelled_rate", "取消率", "cancelled", "停下的业务里取消的占多少，还在办的不算", "low"),
    NumberMeasure(
        "duration", "平均办理时长", "秒", RUNS, _r.ended_ms, "办结的业务从开始到办结的平均时间", "mean",
        (_OF_SERVICE, _r.outcome == "completed"), value=_r.ended_ms - _r.began_ms, better="low", without=_NO_REASON,
    ),
    _asks("asks", "提问次数", (_PUT,), "向市民提的问题，再问一遍也算"),
    _asks("reasks", "重问次数", (_PUT, _AGAIN), "因为没听懂或没出声，把同一个问题再问一遍的次数"),
    _asks("no_match", "没听懂次数", (_a.reask == "no_match",), "市民说了，但没听懂的次数"),
    _asks("no_input", "没出声次数", (_a.reask == "no_input",), "等了但市民没出声的次数"),
    NumberMeasure(
        "reask_rate", "重问率", "%", ASKS, _a.at_ms, "所有提问里再问一遍的占多少", "share", (_PUT,), _AGAIN,
        better="low",
    ),
    NumberMeasure("talks", "会话数", "次", TALKS, _c.began_ms, "开始的会话，按开始的时间算"),
    NumberMeasure("ratings", "评价数", "个", RATINGS, ratings.c.at_ms, "市民给的评价"),
    NumberMeasure(
        "good_ratings", "好评数", "个", RATINGS, ratings.c.at_ms, "满意和非常满意的评价",
        counted=(ratings.c.score >= 4,),
    ),
    NumberMeasure(
        "poor_ratings", "差评数", "个", RATINGS, ratings.c.at_ms, "不满意和非常不满意的评价",
        counted=(ratings.c.score <= POOR,),
    ),
    NumberMeasure(
        "good_rate", "满意率", "%", RATINGS, ratings.c.at_ms, "所有评价里满意和非常满意的占多少", "share", (),
        ratings.c.score >= 4, better="high",
    ),
    NumberMeasure(
        "poor_rate", "差评率", "%", RATINGS, ratings.c.at_ms, "所有评价里不满意和非常不满意的占多少", "share", (),
        ratings.c.score <= POOR, better="low",
    ),
    NumberMeasure(
        "score", "平均评分", "分", RATINGS, ratings.c.at_ms, "评价的平均分，5 分最好", "mean", (),
        value=ratings.c.score, better="high", without=frozenset({"score"}),
    ),
    NumberMeasure("gaps", "没答上的问题数", "个", GAPS, gaps.c.at_ms, "市民问了、知识库里没有答案的问题"),
    *(
        NumberMeasure(
            f"answer_p{percent}", f"首答时延{name}", "毫秒", SPOKEN, turns.c.at_ms,
            f"市民说完到听见回答的时间，{share}的回答不比它慢；只算说话，不算点屏幕", "percentile",
            (turns.c.who == "citizen", turns.c.timings["asr_ms"].as_float().is_not(None)), value=ANSWER_MS,
            percent=percent, better="low",
        )
        for percent, name, share in ((50, "中位数（p50）", "一半"), (95, "p95", "百分之九十五"))
    ),
)  # fmt: skip
MEASURES: Mapping[str, NumberMeasure] = {measure.name: measure for measure in _EVERY}
