"""Conditions: `卡状态 == 已挂失`, `身份证号|年龄 >= 60 且 办理事由 在 [务工, 经商]`.

or   := and ("或" and)*        and := test ("且" test)*
test := name ("|" filter)* ("==" | "!=" | ">" | ">=" | "<" | "<=") word
      | name ("|" filter)* ("在" | "不在") "[" word ("," word)* "]"  |  "(" or ")"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from dialogue.errors import Code, Problems
from dialogue.filters import FILTERS, Way, apply

#: Of a list: how many items it has, and the sum of one of their fields.
AGGREGATES = ("个数", "合计")
Order = Literal[">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Test:
    """True when the variable's value is (or, negated, is not) one of `values`."""

    name: str
    values: tuple[str, ...]
    negated: bool
    filters: tuple[str, ...] = ()

    __test__ = False  # pytest: not a test class

    def holds(self, values: Mapping[str, str], today: date | None = None) -> bool:
        return (apply(self.filters, values.get(self.name, ""), Way(False, today)) in self.values) != self.negated


@dataclass(frozen=True, slots=True)
class Compare:
    """True when the value stands in `order` to `bound`: as numbers where both are, dates as dates. Else false."""

    name: str
    order: Order
    bound: str
    filters: tuple[str, ...] = ()

    def holds(self, values: Mapping[str, str], today: date | None = None) -> bool:
        value = apply(self.filters, values.get(self.name, ""), Way(False, today))
        mine, theirs = _quantity(value), _quantity(self.bound)
        if mine is None or theirs is None or mine[0] != theirs[0]:
            return False
        order = (mine[1] > theirs[1]) - (mine[1] < theirs[1])
        return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0}[self.order]


@dataclass(frozen=True, slots=True)
class Either:
    """`how` "all": every part holds; "any": at least one does."""

    how: Literal["all", "any"]
    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, str], today: date | None = None) -> bool:
        results = (part.holds(values, today) for part in self.parts)
        return all(results) if self.how == "all" else any(results)


Condition = Test | Compare | Either

_TOKEN = re.compile(r"\s*(==|!=|>=|<=|>|<|[\[\](),，、|]|“[^”]*”|\"[^\"]*\"|[^\s=!<>\[\](),，、|“”\"]+)")
_ORDERS: dict[str, Order] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}


def _quantity(text: str) -> tuple[str, Decimal] | None:
    """What a text counts as in a comparison: a number, or a day or an hour as one."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return "day", Decimal(text.replace("-", ""))
    if re.fullmatch(r"\d{1,2}:\d{2}", text):
        return "hour", Decimal(text.replace(":", "."))
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return ("number", number) if number.is_finite() else None


class _WrongError(Exception):
    """The text is not a condition; says why in Chinese."""

    def __init__(self, reason: str, code: Code = "broken-condition") -> None:
        super().__init__(reason)
        self.code: Code = code


def names(condition: Condition) -> tuple[str, ...]:
    if isinstance(condition, Either):
        return tuple(name for part in condition.parts for name in names(part))
    return (condition.name,)


def tests(condition: Condition) -> tuple[Test, ...]:
    if isinstance(condition, Either):
        return tuple(test for part in condition.parts for test in tests(part))
    return (condition,) if isinstance(condition, Test) else ()


def parse_condition(text: str, line: int, problems: Problems) -> Condition | None:
    """None if the text is not a condition; `problems` then holds the reason."""
    try:
        parser = _Parser(_tokens(text))
        condition = parser.either()
        if parser.peek():
            raise _WrongError(f"“{parser.peek()}”多出来了")
    except _WrongError as wrong:
        problems.add(
            line,
            f"条件“{text}”看不懂：{wrong}",
            "写成“变量 == 值”“变量 >= 60”“变量 在 [值1, 值2]”，用 且、或 连接，两边留空格",
            code=wrong.code,
        )
        return None
    return condition


def _tokens(text: str) -> list[str]:
    text = text.translate(str.maketrans("＝！（），｜＞＜【】", "=!(),|><  "))
    text = text.replace("≥", ">=").replace("≤", "<=")
    found, end = [], 0
    for hit in _TOKEN.finditer(text):
        if text[end : hit.start()].strip():
            raise _WrongError(f"“{text[end : hit.start()].strip()}”不认识")
        found.append(hit[1])
        end = hit.end()
    if text[end:].strip():
        raise _WrongError(f"“{text[end:].strip()}”不认识，判断相等要写两个等号 ==")
    return found


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, what: str) -> str:
        if not self.peek():
            raise _WrongError(f"少了{what}")
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> Condition:
        parts = [self.both()]
        while self.peek() == "或":
            self.take("或")
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either("any", tuple(parts))

    def both(self) -> Condition:
        parts = [self.test()]
        while self.peek() == "且":
            self.take("且")
            parts.append(self.test())
        return parts[0] if len(parts) == 1 else Either("all", tuple(parts))

    def test(self) -> Condition:
        if self.peek() == "(":
            self.take("括号")
            inner = self.either()
            if self.take("右括号") != ")":
                raise _WrongError("括号没有成对")
            return inner
        name, filters = self.variable(), self.filters()
        operator = self.take("比较符号")
        if operator in ("==", "!="):
            return Test(name, (self.word(),), operator == "!=", filters)
        if operator in _ORDERS:
            bound = self.word()
            if _quantity(bound) is None:
                raise _WrongError(f"“{bound}”不是数字、日期或时间，比不了大小")
            return Compare(name, _ORDERS[operator], bound, filters)
        if operator in ("在", "不在"):
            return Test(name, self.words(), operator == "不在", filters)
        raise _WrongError(f"“{operator}”不是比较符号")

    def variable(self) -> str:
        """变量, or 个数(列表), 合计(列表.字段)."""
        name = self.take("变量名")
        if name not in AGGREGATES or self.peek() != "(":
            return name
        self.take("括号")
        inside = self.take("列表")
        if self.take("右括号") != ")":
            raise _WrongError("括号没有成对")
        return f"{name}({inside})"

    def filters(self) -> tuple[str, ...]:
        found = []
        while self.peek() == "|":
            self.take("竖线")
            found.append(self.take("格式"))
            if found[-1] not in FILTERS:
                raise _WrongError(f"不认识的格式“{found[-1]}”，可用的有：{'、'.join(FILTERS)}", "unknown-filter")
        return tuple(found)

    def words(self) -> tuple[str, ...]:
        if self.take("[") != "[":
            raise _WrongError("“在”后面要写方括号")
        found = [self.word()]
        while self.peek() in (",", "，", "、"):
            self.take("逗号")
            found.append(self.word())
        if self.take("]") != "]":
            raise _WrongError("方括号没有成对")
        return tuple(found)

    def word(self) -> str:
        token = self.take("值")
        if token in ("[", "]", "(", ")", ",", "|", "==", "!=", *_ORDERS):
            raise _WrongError(f"“{token}”前面少了值")
        return token.strip('“”"')
