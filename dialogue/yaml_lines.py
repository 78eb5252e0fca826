"""YAML as a clerk means it: every scalar is the text that was typed, and every node knows its line.

YAML 1.1 turns `12:30` into 750, `013` into 11, `no` into false and an ID number into an integer. Here nothing is
converted: the parser's node tree is taken before types are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from dialogue.errors import Problems


@dataclass(frozen=True, slots=True)
class Scalar:
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Seq:
    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Map:
    """Entries in the order written; keys are unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int

    def get(self, key: str) -> Node | None:
        return next((node for name, node in self.entries if name.value == key), None)


Node = Scalar | Seq | Map

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A double-quoted text can name half a surrogate pair, which no file, page or database holds, and a NUL.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_PLACES = {
    "block mapping": "这一段",
    "block collection": "这个列表",
    "flow mapping": "花括号 { } 里",
    "flow sequence": "方括号 [ ] 里",
}


def parse(text: str, problems: Problems, known_keys: Iterable[str] = ()) -> Node | None:
    """The document's root, or None when the text is not YAML (the reason is then in `problems`).

    `known_keys` are the keys whose full-width colon is looked for: `说：` instead of `说: `.
    """
    found_before = len(problems.errors)
    _scan_characters(text, problems, known_keys)
    try:
        root = _compose(text)
    except yaml.MarkedYAMLError as error:
        if len(problems.errors) == found_before:
            _syntax_problem(error, problems)
        return None
    except yaml.YAMLError as error:  # a character YAML forbids has no mark
        problems.add(1, f"文件里有 YAML 不认识的字符：{error}", "删掉看不见的控制字符")
        return None
    if root is None:
        problems.add(1, "文件是空的", "至少要写“服务”和“步骤”")
        return None
    return _convert(root, problems)


def _compose(text: str) -> yaml.Node | None:
    """libyaml where it is there, ten times as fast; what it refuses is told in the words of PyYAML's own parser."""
    try:
        return yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _scan_characters(text: str, problems: Problems, known_keys: Iterable[str]) -> None:
    keys = "|".join(sorted((re.escape(key) for key in known_keys), key=len, reverse=True))
    wide = re.compile(rf"(?:^\s*(?:-\s+)?|[{{,，]\s*)({keys})\s*：") if keys else None
    for number, line in enumerate(text.splitlines(), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            problems.add(number, "行首有制表符（Tab）", "改用空格缩进")
        if "\u3000" in indent:
            problems.add(number, "行首有全角空格", "改用半角空格缩进")
        if wide and (hit := wide.search(line)):
            problems.add(number, f"“{hit[1]}”后面是全角冒号", f"改成半角冒号加一个空格：“{hit[1]}: ”")


def _syntax_problem(error: yaml.MarkedYAMLError, problems: Problems) -> None:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or ""
    place = next((chinese for english, chinese in _PLACES.items() if english in (error.context or "")), "这里")
    if "mapping values are not allowed" in problem:
        problems.add(line, "一行里有两个冒号加空格，分不清哪个是键", "给整句话加上英文引号")
    elif "found character" in problem and "cannot start any token" in problem:
        problems.add(line, "这个字符不能放在开头", "给整句话加上英文引号")
    elif "undefined alias" in problem or "alias" in (error.context or ""):
        problems.add(line, "以 * 开头的内容有特殊含义", "给整句话加上英文引号")
    else:
        problems.add(line, f"{place}的写法不完整（{problem}）", "检查缩进是否对齐、括号和引号是否成对、逗号是否为半角")


def _convert(node: yaml.Node, problems: Problems) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        if _NO_TEXT.search(str(node.value)):
            problems.add(line, "有不是文字的字符（半个代理对，或者空字符）", "删掉 \\u 或 \\0 开头的这一段，直接写汉字")
        return Scalar(str(node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Seq(tuple(_convert(item, problems) for item in node.value), line)
    entries: list[tuple[Scalar, Node]] = []
    first_seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            problems.add(key_line, "键必须是一个词", "把列表或花括号移到冒号右边")
            continue
        key = str(key_node.value)
        if key in first_seen:
            problems.add(key_line, f"“{key}”写了两次，前一次在第 {first_seen[key]} 行", "删掉一个")
            continue
        first_seen[key] = key_line
        entries.append((Scalar(key, key_line), _convert(value_node, problems)))
    return Map(tuple(entries), line)
