"""The input of the checks: each script that loads, as a tree with lines and as a program, and the other files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from dialogue.errors import ScriptError
from dialogue.knowledge import Passage
from dialogue.library import Library
from dialogue.lint.finding import Finding, Level
from dialogue.script import Script
from dialogue.script.assurance import ProofMeans
from dialogue.script.keys import ALIASES
from dialogue.services import ServicesFolder
from dialogue.testing import ConversationTests
from dialogue.yaml_lines import Map, Node, Scalar, Seq


@dataclass(frozen=True, slots=True)
class Source:
    """A script that loads, and the tree of its file."""

    file: str
    tree: Map
    script: Script

    def node(self, *path: str) -> Node | None:
        """The value under the keys of `path`, whichever language they are written in."""
        found: Node | None = self.tree
        for key in path:
            found = field(found, key)
        return found

    def line(self, *path: str) -> int:
        """Where the last key of `path` is written, or the nearest one above it that is there."""
        at, found = 1, self.tree
        for key in path:
            entry = next(((k, v) for k, v in found.entries if _is(k, key)), None)
            if entry is None:
                break
            at = entry[0].line
            if not isinstance(entry[1], Map):
                break
            found = entry[1]
        return at

    def finding(self, line: int, code: str, level: Level, message: str, fix: str) -> Finding:
        return Finding(self.file, line, code, level, message, fix)

    def error(self, line: int, code: str, message: str, fix: str) -> Finding:
        return Finding(self.file, line, code, "error", message, fix)

    def warning(self, line: int, code: str, message: str, fix: str) -> Finding:
        return Finding(self.file, line, code, "warning", message, fix)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Files that did not load. What they hold is not known, so no finding may rest on its absence."""

    scripts: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True)
class LintContext:
    """A services folder as the checks see it on the day `today`.

    `sends_sms`: the hall's back end sends text messages. `means`: how the hall can prove who a citizen is; None:
    unknown.
    """

    folder: ServicesFolder
    today: date
    sends_sms: bool = False
    means: frozenset[ProofMeans] | None = None

    @property
    def root(self) -> str:
        return str(self.folder.root)

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.folder.passages

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The scripts without mistakes, in order of their files."""
        return tuple(
            Source(file.file, file.tree, file.script)
            for file in self.folder.scripts
            if file.tree and file.script and not file.errors
        )

    @cached_property
    def gaps(self) -> Gaps:
        unread = [file.file for file in self.folder.scripts if file.errors]
        unread += [error.file for error in self.folder.listing_errors]
        knowledge = (error.file for error in self.folder.knowledge_errors)
        return Gaps(tuple(dict.fromkeys(unread)), tuple(dict.fromkeys(knowledge)))

    @cached_property
    def conversation_tests(self) -> ConversationTests:
        return ConversationTests(tuple(test for file in self.folder.tests for test in file.tests))

    @property
    def test_errors(self) -> tuple[ScriptError, ...]:
        return tuple(error for file in self.folder.tests for error in file.errors)

    @cached_property
    def library(self) -> Library:
        """The scripts and passages as the machine has them."""
        return Library(tuple(source.script for source in self.sources), self.passages)


def place(passage: Passage, context: LintContext) -> tuple[str, int]:
    """Its file and line. A passage's `id` is `file:line`, or `file/sheet:line`."""
    file, _, line = passage.id.rpartition(":")
    return str(Path(context.root) / "knowledge" / file.partition("/")[0]), int(line)


def unchecked(context: LintContext, files: tuple[str, ...], what: str) -> Finding:
    """Says once that `what` was not looked at, because `files` did not load. It stands before a file's findings."""
    names = "、".join(Path(file).name for file in files)
    message = f"{names} 有错误，没有读进来，所以{what}这次没有查"
    return Finding(context.root, 1, "not-checked", "warning", message, "先改好它的错误，再检查一遍")


def field(node: Node | None, key: str) -> Node | None:
    """One value of a mapping, by its Chinese key or the English alias; None where there is none."""
    if not isinstance(node, Map):
        return None
    return next((value for name, value in node.entries if _is(name, key)), None)


def words(node: Node | None) -> Iterator[Scalar]:
    """The words of a list, or the single word that stands for one."""
    for item in node.items if isinstance(node, Seq) else (node,):
        if isinstance(item, Scalar):
            yield item


def steps(node: Node | None) -> Iterator[Map]:
    """Every step written under `node`, those inside arms and failure branches too, in the order written."""
    for item in node.items if isinstance(node, Seq) else (node,):
        if not isinstance(item, Map):
            continue
        yield item
        for key in ("那么", "否则"):
            yield from steps(field(item, key))
        arms = field(item, "分支")
        for _, arm in arms.entries if isinstance(arms, Map) else ():
            yield from steps(arm)
        for key in ("查询", "提交", "取号", "调用服务"):
            yield from steps(field(field(item, key), "失败"))
        yield from steps(field(field(item, "挑选"), "没有"))
        yield from steps(field(field(item, "逐条"), "做"))


def _is(name: Scalar, key: str) -> bool:
    return name.value == key or ALIASES.get(name.value) == key
