"""Reading a mapping's fields: Chinese keys or English aliases, unknown keys refused with the nearest known one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from dialogue.errors import Code, Problems
from dialogue.script.keys import ALIASES
from dialogue.yaml_lines import Map, Node, Scalar, Seq

T = TypeVar("T")
#: Lists of names: none holds a comma, so a Chinese one was meant to be one of the list.
_LISTS_OF_NAMES = frozenset({"收集", "取值", "项目", "传", "得到", "渠道", "回执", "调用", "不调用"})
_WIDE_COMMA = re.compile(r"[，、；]")


class Fields:
    """The fields of one mapping. Wrong shapes go to `problems` and read as absent, so that reading can go on."""

    def __init__(self, node: Map, known: Iterable[str], where: str, problems: Problems) -> None:
        self.line = node.line
        self.where = where
        self.problems = problems
        self.values: dict[str, Node] = {}
        known = tuple(known)
        for key, value in node.entries:
            name = ALIASES.get(key.value, key.value)
            if name not in known:
                problems.add(key.line, f"{where}不认识“{key.value}”", nearest(key.value, known), code="unknown-key")
            elif name in self.values:
                problems.add(key.line, f"“{key.value}”和“{name}”是同一项，写了两次", "删掉一个", code="duplicate-key")
            else:
                self.values[name] = value

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def line_of(self, key: str) -> int:
        return self.values[key].line if key in self.values else self.line

    def node(self, key: str) -> Node | None:
        return self.values.get(key)

    def text(self, key: str, *, required: bool = False, default: str = "", code: Code | None = None) -> str:
        """The field's text, stripped; `default` where it is absent, empty or no text.

        `code`: of every mistake found here, instead of `missing-key` and `bad-value`.
        """
        node = self.values.get(key)
        if node is None:
            if required:
                missing = code or "missing-key"
                self.problems.add(self.line, f"{self.where}少了“{key}”", f"加一行“{key}: …”", code=missing)
            return default
        if not isinstance(node, Scalar):
            self.problems.add(node.line, f"“{key}”应该是一句话", "不要写成列表或花括号", code=code or "bad-value")
            return default
        if not node.value.strip():
            self.problems.add(node.line, f"“{key}”是空的", "写上内容，或者删掉这一行", code=code or "bad-value")
            return default
        return node.value.strip()

    def texts(self, key: str, *, required: bool = False, twice: Code | None = None) -> tuple[str, ...]:
        """A list of words; a single word counts as a list of one.

        `twice`: the code of the mistake when a word stands there twice; None: it may.
        """
        node = self.values.get(key)
        if node is None:
            if required:
                self.problems.add(self.line, f"{self.where}少了“{key}”", f"加一行“{key}: […]”", code="missing-key")
            return ()
        items = node.items if isinstance(node, Seq) else (node,)
        found = []
        for item in items:
            if isinstance(item, Scalar) and key in _LISTS_OF_NAMES and _WIDE_COMMA.search(item.value):
                wide_comma(item, self.problems)
                found += [part.strip() for part in _WIDE_COMMA.split(item.value) if part.strip()]
            elif isinstance(item, Scalar) and item.value.strip():
                if twice and item.value.strip() in found:
                    self.problems.add(item.line, f"{key}“{item.value.strip()}”写了两次", "删掉一个", code=twice)
                found.append(item.value.strip())
            else:
                self.problems.add(item.line, f"“{key}”里应该是一个个词", "写成 [甲, 乙]", code="bad-value")
        return tuple(found)

    def map(self, key: str) -> Map | None:
        node = self.values.get(key)
        if node is None or isinstance(node, Map):
            return node
        self.problems.add(node.line, f"“{key}”应该是“键: 值”", "写成 {键: 值}，或者缩进分行写", code="bad-value")
        return None

    def inner(self, key: str, known: Iterable[str]) -> Fields | None:
        """The fields of the mapping that stands at `key`."""
        node = self.map(key)
        return Fields(node, known, f"“{key}”", self.problems) if node else None

    def seq(self, key: str) -> Seq | None:
        node = self.values.get(key)
        if node is None or isinstance(node, Seq):
            return node
        self.problems.add(node.line, f"“{key}”应该是列表", "每项前面写“- ”，或者放进方括号", code="bad-value")
        return None

    def one_of(self, key: str, table: Mapping[str, T], default: T) -> T:
        word = self.text(key)
        return self.look_up(key, word, table, default) if word else default

    def many_of(self, key: str, table: Mapping[str, T]) -> tuple[T, ...]:
        found = (self.look_up(key, word, table, None) for word in self.texts(key))
        return tuple(value for value in found if value is not None)

    def look_up(self, key: str, word: str, table: Mapping[str, T], default: T) -> T:
        if word in table:
            return table[word]
        self.problems.add(self.line_of(key), f"“{key}”不能是“{word}”", nearest(word, tuple(table)), code="bad-value")
        return default


def wide_comma(item: Scalar, problems: Problems) -> None:
    """A Chinese comma separates nothing in YAML: 甲，乙 would be one word."""
    message = f"“{item.value.strip()}”里是中文的逗号或顿号，会当成一个词"
    problems.add(item.line, message, "改成英文逗号，例如 [甲, 乙]", code="full-width-comma")


def nearest(word: str, known: Iterable[str]) -> str:
    """`是不是想写“…”？`, or the list of what would be right."""
    known = tuple(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    if not near:
        near = [name for name in known if set(name) & set(word)][:1]
    if near:
        return f"是不是想写“{near[0]}”？"
    return f"可用的有：{'、'.join(known)}"
