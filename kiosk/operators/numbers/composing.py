"""Puts what the words of a question say together into a `NumberQuery`, or refuses it with what is missing. Sans-I/O."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kiosk.operators.numbers.compared_periods import periods_of
from kiosk.operators.numbers.found_words import FoundWords, RefusedQuestionError
from kiosk.operators.numbers.measures import MEASURES, TITLES, Dimension, NumberMeasure
from kiosk.operators.numbers.query import Filter, NumberQuery

#: Groups that are named at most.
MOST_GROUPS = 50
#: Count -> its share of all.
_SHARES = {
    "completed": "completed_rate", "handoff": "handoff_rate", "left": "left_rate", "cancelled": "cancelled_rate",
    "reasks": "reask_rate", "good_ratings": "good_rate", "poor_ratings": "poor_rate",
}  # fmt: skip


def query_of(found: FoundWords, now: datetime) -> NumberQuery:
    measure = _measure(found)
    filters = _filters(found)
    group = _group(found, filters)
    measure = _share(found, measure, group)
    _choice(found, group)
    order, limit = _order(found, measure, group)
    period, against = periods_of(found, now)
    query = NumberQuery(measure.name, period, tuple(filters.values()), group, order, limit, against)
    _check(query, measure, now)
    return query


def _measure(found: FoundWords) -> NumberMeasure:
    names = list(dict.fromkeys(found.measures))
    if not names and found.stuck:
        names = ["unfinished"]
    if not names and found.percents:
        names = ["answer"]
    if not names:
        raise RefusedQuestionError(
            "没看出要数什么。可以问：" + "、".join(measure.title for measure in MEASURES.values()) + "。"
        )
    if len(names) > 1:
        titles = "、".join(MEASURES[_of_answer(name, found)].title for name in names)
        raise RefusedQuestionError(f"一次只能问一个数，这里有{len(names)}个：{titles}。")
    if found.percents and names != ["answer"]:
        raise RefusedQuestionError("p50、p95 只用于首答时延。")
    return MEASURES[_of_answer(names[0], found)]


def _of_answer(name: str, found: FoundWords) -> str:
    if name != "answer":
        return name
    if len(set(found.percents)) > 1:
        raise RefusedQuestionError("一次只能问一个数：p50 或者 p95。")
    return f"answer_p{found.percents[0] if found.percents else 50}"


def _share(found: FoundWords, measure: NumberMeasure, group: Dimension | None) -> NumberMeasure:
    """转人工占多少, 有百分之几办成了. 电话的转人工占多少 may be a share of the telephone's or of all hand-offs."""
    if not found.shares:
        return measure
    share = MEASURES.get(_SHARES.get(measure.name, ""))
    if share is None:
        raise RefusedQuestionError(f"不会算{measure.title}占多少。可以问办结率、转人工率、取消率、重问率、满意率。")
    at, behind = found.shares[0]
    if len(found.shares) > 1 or group or found.compares or found.filtered_to > (0 if behind else at):
        raise RefusedQuestionError(f"没看出是在什么里面占多少。如果要问{share.title}，请写“{share.title}”。")
    return share


def _choice(found: FoundWords, group: Dimension | None) -> None:
    """电话和大屏哪个高; 这周和上周比，哪个多; 哪个业务转人工多."""
    if found.which and group is None and len(found.periods) == 2 and found.weak:
        found.weak.clear()
        found.compares.append("difference")
        return
    if found.which and (group is None or found.groups or not (found.weak or found.orders)):
        raise RefusedQuestionError("没看出“哪个”是在什么里面选。可以问“哪个业务”“哪台机器”，或者写出两个名字。")
    if found.weak and (group is None or group == "reason"):
        raise RefusedQuestionError("没看出多少、高低是和什么比。可以问“哪个业务最多”，或者“这周比上周多多少”。")
    found.orders += found.weak
    if found.which and len(found.periods) < 2:
        found.compares = [one for one in found.compares if one != "difference"]


def _filters(found: FoundWords) -> dict[Dimension, Filter]:
    joined: dict[Dimension, Filter] = {}
    for dimension, ones in found.filters.items():
        values = tuple(dict.fromkeys(value for one in ones for value in one.values))
        words = "、".join(dict.fromkeys(one.words for one in ones))
        joined[dimension] = Filter(dimension, values, words)
    return joined


def _group(found: FoundWords, filters: dict[Dimension, Filter]) -> Dimension | None:
    groups = list(dict.fromkeys(found.groups))
    if "reason" in groups and "handoff" not in found.measures:
        raise RefusedQuestionError("只有转人工记了原因。可以问“上周转人工的原因”，或者“卡在哪一步”。")
    nouns = [one for one in dict.fromkeys(found.nouns) if one not in groups]
    if found.orders or found.limits:
        groups += [one for one in nouns if one not in filters]
    else:
        for one in nouns:
            if one != "service" and one not in filters:
                raise RefusedQuestionError(f"没看出是哪个{TITLES[one]}。可以问“哪个{TITLES[one]}”或者写出名字。")
    if len(groups) > 1:
        raise RefusedQuestionError("一次只能按一样分：这里有" + "、".join(TITLES[one] for one in groups) + "。")
    if groups:
        return groups[0]
    several = [dimension for dimension, one in filters.items() if len(found.filters[dimension]) > 1 and one.values[1:]]
    if len(several) > 1:
        raise RefusedQuestionError("一次只能按一样分：这里有" + "、".join(TITLES[one] for one in several) + "。")
    return several[0] if several else None


def _order(
    found: FoundWords, measure: NumberMeasure, group: Dimension | None
) -> tuple[Literal["high", "low"] | None, int]:
    orders = list(dict.fromkeys(found.orders))
    if len(orders) > 1 or len(set(found.limits)) > 1:
        raise RefusedQuestionError("一次只能问一头：最多，或者最少。")
    if not orders and not found.limits:
        return None, 0
    if group is None:
        raise RefusedQuestionError("没看出是什么里面最多的。可以问“哪个业务”“哪台机器”“哪一步”“哪一天”。")
    said = orders[0] if orders else "high"
    if said in ("best", "worst"):
        if not measure.better:
            raise RefusedQuestionError(f"{measure.title}没有好坏之分，请说最多或者最少。")
        good: Literal["high", "low"] = measure.better
        return (good if said == "best" else _other(good)), (found.limits[0] if found.limits else 1)
    limit = found.limits[0] if found.limits else 1
    if not 1 <= limit <= MOST_GROUPS:
        raise RefusedQuestionError(f"请说 1 到 {MOST_GROUPS} 之间的个数。")
    return ("low" if said == "low" else "high"), limit


def _other(end: Literal["high", "low"]) -> Literal["high", "low"]:
    return "low" if end == "high" else "high"


def _check(query: NumberQuery, measure: NumberMeasure, now: datetime) -> None:
    for period in filter(None, (query.period, query.against)):
        if period.low > now:
            raise RefusedQuestionError(f"{period.words}是将来，还没有数。")
    dimensions: list[Dimension] = [one.dimension for one in query.filters]
    for dimension in [*dimensions, query.group] if query.group else dimensions:
        if not measure.divided_by(dimension):
            able = "、".join(title for one, title in TITLES.items() if measure.divided_by(one))
            raise RefusedQuestionError(f"{measure.title}不能按{TITLES[dimension]}分。能按：{able}。")
    if query.against is not None and query.group is not None:
        raise RefusedQuestionError("比较两段时间时不能再分组，请分两次问。")
