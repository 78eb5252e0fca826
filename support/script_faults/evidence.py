"""What no source bears out, and what nobody has tried."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.script.model import Query
from support.script_faults.shipped import Fault, Shipped, kind, said


@kind
def unknown_source(shipped: Shipped) -> Iterator[Fault]:
    for basis in shipped.script.basis:
        yield from shipped.swap("unknown_source", "no-source", basis.line, r"kb/[\w-]+", "kb/nowhere-1")


@kind
def expired(shipped: Shipped) -> Iterator[Fault]:
    line = shipped.key_line("版本")
    yield shipped.put("expired", "expired-source", line, shipped.lines[line - 1], "失效: 2020-12-31", where=line + 1)


@kind
def invented_figure(shipped: Shipped) -> Iterator[Fault]:
    for words in ("工本费是八十七元，", "要等四十三天，", "可以报销百分之三十七，"):
        for line in said(shipped):
            yield from shipped.swap("invented_figure", "unsupported-number", line, "说: ", f"说: {words}")


@kind
def untried_way(shipped: Shipped) -> Iterator[Fault]:
    """A branch that no conversation test can have taken."""
    for step in shipped.script.steps:
        if isinstance(step, Query) and step.params:
            following = [line for line in shipped.top() if line > step.line]
            if following:
                new = (f"- 如果: {step.params[0]} == 从来没有人说过", "  那么: [{说: 好的。}]")
                yield shipped.step("untried_way", "untested-branch", following[0], *new)


@kind
def excuse_without_reason(shipped: Shipped) -> Iterator[Fault]:
    for line in said(shipped):
        text = shipped.lines[line - 1] + " # lint: 不查 long-sentence"
        yield shipped.put("excuse_without_reason", "bare-suppression", line, text)
