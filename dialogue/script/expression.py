"""Values and conditions of a script: `今天 + 3工作日`, `身份证号|年龄 >= 60 且 有 代办人姓名`. `grammar` reads them.

A value that cannot be worked out (an empty variable, a word in a sum) is empty, and no comparison with it holds but
those with an empty value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from dialogue.filters import Way, apply
from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from dialogue.script.items import items_of
from dialogue.script.quantity import Quantity, Sign, Unit, combined, quantity, rounded, scaled, written

Order = Literal[">", ">=", "<", "<="]
Aggregate = Literal["个数", "合计"]
TODAY: Final = "今天"
NOW: Final = "现在"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression is worked out from. `now`: `HH:MM`, or empty where it is not known."""

    values: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    now: str = ""
    calendar: HallCalendar = NO_CALENDAR


# ---- values ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """Text as it stands. `quoted` False: a bare word, which is a variable where one has that name (`resolve`)."""

    text: str
    quoted: bool = False

    def value(self, scope: Scope) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    filters: tuple[str, ...] = ()

    def value(self, scope: Scope) -> str:
        return apply(self.filters, scope.values.get(self.name, ""), Way(False, scope.today))


@dataclass(frozen=True, slots=True)
class CurrentTime:
    """今天 (`2026-03-01`) or 现在 (`14:30`)."""

    which: Literal["今天", "现在"]

    def value(self, scope: Scope) -> str:
        if self.which == NOW:
            return scope.now
        return scope.today.isoformat() if scope.today else ""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """3天, 2个月, 3工作日: what is added to a day or taken from it."""

    count: int
    unit: Unit

    def value(self, scope: Scope) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Counted:
    """个数(清单): how many items a list has; 合计(清单.字段): the sum of one field of them."""

    how: Aggregate
    name: str
    field: str = ""

    def value(self, scope: Scope) -> str:
        items = items_of(scope.values.get(self.name, ""))
        if self.how == "个数":
            return str(len(items))
        numbers = [quantity(item.get(self.field, "")) for item in items]
        if any(number is None or number.kind != "number" for number in numbers):
            return ""
        return str(sum((number.number for number in numbers if number), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`first` and what is added (+1) or taken (−1). `unit`: what a difference of days, or a last number, counts in."""

    first: Value
    rest: tuple[tuple[int, Value], ...]
    unit: Unit | None = None

    def value(self, scope: Scope) -> str:
        total = self.exactly(scope)
        return written(rounded(total) if any(isinstance(part, Product) for part in every(self)) else total)

    def exactly(self, scope: Scope) -> Quantity | None:
        total = _exactly(self.first, scope)
        for at, (sign, part) in enumerate(self.rest, 1):
            if isinstance(part, TimeSpan):
                total = combined(total, sign, Quantity("number", Decimal(part.count)), part.unit, scope.calendar)
            else:
                unit = self.unit if at == len(self.rest) else None
                total = combined(total, sign, _exactly(part, scope), unit, scope.calendar)
        return total


@dataclass(frozen=True, slots=True)
class Product:
    """`first` and what it is multiplied with (×) or divided by (÷): numbers. Rounded to the cent once, at the end."""

    first: Value
    rest: tuple[tuple[Sign, Value], ...]

    def value(self, scope: Scope) -> str:
        return written(rounded(self.exactly(scope)))

    def exactly(self, scope: Scope) -> Quantity | None:
        total = _exactly(self.first, scope)
        for sign, part in self.rest:
            total = scaled(total, sign, _exactly(part, scope))
        return total


Value = Constant | Variable | CurrentTime | TimeSpan | Counted | Arithmetic | Product


def _exactly(value: Value, scope: Scope) -> Quantity | None:
    """The quantity of a value inside another: not rounded."""
    return value.exactly(scope) if isinstance(value, Arithmetic | Product) else quantity(value.value(scope))


# ---- conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Test:
    """True when the left value is (or, negated, is not) one of `options`."""

    left: Value
    options: tuple[Value, ...]
    negated: bool = False

    __test__ = False  # pytest: not a test class

    def holds(self, scope: Scope) -> bool:
        left = self.left.value(scope)
        computed = isinstance(self.left, Arithmetic | Product | Counted)
        return any(
            _equal(left, one.value(scope), computed or isinstance(one, Arithmetic | Product | Counted))
            for one in self.options
        ) != (self.negated)


@dataclass(frozen=True, slots=True)
class Compare:
    """True when left stands in `order` to right: as numbers, days or hours, where both are. Else false."""

    left: Value
    order: Order
    right: Value

    def holds(self, scope: Scope) -> bool:
        mine, theirs = quantity(self.left.value(scope)), quantity(self.right.value(scope))
        if mine is None or theirs is None or mine.kind != theirs.kind:
            return False
        order = (mine.order > theirs.order) - (mine.order < theirs.order)
        return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0}[self.order]


@dataclass(frozen=True, slots=True)
class Has:
    """有 or, negated, 没有: whether a variable has a value that is not empty. An empty list is no value."""

    name: str
    negated: bool = False

    def holds(self, scope: Scope) -> bool:
        return (scope.values.get(self.name, "") not in ("", "[]")) != self.negated


@dataclass(frozen=True, slots=True)
class Workday:
    """Whether a day is (or, negated, is not) a working day of the hall."""

    day: Value
    negated: bool = False

    def holds(self, scope: Scope) -> bool:
        found = quantity(self.day.value(scope))
        return found is not None and found.kind == "day" and scope.calendar.is_workday(found.day) != self.negated


@dataclass(frozen=True, slots=True)
class Open:
    """Whether the hall is (or, negated, is not) within its office hours now."""

    negated: bool = False

    def holds(self, scope: Scope) -> bool:
        return (scope.today is not None and scope.calendar.is_open(scope.today, scope.now)) != self.negated


@dataclass(frozen=True, slots=True)
class Either:
    """`how` "all": every part holds; "any": at least one does."""

    how: Literal["all", "any"]
    parts: tuple[Condition, ...]

    def holds(self, scope: Scope) -> bool:
        results = (part.holds(scope) for part in self.parts)
        return all(results) if self.how == "all" else any(results)


Condition = Test | Compare | Has | Workday | Open | Either
Expression = Value | Condition


def _equal(left: str, right: str, as_numbers: bool) -> bool:
    """`as_numbers`: 10 and 10.00 are the same. Of values as they came, a leading zero counts: 0123 is not 123."""
    if left == right or not as_numbers:
        return left == right
    mine, theirs = quantity(left), quantity(right)
    return mine is not None and theirs is not None and mine == theirs


# ---- looked at from outside -----------------------------------------------------------------------------------------


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The values and conditions directly inside."""
    match expression:
        case Arithmetic(first=first, rest=rest) | Product(first=first, rest=rest):
            return (first, *(part for _, part in rest))
        case Test(left=left, options=options):
            return (left, *options)
        case Compare(left=left, right=right):
            return (left, right)
        case Workday(day=day):
            return (day,)
        case Either(parts=inner):
            return inner
        case _:
            return ()


def every(expression: Expression) -> Iterable[Expression]:
    """The expression and everything inside it."""
    yield expression
    for part in parts(expression):
        yield from every(part)


def names(expression: Expression) -> tuple[str, ...]:
    """The variables it needs a value of. What 有 and 没有 ask about may be unset."""
    found = (part.name for part in every(expression) if isinstance(part, Variable | Counted))
    return tuple(dict.fromkeys(found))


def asked_about(expression: Expression) -> tuple[str, ...]:
    """The variables that 有 and 没有 ask about."""
    return tuple(part.name for part in every(expression) if isinstance(part, Has))


def option_test(condition: Condition) -> tuple[str, frozenset[str], bool] | None:
    """The variable, the values and the negation of a test of a plain variable against constants; None of any other."""
    match condition:
        case Test(left=Variable(name=name, filters=()), options=options, negated=negated) if all(
            isinstance(one, Constant) for one in options
        ):
            return name, frozenset(one.text for one in options if isinstance(one, Constant)), negated
        case _:
            return None
