"""Words that will be taken for others: 说法 of two services, options of one question, options that are commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from dialogue.lint.finding import Finding
from dialogue.lint.source import Hall, Source, words
from dialogue.script import Slot
from dialogue.understand.commands import read_command
from dialogue.understand.match import strip_fillers
from dialogue.understand.yesno import read_yes_no
from dialogue.yaml_lines import Map
from mandarin.pinyin import clean, fuzzy

#: Fewer ways to ask for a service than this and citizens will not find it.
FEW = 5
#: A plain no. (没有 and 不需要 are good words for an option; these are none.)
_NO = frozenset({"不", "否", "不是", "不对", "不行", "不同意", "拒绝", "错", "错了"})


def understanding(hall: Hall) -> Iterator[Finding]:
    yield from _services(hall)
    for source in hall.sources:
        if len(source.script.says) < FEW:
            message = f"只有 {len(source.script.says)} 种说法，群众换个说法就找不到"
            line = source.line("说法")
            yield source.warning(line, "few-says", message, f"至少写 {FEW} 种，越口语越好")
        for slot in source.script.slots:
            if slot.choices:
                yield from _options(source, slot)


def _services(hall: Hall) -> Iterator[Finding]:
    """The same sounds for two services; told at every place but the first service's."""
    heard: dict[tuple[str, ...], list[tuple[Source, str, int]]] = defaultdict(list)
    for source in hall.sources:
        phrases = [(source.script.name, source.line("服务"))]
        phrases += [(word.value.strip(), word.line) for word in words(source.node("说法"))]
        for phrase, line in phrases:
            heard[fuzzy(strip_fillers(phrase))].append((source, phrase, line))
    for places in heard.values():
        for source, phrase, line in places:
            other = next((at for at in places if at[0] is not source), None)
            if other:
                message = f"“{phrase}”和“{other[0].script.name}”的“{other[1]}”听起来一样"
                yield source.error(line, "says-collide", message, "改掉一个，让两项业务听得出区别")


def _options(source: Source, slot: Slot) -> Iterator[Finding]:
    spoken = _spoken(source, slot)
    for (label, word, line), (other, its, its_line) in combinations(spoken, 2):
        if label == other:
            continue
        if fuzzy(word) == fuzzy(its):
            message = f"“{slot.name}”的选项“{label}”和“{other}”听起来一样：“{word}”“{its}”"
            yield source.error(its_line, "option-collide", message, "换一个说法")
        elif slot.kind != "yesno" and (inside := _inside(word, its)):
            at = line if inside == word else its_line
            message = f"“{slot.name}”的“{inside}”也在另一个选项的“{its if inside == word else word}”里"
            yield source.warning(at, "option-contains", message, "换成不会混的说法")
    for _, word, line in spoken if slot.kind != "yesno" else ():
        if command := read_command(word):
            message = f"“{slot.name}”的“{word}”会当成命令（{_COMMANDS.get(command, command)}）"
            yield source.error(line, "option-command", message, "换一个说法")
        elif read_yes_no(word) or clean(word) in _NO:
            message = f"“{slot.name}”的“{word}”会当成“是”或者“不是”"
            yield source.warning(line, "option-command", message, "类型改成“是否”，或者换一个说法")


_COMMANDS = {
    "repeat": "再说一遍", "cancel": "取消", "back": "上一步", "help": "帮助", "human": "转人工", "slower": "慢一点",
    "faster": "快一点", "louder": "大声点", "softer": "小声点", "restart": "从头开始",
}  # fmt: skip


def _spoken(source: Source, slot: Slot) -> list[tuple[str, str, int]]:
    """Label, word and line of everything that may be said for an option; the label is a word too."""
    node = source.node("槽位", slot.name, "选项")
    found = []
    if isinstance(node, Map):
        for key, value in node.entries:
            label = key.value.strip()
            found.append((label, label, key.line))
            found += [(label, word.value.strip(), word.line) for word in words(value) if word.value.strip()]
    else:
        found += [(word.value.strip(), word.value.strip(), word.line) for word in words(node)]
    return found


def _inside(one: str, other: str) -> str:
    """The one that is a part of the other by its sound, or nothing."""
    short, long = sorted((one, other), key=lambda word: len(fuzzy(word)))
    needle, hay = fuzzy(short), fuzzy(long)
    starts = range(len(hay) - len(needle) + 1)
    return short if len(needle) < len(hay) and any(hay[at : at + len(needle)] == needle for at in starts) else ""
