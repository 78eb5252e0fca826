"""A service that is new, in words: what begins it, what it asks, says, calls and promises, in the script's order."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.script import keys
from dialogue.yaml_lines import Map, Node, Scalar, Seq

_CALLS = {"查询": "查询接口", "提交": "提交给接口", "取号": "取号的接口"}
_SPOKEN = {"说": "她说", "转人工": "转人工时说", "确认": "要群众确认"}
_PROMISES = {"进度": "办完以后怎么查", "取消": "怎么取消", "改期": "怎么改期"}


def told_of_new(tree: Map) -> Iterator[str]:
    found = entries(tree)
    if isinstance(found.get("说法"), Seq):
        yield f"群众这样说就办它：{_listed(found['说法'])}"
    if "渠道" in found:
        yield f"在哪里办：{_listed(found['渠道'])}"
    if "身份" in found:
        yield f"核实身份：{_listed(found['身份'])}"
    consent = found.get("同意")
    if isinstance(consent, Map):
        yield f"先征求同意：“{_listed(entries(consent).get('告知'))}”"
    slots = found.get("槽位")
    for name, slot in (entries(slots) if isinstance(slots, Map) else {}).items():
        yield from _asked(name, slot)
    yield from _steps(found.get("步骤"))
    for key, what in _PROMISES.items():
        if key in found:
            yield f"{what}：{_listed(found[key])}"


def _asked(name: str, slot: Node) -> Iterator[str]:
    inside = entries(slot) if isinstance(slot, Map) else {}
    questions = inside.get("问")
    first = entries(questions).get("首次") if isinstance(questions, Map) else questions
    choices = inside.get("选项")
    options = f"，可以选：{'、'.join(entries(choices))}" if isinstance(choices, Map) else ""
    if first is not None:
        yield f"问{name}：“{_listed(first)}”{options}"


def _steps(node: Node | None) -> Iterator[str]:
    """Of a list of steps and of all lists within."""
    if isinstance(node, Seq):
        for item in node.items:
            yield from _steps(item)
    if not isinstance(node, Map):
        return
    for key, value in entries(node).items():
        if key in _CALLS and isinstance(value, Map):
            call = entries(value)
            sent = f"，传{_listed(call['传'])}" if "传" in call else ""
            yield f"{_CALLS[key]} {_listed(call.get('接口'))}{sent}"
        elif key in _SPOKEN:
            yield f"{_SPOKEN[key]}：“{_listed(value)}”"
        elif key == "如果":
            yield f"分两路，看：{_listed(value)}"
        elif key == "回执":
            yield f"给回执：{_listed(value)}"
        elif isinstance(value, Seq | Map):
            yield from _steps(value)


def entries(node: Map) -> dict[str, Node]:
    """By the Chinese word of each key."""
    return {keys.ALIASES.get(key.value, key.value): value for key, value in node.entries}


def _listed(node: Node | None) -> str:
    match node:
        case Scalar(value):
            return value
        case Seq(items):
            return "、".join(map(_listed, items))
        case Map():
            return "；".join(f"{key}：{_listed(value)}" for key, value in entries(node).items())
    return ""
