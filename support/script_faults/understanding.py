"""Words that would be taken for others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.script import Slot
from dialogue.yaml_lines import Map, Seq
from support.script_faults.shipped import Fault, Shipped, kind, slots


@kind
def same_words(shipped: Shipped) -> Iterator[Fault]:
    line = shipped.key_line("说法")
    for other in shipped.others:
        for says in other.says[:2]:
            yield from shipped.swap("same_words", "says-collide", line, r"\]$", f", {says}]")


@kind
def too_few_words(shipped: Shipped) -> Iterator[Fault]:
    line = shipped.key_line("说法")
    yield from shipped.swap(
        "too_few_words", "few-says", line, r"\[.*\]", f"[{'，'.join(shipped.script.says[:1])}, 怎么办这个]"
    )


def _option_words(shipped: Shipped) -> Iterator[tuple[Slot, int, str]]:
    """The line of each option's words, and a word of another option."""
    for slot in slots(shipped, "option"):
        node = shipped.at("槽位", slot.name, "选项")
        for place, (key, value) in enumerate(node.entries if isinstance(node, Map) else ()):
            other = slot.choices[place - 1]
            if isinstance(value, Seq) and value.items and re.search(r"\]$", shipped.lines[key.line - 1]):
                yield slot, key.line, other.says[0] if other.says else other.label


@kind
def same_option(shipped: Shipped) -> Iterator[Fault]:
    for _, line, word in _option_words(shipped):
        yield from shipped.swap("same_option", "option-collide", line, r"\]$", f", {word}]")


@kind
def option_in_option(shipped: Shipped) -> Iterator[Fault]:
    for _, line, word in _option_words(shipped):
        yield from shipped.swap("option_in_option", "option-contains", line, r"\]$", f", 不要{word}那种]")


@kind
def option_is_a_command(shipped: Shipped) -> Iterator[Fault]:
    for words in ("取消", "找人工", "再说一遍", "对的"):
        for _, line, _ in _option_words(shipped):
            yield from shipped.swap("option_is_a_command", "option-command", line, r"\]$", f", {words}]")
