"""Conditions: `卡状态 == 已挂失`, `办理事由 在 [务工, 经商] 且 已有居住证 != 是`.

or   := and ("或" and)*        and := test ("且" test)*
test := name ("==" | "!=") word  |  name ("在" | "不在") "[" word ("," word)* "]"  |  "(" or ")"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dialogue.errors import Problems


@dataclass(frozen=True, slots=True)
class Test:
    """True when the variable's value is (or, negated, is not) one of `values`."""

    name: str
    values: tuple[str, ...]
    negated: bool

    __test__ = False  # pytest: not a test class

    def holds(self, values: Mapping[str, str]) -> bool:
        return (values.get(self.name, "") in self.values) != self.negated


@dataclass(frozen=True, slots=True)
class Either:
    """`how` "all": every part holds; "any": at least one does."""

    how: Literal["all", "any"]
    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, str]) -> bool:
        results = (part.holds(values) for part in self.parts)
        return all(results) if self.how == "all" else any(results)


Condition = Test | Either

_TOKEN = re.compile(r"\s*(==|!=|[\[\](),，、]|“[^”]*”|\"[^\"]*\"|[^\s=!\[\](),，、“”\"]+)")


class _WrongError(Exception):
    """The text is not a condition; says why in Chinese."""


def names(condition: Condition) -> tuple[str, ...]:
    if isinstance(condition, Test):
        return (condition.name,)
    return tuple(name for part in condition.parts for name in names(part))


def tests(condition: Condition) -> tuple[Test, ...]:
    if isinstance(condition, Test):
        return (condition,)
    return tuple(test for part in condition.parts for test in tests(part))


def parse_condition(text: str, line: int, problems: Problems) -> Condition | None:
    """None when the text is no condition (the reason is then in `problems`)."""
    try:
        parser = _Parser(_tokens(text))
        condition = parser.either()
        if parser.peek():
            raise _WrongError(f"“{parser.peek()}”多出来了")
    except _WrongError as wrong:
        problems.add(
            line, f"条件“{text}”看不懂：{wrong}", "写成“变量 == 值”“变量 在 [值1, 值2]”，用 且、或 连接，两边留空格"
        )
        return None
    return condition


def _tokens(text: str) -> list[str]:
    text = text.replace("＝", "=").replace("！", "!").replace("（", "(").replace("）", ")").replace("，", ",")
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
        name, operator = self.take("变量名"), self.take("比较符号")
        if operator in ("==", "!="):
            return Test(name, (self.word(),), operator == "!=")
        if operator in ("在", "不在"):
            return Test(name, self.words(), operator == "不在")
        raise _WrongError(f"“{operator}”不是比较符号")

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
        if token in ("[", "]", "(", ")", ",", "==", "!="):
            raise _WrongError(f"“{token}”前面少了值")
        return token.strip('“”"')
