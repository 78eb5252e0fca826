"""The one grammar of expressions: conditions (如果, 条件) and values (设, 计算).

or    := and ("或" and)*          and := test ("且" test)*
test  := ("有" | "没有") name  |  "(" or ")"  |  sum ("==" | "!=" | ">" | ">=" | "<" | "<=") sum
       | sum ("在" | "不在") "[" sum ("," sum)* "]"
       | sum ("是" | "不是") "工作日"  |  "现在" ("在" | "不在") "办公时间"
sum   := product (("+" | "-") (product | span))* ["|" unit]
product := part (("×" | "÷") part)*
part  := ("今天" | "现在" | "个数(" list ")" | "合计(" list.field ")" | "(" sum ")" | word | “text”) ("|" filter)*
span  := 3天 | 2周 | 2个月 | 1年 | 3工作日

× and ÷ are also written * and / with spaces around; a part of a sum or a product may be a percentage, 8%.
A word on the right of a comparison, in a list or alone in 设 is the variable of that name; without one it is itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from dialogue.errors import Problems
from dialogue.filters import FILTERS
from dialogue.script.expression import (
    NOW,
    TODAY,
    Arithmetic,
    Compare,
    Condition,
    Constant,
    Counted,
    CurrentTime,
    Either,
    Has,
    Open,
    Order,
    Product,
    Test,
    TimeSpan,
    Value,
    Variable,
    Workday,
)
from dialogue.script.quantity import UNITS, Sign, Unit, quantity
from dialogue.script.tokens import SPECIAL, WrongError, quoted, tokens, unquoted

_ORDERS: dict[str, Order] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
_SPAN = re.compile(r"(\d{1,4})个?(天|日|周|星期|月|年|工作日)")
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)[%％]")
_SAME_UNIT: dict[str, Unit] = {"日": "天", "星期": "周", **{unit: unit for unit in UNITS}}
E = TypeVar("E")


def parse_condition(text: str, line: int, problems: Problems) -> Condition | None:
    """None if the text is not a condition; `problems` then holds the reason."""
    fix = "写成“变量 == 值”“变量 >= 60”“变量 在 [值1, 值2]”“有 变量”，用 且、或 连接，两边留空格"
    try:
        parser = _Parser(tokens(text))
        return parser.whole(parser.either())
    except WrongError as wrong:
        problems.add(line, f"条件“{text}”看不懂：{wrong}", fix, code=wrong.code)
        return None


def parse_value(text: str, line: int, problems: Problems) -> Value | None:
    """None if the text is not a value; `problems` then holds the reason."""
    fix = "写成“今天 + 3工作日”“基本费 × 份数 + 10”“合计(清单.罚款)”或者“文字”，符号两边留空格"
    try:
        parser = _Parser(tokens(text))
        return parser.whole(parser.sum())
    except WrongError as wrong:
        problems.add(line, f"算式“{text}”看不懂：{wrong}", fix, code=wrong.code)
        return None


def resolved_value(value: Value, variables: Collection[str]) -> Value:
    """The value with the bare words that name a variable as variables."""
    match value:
        case Constant(text=word, quoted=False) if word in variables:
            return Variable(word)
        case Arithmetic(first=first, rest=rest):
            inner = tuple((sign, resolved_value(part, variables)) for sign, part in rest)
            return replace(value, first=resolved_value(first, variables), rest=inner)
        case Product(first=first, rest=factors):
            scaled = tuple((sign, resolved_value(part, variables)) for sign, part in factors)
            return replace(value, first=resolved_value(first, variables), rest=scaled)
        case _:
            return value


def resolved_condition(condition: Condition, variables: Collection[str]) -> Condition:
    match condition:
        case Test(left=left, options=options):
            answers = tuple(resolved_value(one, variables) for one in options)
            return replace(condition, left=resolved_value(left, variables), options=answers)
        case Compare(left=left, right=right):
            return replace(condition, left=resolved_value(left, variables), right=resolved_value(right, variables))
        case Workday(day=day):
            return replace(condition, day=resolved_value(day, variables))
        case Either(parts=parts):
            return replace(condition, parts=tuple(resolved_condition(part, variables) for part in parts))
        case _:
            return condition


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, what: str) -> str:
        if not self.peek():
            raise WrongError(f"少了{what}")
        self.at += 1
        return self.tokens[self.at - 1]

    def close(self, sign: str, what: str) -> None:
        if self.peek() != sign:
            raise WrongError(f"{what}没有成对")
        self.at += 1

    def whole(self, found: E) -> E:
        if self.peek():
            raise WrongError(f"“{self.peek()}”多出来了")
        return found

    # ---- conditions -------------------------------------------------------------------------------------------------

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
        if self.peek() in ("有", "没有") and self.peek(1) not in ("", "在", "不在", "是", "不是", *SPECIAL):
            negated = self.take("有") == "没有"
            return Has(self.name("变量名"), negated)
        if self.peek() == "(" and self.holds_condition():
            self.take("括号")
            inner = self.either()
            self.close(")", "括号")
            return inner
        return self.comparison(self.left())

    def holds_condition(self) -> bool:
        """Whether the bracket here holds a condition, not a sum: it has a sign of comparison of its own."""
        deep = 0
        for token in self.tokens[self.at :]:
            deep += (token == "(") - (token == ")")
            if deep == 0:
                return False
            if deep == 1 and token in ("==", "!=", *_ORDERS, "在", "不在", "有", "没有", "是", "不是", "且", "或"):
                return True
        raise WrongError("括号没有成对")

    def left(self) -> Value:
        """A bare word on the left is a variable, whether there is one or not."""
        return _operand(self.sum())

    def comparison(self, left: Value) -> Condition:
        operator = self.take("比较符号")
        if operator in ("==", "!="):
            return Test(left, (self.sum(),), operator == "!=")
        if operator in _ORDERS:
            bound = self.sum()
            if isinstance(bound, Constant) and bound.quoted and quantity(bound.text) is None:
                raise WrongError(f"“{bound.text}”不是数字、日期或时间，比不了大小")
            return Compare(left, _ORDERS[operator], bound)
        if operator in ("在", "不在") and self.peek() == "办公时间":
            self.take("办公时间")
            if left != CurrentTime(NOW):
                raise WrongError("“办公时间”前面只能写“现在”")
            return Open(operator == "不在")
        if operator in ("在", "不在"):
            return Test(left, self.options(), operator == "不在")
        if operator in ("是", "不是") and self.peek() == "工作日":
            self.take("工作日")
            return Workday(left, operator == "不是")
        raise WrongError(f"“{operator}”不是比较符号")

    def options(self) -> tuple[Value, ...]:
        if self.peek() != "[":
            raise WrongError("“在”后面要写方括号")
        self.take("方括号")
        found = [self.sum()]
        while self.peek() == ",":
            self.take("逗号")
            found.append(self.sum())
        self.close("]", "方括号")
        return tuple(found)

    # ---- values -----------------------------------------------------------------------------------------------------

    def sum(self) -> Value:
        first = self.product()
        rest: list[tuple[int, Value]] = []
        while self.peek() in ("+", "-"):
            sign = 1 if self.take("加减号") == "+" else -1
            rest.append((sign, self.span() or self.product()))
        unit = self.unit() if rest or isinstance(first, Arithmetic) else None
        if not rest:
            return replace(first, unit=unit) if unit and isinstance(first, Arithmetic) else first
        for part in (first, *(part for _, part in rest)):
            _need_quantity(part)
        return Arithmetic(_operand(first), tuple((sign, _operand(part)) for sign, part in rest), unit)

    def product(self) -> Value:
        first = self.part()
        rest: list[tuple[Sign, Value]] = []
        while self.peek() in ("×", "÷"):
            sign: Sign = "×" if self.take("乘除号") == "×" else "÷"
            part = _operand(self.part())
            by = quantity(part.text) if sign == "÷" and isinstance(part, Constant) else None
            if by and by.kind == "number" and not by.number:
                raise WrongError("不能除以 0")
            rest.append((sign, part))
        if not rest:
            return first
        for part in (first, *(part for _, part in rest)):
            _need_quantity(part)
        return Product(_operand(first), tuple(rest))

    def span(self) -> TimeSpan | None:
        hit = _SPAN.fullmatch(self.peek())
        if hit is None:
            return None
        self.take("时长")
        return TimeSpan(int(hit[1]), _SAME_UNIT[hit[2]])

    def unit(self) -> Unit | None:
        if self.peek() != "|" or self.peek(1) not in UNITS:
            return None
        self.take("竖线")
        return _SAME_UNIT[self.take("单位")]

    def part(self) -> Value:
        token = self.take("值")
        if token == "(":
            inner = self.sum()
            self.close(")", "括号")
            return inner
        if token in SPECIAL:
            raise WrongError(f"“{token}”前面少了值")
        if token in ("个数", "合计") and self.peek() == "(":
            return self.counted("个数" if token == "个数" else "合计")
        if token in (TODAY, NOW):
            return CurrentTime(TODAY if token == TODAY else NOW)
        if quoted(token):
            return Constant(unquoted(token), quoted=True)
        _no_minus_inside(token)
        filters = self.filters()
        return Variable(token, filters) if filters else Constant(token)

    def counted(self, how: str) -> Counted:
        self.take("左括号")
        name, _, field = self.name("清单名").partition(".")
        self.close(")", "括号")
        if how == "合计" and not field:
            raise WrongError("“合计”要写清加哪一项，例如 合计(清单.罚款)")
        return Counted("合计", name, field) if how == "合计" else Counted("个数", name)

    def name(self, what: str) -> str:
        token = self.take(what)
        if token in SPECIAL or quoted(token):
            raise WrongError(f"“{token}”这里应该是{what}")
        return token

    def filters(self) -> tuple[str, ...]:
        found: list[str] = []
        while self.peek() == "|" and self.peek(1) not in UNITS:
            self.take("竖线")
            found.append(self.take("格式"))
            if found[-1] not in FILTERS:
                raise WrongError(f"不认识的格式“{found[-1]}”，可用的有：{'、'.join(FILTERS)}", "unknown-filter")
        return tuple(found)


def _operand(part: Value) -> Value:
    """On the left and in a sum a bare word is a variable, unless it is a number or a day."""
    if isinstance(part, Constant) and not part.quoted and quantity(part.text) is None:
        share = _PERCENT.fullmatch(part.text)
        return Constant(str(Decimal(share[1]) / 100)) if share else Variable(part.text)
    return part


def _need_quantity(part: Value) -> None:
    if isinstance(part, Constant) and (part.quoted or quantity(part.text) is None):
        _not_a_quantity(part)


def _not_a_quantity(part: Constant) -> None:
    if part.quoted and quantity(part.text) is None:
        raise WrongError(f"“{part.text}”不是数字、日期或时间，不能算")
    if _SPAN.fullmatch(part.text):
        raise WrongError(f"时长“{part.text}”要写在加号或减号后面，例如 今天 + {part.text}")


def _no_minus_inside(token: str) -> None:
    """今天-3天: without spaces the minus would be part of a name, and the word be compared as it stands."""
    if "-" in token and (token.startswith((TODAY, NOW)) or _SPAN.fullmatch(token.rpartition("-")[2])):
        raise WrongError(f"“{token}”里的减号两边要留空格")
