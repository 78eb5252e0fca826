"""YAML as a clerk means it: every scalar is the text that was typed, and every node knows its line.

YAML 1.1 turns `12:30` into 750, `013` into 11, `no` into false and an ID number into an integer. Here nothing is
converted: the parser's node tree is taken before types are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from dialogue.errors import Code, Problems
from dialogue.yaml_syntax import character_slips, syntax_slip


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

#: Lists and mappings within each other: a script has a tenth of it. Readers of the nodes may recurse.
_DEEPEST = 64
#: Nodes of one file with aliases expanded: a hall's longest file has a hundredth of it.
_LARGEST = 200_000
#: Characters that YAML can escape but that cannot be written to a file, sent or shown.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _RefusedError(Exception):
    """The file is not read any further."""


def parse(text: str, problems: Problems, known_keys: Iterable[str] = ()) -> Node | None:
    """The document's root, or None when the text is not YAML (the reason is then in `problems`).

    `known_keys` are the keys whose full-width colon is looked for: `说：` instead of `说: `.
    An alias stands for the node it names; one that names itself, and aliases that grow without end, are refused.
    """
    found_before = len(problems.errors)
    for slip in character_slips(text, known_keys):
        problems.add(slip.line, slip.message, slip.fix, code=slip.code)
    try:
        root = _nodes(text, problems)
    except yaml.MarkedYAMLError as error:
        if len(problems.errors) == found_before:
            slip = syntax_slip(error, text)
            problems.add(slip.line, slip.message, slip.fix, code=slip.code)
        return None
    except yaml.YAMLError as error:  # a character YAML forbids has no mark
        problems.add(1, f"文件里有 YAML 不认识的字符：{error}", "删掉看不见的控制字符", code="not-yaml")
        return None
    except _RefusedError:  # the reason is in `problems`
        return None
    if root is None:
        problems.add(1, "文件是空的", "至少要写“服务”和“步骤”", code="not-yaml")
        return None
    return root


def _nodes(text: str, problems: Problems) -> Node | None:
    """libyaml where it is there, ten times as fast; what it refuses is told in the words of PyYAML's own parser."""
    found = len(problems.errors)
    try:
        return _Builder(problems).build(yaml.parse(text, Loader=_FAST))
    except yaml.YAMLError:
        problems.forget(found)
        return _Builder(problems).build(yaml.parse(text, Loader=yaml.SafeLoader))


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet. `nodes`: what stands in it; of a mapping, key and value in turn."""

    line: int
    mapping: bool
    anchor: str | None
    nodes: list[Node] = field(default_factory=list)
    size: int = 1


class _Builder:
    """Nodes out of the parser's events, without recursion: depth and size are bounded whatever the text holds."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._open: list[_Open] = []
        self._named: dict[str, tuple[Node, int]] = {}  # by anchor: the node, and the nodes in it with aliases expanded
        self._root: Node | None = None

    def build(self, events: Iterable[Any]) -> Node | None:
        """Raises `yaml.YAMLError` on what is not YAML, `_RefusedError` on what is but is not taken."""
        documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(line, "文件里有两份内容（中间有一行 ---）", "分成两个文件，或者删掉那一行 ---")
            elif isinstance(event, yaml.AliasEvent):
                self._alias(str(event.anchor), line)
            elif isinstance(event, yaml.ScalarEvent):
                if _NO_TEXT.search(event.value):
                    self._refuse(
                        line,
                        "有不是文字的字符（半个代理对，或者空字符）",
                        "删掉 \\u 或 \\0 开头的这一段，直接写汉字",
                        code="bad-value",
                    )
                self._put(Scalar(str(event.value), line), 1, event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self._open) == _DEEPEST:
                    self._refuse(line, f"一层套一层，超过了 {_DEEPEST} 层", "检查括号和缩进")
                self._open.append(_Open(line, isinstance(event, yaml.MappingStartEvent), event.anchor))
            elif isinstance(event, yaml.CollectionEndEvent):
                done = self._open.pop()
                node = self._map(done) if done.mapping else Seq(tuple(done.nodes), done.line)
                self._put(node, done.size, done.anchor)
        return self._root

    def _put(self, node: Node, size: int, anchor: str | None, line: int = 0) -> None:
        if anchor is not None:
            self._named[anchor] = node, size
        if not self._open:
            self._root = node
            return
        self._open[-1].nodes.append(node)
        self._open[-1].size += size
        if self._open[-1].size > _LARGEST:
            self._refuse(line or node.line, "内容太多，或者别名（*）一层套一层", "分成几个文件，不要用别名")

    def _alias(self, anchor: str, line: int) -> None:
        if any(opened.anchor == anchor for opened in self._open):
            self._refuse(line, f"“*{anchor}”引用了它自己所在的内容", "以 * 开头的内容有特殊含义，给整句话加上英文引号")
        if anchor not in self._named:
            self._refuse(line, "以 * 开头的内容有特殊含义", "给整句话加上英文引号", code="not-yaml")
        node, size = self._named[anchor]
        self._put(node, size, None, line)

    def _map(self, done: _Open) -> Map:
        entries: list[tuple[Scalar, Node]] = []
        first_seen: dict[str, int] = {}
        for key, value in zip(done.nodes[::2], done.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._problems.add(key.line, "键必须是一个词", "把列表或花括号移到冒号右边")
            elif key.value in first_seen:
                before = first_seen[key.value]
                self._problems.add(
                    key.line, f"“{key.value}”写了两次，前一次在第 {before} 行", "删掉一个", code="duplicate-key"
                )
            else:
                first_seen[key.value] = key.line
                entries.append((key, value))
        return Map(tuple(entries), done.line)

    def _refuse(self, line: int, message: str, fix: str, *, code: Code = "script-error") -> NoReturn:
        self._problems.add(line, message, fix, code=code)
        raise _RefusedError
