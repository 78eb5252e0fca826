"""What differs between two versions, in words that a clerk reads, and as unified text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogue.knowledge import Passage
from dialogue.script import keys
from dialogue.services import ServicesFolder
from dialogue.yaml_lines import Map, Node, Scalar, Seq
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.new_service import told_of_new
from kiosk.publishing.told_steps import STEP_NAMES, Told, told_of_steps
from kiosk.publishing.told_steps import entries as _entries

#: Characters of a value that a line shows.
_SHOWN = 60
_STEP_KEYS = frozenset(keys.STEPS)
#: What the console calls a part of the script, where that is another word.
_PARTS = {"槽位": "问题", "组": "几个人", "槽位组": "每个人都问的一组"}


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """`where`: a service, or 常见问题. `what`: a sentence about it. `depth`: how many branches of the script it stands
    within.
    """

    where: str
    what: str
    depth: int = 0


def differences(before: ServicesFolder, after: ServicesFolder) -> tuple[DifferenceLine, ...]:
    """Services, knowledge, tests and tables. Files that cannot be read are compared as `unified` text only."""
    return (*_services(before, after), *_knowledge(before.passages, after.passages))


def files_changed(before: Bundle, after: Bundle) -> Iterator[DifferenceLine]:
    """Of those whose content `differences` does not tell: tests, the calendar, the place names."""
    kinds = {
        ".test.yaml": "对话测试",
        "calendar.yaml": "大厅日历",
        "gazetteer.csv": "大厅地名表",
        "samples.csv": "例句表",
    }
    for path, (old, new) in _changed(before, after).items():
        for ending, kind in kinds.items():
            if path.endswith(ending):
                yield DifferenceLine(kind, f"{path} {'新增' if old is None else '删除' if new is None else '有改动'}")


def unified(before: Bundle, after: Bundle) -> Iterator[str]:
    """Lines of a unified diff of every file that differs; of files that are no text, one line."""
    for path, (old, new) in _changed(before, after).items():
        try:
            one, other = ((data or b"").decode("utf-8-sig").splitlines() for data in (old, new))
        except UnicodeDecodeError:
            yield f"Binary files a/{path} and b/{path} differ"
            continue
        names = ("/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{path}")
        yield from difflib.unified_diff(one, other, *names, lineterm="")


def _changed(before: Bundle, after: Bundle) -> dict[str, tuple[bytes | None, bytes | None]]:
    paths = sorted({*before.files, *after.files}, key=_scripts_first)
    pairs = {path: (before.files.get(path), after.files.get(path)) for path in paths}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _scripts_first(path: str) -> tuple[bool, str]:
    """A script, what it knows, and then the tests of both."""
    return path.endswith(".test.yaml"), path


# ---- services ----


def _services(before: ServicesFolder, after: ServicesFolder) -> Iterator[DifferenceLine]:
    old, new = _trees(before), _trees(after)
    for file in sorted(_unreadable(before) | _unreadable(after)):
        yield DifferenceLine(file, "有一边读不出来：先用 lint 看哪里写错了，逐行对照用 --text")
        old = {name: (other, tree) for name, (other, tree) in old.items() if other != file}
        new = {name: (other, tree) for name, (other, tree) in new.items() if other != file}
    for name in old.keys() - new.keys():
        yield DifferenceLine(name, "删除了这项服务")
    for name, (_, tree) in new.items():
        if name not in old:
            yield DifferenceLine(name, "新增的服务")
            yield from (DifferenceLine(name, *told) for told in told_of_new(tree))
        else:
            yield from (DifferenceLine(name, *told) for told in _of_maps(old[name][1], tree, ""))


def _unreadable(folder: ServicesFolder) -> set[str]:
    return {Path(file.file).name for file in folder.scripts if file.tree is None}


def _trees(folder: ServicesFolder) -> dict[str, tuple[str, Map]]:
    """The file and its tree, by the service's name; of a script that does not say it, by its file."""
    found = {}
    for file in folder.scripts:
        if file.tree is not None:
            at, name = Path(file.file).name, _entries(file.tree).get("服务")
            found[name.value if isinstance(name, Scalar) else at] = (at, file.tree)
    return found


def _of_nodes(old: Node, new: Node, where: str) -> Iterator[Told]:
    if isinstance(old, Map) and isinstance(new, Map):
        yield from _of_maps(old, new, where)
    elif isinstance(old, Seq) and isinstance(new, Seq):
        yield from _of_lists(old.items, new.items, where)
    elif _plain(old) != _plain(new):
        yield Told(f"{where}由{_quoted(old)}改成{_quoted(new)}")


def _of_maps(old: Map, new: Map, where: str) -> Iterator[Told]:
    mine, theirs = _entries(old), _entries(new)
    for key in mine.keys() - theirs.keys():
        yield Told(f"{where}删除了“{key}”：{_quoted(mine[key])}")
    for key, node in theirs.items():
        if key not in mine:
            yield from _added(f"{where}新增“{key}”", key, node)
        else:
            yield from _of_nodes(mine[key], node, _within(where, key, node))


def _of_lists(old: Sequence[Node], new: Sequence[Node], where: str) -> Iterator[Told]:
    mine, theirs = [_plain(node) for node in old], [_plain(node) for node in new]
    if all(isinstance(node, Scalar) for node in (*old, *new)):
        gone, added = [one for one in mine if one not in theirs], [one for one in theirs if one not in mine]
        yield from ([Told(f"{where}去掉了{'、'.join(_cut(one) for one in gone)}")] if gone else [])
        yield from ([Told(f"{where}增加了{'、'.join(_cut(one) for one in added)}")] if added else [])
        if not gone and not added and mine != theirs:
            yield Told(f"{where}的先后改了")
        return
    for what, i, j, k, m in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        paired = min(j - i, m - k)
        for n in range(paired):
            yield from _of_nodes(old[i + n], new[k + n], f"{_step(where, k + n, new[k + n])}的 ")
        for n in range(i + paired, j):
            yield Told(f"{_step(where, n, old[n])}删除了：{_quoted(old[n])}")
        for n in range(k + paired, m):
            yield from _new_step(f"{_step(where, n, new[n])}是新增的", new[n])


def _within(where: str, key: str, node: Node) -> str:
    return f"{where}{_PARTS.get(key, key)} 的 " if isinstance(node, Map) else f"{where}“{key}”"


def _added(where: str, key: str, node: Node) -> Iterator[Told]:
    """A key that is new; steps below it are told one by one."""
    if key in ("那么", "否则", "做", "没有") and isinstance(node, Seq):
        yield Told(f"{where}：")
        yield from told_of_steps(node, 1)
    else:
        yield Told(f"{where}：{_quoted(node)}")


def _new_step(where: str, node: Node) -> Iterator[Told]:
    if not _kind(node):
        yield Told(f"{where}：{_quoted(node)}")
        return
    yield Told(f"{where}：")
    yield from told_of_steps(node, 1)


def _kind(node: Node) -> str:
    """The key of a step; empty: it is none."""
    return next((key for key in _entries(node) if key in _STEP_KEYS), "") if isinstance(node, Map) else ""


def _step(where: str, index: int, node: Node) -> str:
    """`第 3 步（问清楚）`, and for other lists `“依据”第 3 项`."""
    kind = _kind(node)
    within = where.removesuffix("“步骤”")
    return f"{within}第 {index + 1} 步（{STEP_NAMES.get(kind, kind)}）" if kind else f"{where}第 {index + 1} 项"


def _plain(node: Node) -> str:
    """The node on one line, keys in Chinese."""
    match node:
        case Scalar(value):
            return value
        case Seq(items):
            return "[" + ", ".join(map(_plain, items)) + "]"
        case Map():
            return "{" + ", ".join(f"{key}: {_plain(value)}" for key, value in _entries(node).items()) + "}"


def _quoted(node: Node) -> str:
    return f"“{_cut(_plain(node))}”"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


# ---- knowledge ----


def _knowledge(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[DifferenceLine]:
    old, new = _by_key(before), _by_key(after)
    for key in old.keys() - new.keys():
        yield DifferenceLine("常见问题", f"删除了“{_cut(key)}”")
    for key, passage in new.items():
        if key not in old:
            yield DifferenceLine("常见问题", f"新增“{_cut(key)}”：{_cut(passage.answer)}")
            continue
        for field, one, other in _fields(old[key], passage):
            if one != other:
                what = f"“{_cut(key)}”的{field}由“{_cut(one)}”改成“{_cut(other)}”"
                yield DifferenceLine("常见问题", what)


def _by_key(passages: Sequence[Passage]) -> Mapping[str, Passage]:
    return {passage.name or passage.questions[0]: passage for passage in passages}


def _fields(one: Passage, other: Passage) -> Iterator[tuple[str, str, str]]:
    yield "问法", "、".join(one.questions), "、".join(other.questions)
    yield "答案", one.answer, other.answer
    yield "出处", one.citation, other.citation
    yield "口播", one.speech, other.speech
    yield "生效", str(one.since or "不限"), str(other.since or "不限")
    yield "失效", str(one.until or "不限"), str(other.until or "不限")
