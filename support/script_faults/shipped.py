"""Mistakes that operators make, made on purpose in the scripts we ship. Each knows where it is and what it is called.

A kind is a function from a shipped script to every place where that mistake can be made in it; nothing is chosen by
hand. Lines are those of the changed text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogue.errors import Problems
from dialogue.script import Script, Slot, load_script
from dialogue.script.calendar import NO_CALENDAR
from dialogue.script.calendar_file import load_calendar
from dialogue.yaml_lines import Map, Node, Seq, parse


@dataclass(frozen=True)
class Fault:
    kind: str
    file: str
    text: str
    line: int
    code: str


class Shipped:
    """A script as it is shipped: its lines, its tree, what it means."""

    def __init__(self, path: Path, others: tuple[Script, ...] = ()) -> None:
        self.path, self.others = path, others
        self.lines = path.read_text(encoding="utf-8").splitlines()
        problems = Problems(path)
        hours = path.with_name("calendar.yaml")
        calendar = load_calendar(hours.read_text(encoding="utf-8"), problems) if hours.exists() else NO_CALENDAR
        script = load_script("\n".join(self.lines), str(path), problems, calendar)
        root = parse("\n".join(self.lines), problems)
        assert script is not None
        assert isinstance(root, Map)
        assert not problems.errors
        self.script, self.root = script, root

    def top(self) -> list[int]:
        """The lines of the steps that are not inside others."""
        steps = self.root.get("步骤")
        assert isinstance(steps, Seq)
        return [item.line for item in steps.items]

    def at(self, *path: str) -> Node | None:
        found: Node | None = self.root
        for key in path:
            found = found.get(key) if isinstance(found, Map) else None
        return found

    def key_line(self, *path: str) -> int:
        parent = self.at(*path[:-1])
        assert isinstance(parent, Map)
        return next(key.line for key, _ in parent.entries if key.value == path[-1])

    # ---- ways to change it ----------------------------------------------------------------------------------------

    def put(self, kind: str, code: str, line: int, *new: str, where: int | None = None) -> Fault:
        """New lines instead of one."""
        text = [*self.lines[: line - 1], *new, *self.lines[line:]]
        return Fault(kind, self.path.name, "\n".join(text) + "\n", line if where is None else where, code)

    def swap(self, kind: str, code: str, line: int, old: str, new: str, where: int | None = None) -> Iterator[Fault]:
        """`old` (a pattern) on one line becomes `new`; nothing where it does not stand."""
        changed = re.sub(old, new, self.lines[line - 1], count=1)
        if changed != self.lines[line - 1]:
            yield self.put(kind, code, line, changed, where=where)

    def step(self, kind: str, code: str, before: int, *new: str) -> Fault:
        """Steps put in before the step at a line, indented like it."""
        indent = re.match(r"\s*", self.lines[before - 1])
        assert indent is not None
        put_in = [f"{indent[0]}{line}" for line in new]
        return self.put(kind, code, before, *put_in, self.lines[before - 1])


Kind = Callable[[Shipped], Iterator[Fault]]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


def numbered(shipped: Shipped) -> Iterator[tuple[int, str]]:
    yield from enumerate(shipped.lines, start=1)


def call_lines(shipped: Shipped) -> list[int]:
    return [line for line, text in numbered(shipped) if re.search(r"(查询|提交): \{", text)]


def slots(shipped: Shipped, *kinds: str) -> Iterator[Slot]:
    """Those with an entry of their own, not those of a 槽位组."""
    return (slot for slot in shipped.script.slots if slot.kind in kinds and not slot.group)


def phone(shipped: Shipped) -> bool:
    return "phone" in shipped.script.channels


def phone_prompts(shipped: Shipped) -> Iterator[tuple[Slot, int]]:
    """Where a slot's own 电话 sentence is, or its only sentence."""
    for slot in shipped.script.slots if phone(shipped) else ():
        line = slot.prompt.phone.line
        if re.search(r"(电话|问|首次): [^{\[|>]+$", shipped.lines[line - 1]):
            yield slot, line


def said(shipped: Shipped) -> Iterator[int]:
    """Block lines of the form `说: a sentence`."""
    for line, text in numbered(shipped):
        if re.search(r"- 说: [^{\[|>\"'【]+[。？]$", text):
            yield line
