"""Words that will be confused: 说法 of two services, options of one question, options that are commands.

Clashes are cached: a folder is checked after every change, and few changes concern these words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from dialogue.lint.finding import Finding, Level
from dialogue.lint.source import LintContext, Source, words
from dialogue.script import Slot
from dialogue.script.model import Choice
from dialogue.slot_kinds import kind_of
from dialogue.understand.answer_words import ONLY_CORRECT
from dialogue.understand.commands import read_command
from dialogue.understand.match import Matcher, strip_fillers
from dialogue.understand.yesno import read_yes_no
from dialogue.yaml_lines import Map
from mandarin.pinyin import clean, fixed_fuzzy

#: Fewer ways to ask for a service than this and citizens will not find it.
FEW = 5
_NEARLY = 0.75  # of the matcher's score, 0..1
#: A plain no. 没有 and 不需要 are allowed as option words; these are not.
_NO = frozenset({"不", "否", "不是", "不对", "不行", "不同意", "拒绝", "错", "错了"})
_COMMANDS = {
    "repeat": "再说一遍", "cancel": "取消", "back": "上一步", "help": "帮助", "human": "转人工", "slower": "慢一点",
    "faster": "快一点", "louder": "大声点", "softer": "小声点", "restart": "从头开始",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clash:
    """Something wrong with `word` of `owner`: a service's wording, or an option's."""

    owner: str
    word: str
    code: str
    level: Level
    message: str
    fix: str


def understanding(context: LintContext) -> Iterator[Finding]:
    wordings = tuple((source.script.name, (source.script.name, *source.script.says)) for source in context.sources)
    for source in context.sources:
        name, says = source.script.name, source.script.says
        if len(says) < FEW:
            message = f"只有 {len(says)} 种说法，群众换个说法就找不到"
            yield source.warning(source.line("说法"), "few-says", message, f"至少写 {FEW} 种，越口语越好")
        lines = {name: source.line("服务")} | {word.value.strip(): word.line for word in words(source.node("说法"))}
        for clash in (clash for clash in _service_clashes(wordings) if clash.owner == name):
            yield _finding(source, lines[clash.word], clash)
        for slot in source.script.slots:
            places = _places(source, slot)
            for clash in _option_clashes(slot.name, slot.choices, kind_of(slot).choices == "yes_no"):
                yield _finding(source, places.get((clash.owner, clash.word), slot.line), clash)


def _finding(source: Source, line: int, clash: Clash) -> Finding:
    return source.finding(line, clash.code, clash.level, clash.message, clash.fix)


@lru_cache(maxsize=8)
def _service_clashes(wordings: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Clash, ...]:
    """Wordings of two services that sound alike, or so similar that the machine would have to ask which is meant."""
    matcher = Matcher(dict(wordings))
    said: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    places = [(name, word) for name, group in wordings for word in group]
    for name, word in places:
        said[fixed_fuzzy(strip_fillers(word))].append((name, word))
    found = []
    for name, word in places:
        alike = next((its for its in said[fixed_fuzzy(strip_fillers(word))] if its[0] != name), None)
        near = next((hit.name for hit in matcher.rank(word) if hit.name != name and hit.score >= _NEARLY), "")
        if alike:
            message = f"业务“{name}”的{_called(name, word)}和业务“{alike[0]}”的{_called(*alike)}听起来一样"
            found.append(Clash(name, word, "says-collide", "error", message, _apart(name, word, *alike)))
        elif near:
            its = matcher.nearest_wording(word, near)
            message = f"业务“{name}”的{_called(name, word)}和业务“{near}”的{_called(near, its)}太像，分不清要办哪一项"
            found.append(Clash(name, word, "says-collide", "warning", message, _apart(name, word, near, its)))
    return tuple(found)


def name_clashes(name: str, wordings: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What the services of `wordings` have that a new one called `name` could not be told from, in words."""
    own = tuple((other, group) for other, group in wordings.items() if other != name)
    clashes = _service_clashes(((name, (name,)), *own))
    return tuple(one.message for one in clashes if one.owner == name)


def _called(name: str, word: str) -> str:
    return f"名称“{word}”" if word == name else f"说法“{word}”"


def _apart(name: str, word: str, other: str, its: str) -> str:
    """What to do about two wordings of two services."""
    only = f"加上只有“{name}”或者“{other}”才有的词"
    if word == its:
        return f"同一句话只能归一项业务：从其中一项的“说法”里删掉“{word}”，或者{only}"
    changed = " 或者 ".join(f"“{one}”" for owner, one in ((name, word), (other, its)) if one != owner)
    return f"改{changed}，{only}；不需要就删掉一句" if changed else f"改其中一项业务的名称，{only}"


@lru_cache(maxsize=256)
def _option_clashes(slot: str, choices: tuple[Choice, ...], yes_no: bool) -> tuple[Clash, ...]:
    """Reported at both words: only the author knows which of them to change."""
    spoken = [(choice.label, word) for choice in choices for word in (choice.label, *choice.says)]
    found = []
    for (label, word), (other, its) in permutations(spoken, 2):
        if label == other:
            continue
        if fixed_fuzzy(word) == fixed_fuzzy(its):
            message = f"“{slot}”的{_option(label, word)}和{_option(other, its)}听起来一样"
            fix = f"把“{word}”或者“{its}”换成听得出区别的说法，或者删掉一个"
            found.append(Clash(label, word, "option-collide", "error", message, fix))
        elif not yes_no and (_inside(word, its) or _inside(its, word)):
            written = clean(word) in clean(its) or clean(its) in clean(word)
            how = "一个包含另一个" if written else "听起来一个是另一个的一部分"
            message = f"“{slot}”的{_option(label, word)}和{_option(other, its)}，{how}"
            fix = f"把“{word}”或者“{its}”换成谁也不包含谁的说法"
            found.append(Clash(label, word, "option-contains", "warning", message, fix))
    for label, word in spoken if not yes_no else ():
        if command := read_command(word):
            message = f"“{slot}”的“{word}”会当成命令（{_COMMANDS.get(command, command)}）"
            found.append(Clash(label, word, "option-command", "error", message, "换一个说法"))
        elif (read_yes_no(word) and clean(word) not in ONLY_CORRECT) or clean(word) in _NO:  # 用这张 is the answer
            message = f"“{slot}”的“{word}”会当成“是”或者“不是”"
            fix = "类型改成“是否”，或者换一个说法"
            found.append(Clash(label, word, "option-command", "warning", message, fix))
    return tuple(found)


def _option(label: str, word: str) -> str:
    return f"选项“{label}”" if word == label else f"选项“{label}”的“{word}”"


def _inside(short: str, long: str) -> bool:
    """Whether one sounds like a part of the other."""
    needle, hay = fixed_fuzzy(short), fixed_fuzzy(long)
    starts = range(len(hay) - len(needle) + 1)
    return len(needle) < len(hay) and any(hay[at : at + len(needle)] == needle for at in starts)


def _places(source: Source, slot: Slot) -> dict[tuple[str, str], int]:
    """The line of each option's label and words."""
    node = source.node("槽位", slot.name, "选项")
    if not isinstance(node, Map):
        return {(word.value.strip(), word.value.strip()): word.line for word in words(node)}
    found: dict[tuple[str, str], int] = {}
    for key, value in node.entries:
        label = key.value.strip()
        found |= {(label, word.value.strip()): word.line for word in words(value)} | {(label, label): key.line}
    return found
