"""A service that is new, in words: what begins it, what it asks, says, calls and promises, in the script's order."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.yaml_lines import Map, Node, Seq
from kiosk.publishing.told_steps import Told, condition_in_words, entries, listed, told_of_steps

_PROMISES = {"进度": "办完以后怎么查", "取消": "怎么取消", "改期": "怎么改期"}


def told_of_new(tree: Map) -> Iterator[Told]:
    found = entries(tree)
    if isinstance(found.get("说法"), Seq):
        yield Told(f"群众这样说就办它：{listed(found['说法'])}")
    if "渠道" in found:
        yield Told(f"在哪里办：{listed(found['渠道'])}")
    if "身份" in found:
        yield Told(f"核实身份：{listed(found['身份'])}")
    consent = found.get("同意")
    if isinstance(consent, Map):
        yield Told(f"先征求同意：“{listed(entries(consent).get('告知'))}”")
    for name, slot in _named(found, "槽位"):
        yield from _asked(name, slot)
    if "步骤" in found:
        yield Told("一步一步这样办：")
        yield from told_of_steps(found["步骤"], 1)
    for name, rows in _named(found, "卡片"):
        yield Told(f"卡片“{name}”上写：")
        yield from (Told(_material(row), 1) for row in (rows.items if isinstance(rows, Seq) else ()))
    for key, what in _PROMISES.items():
        if key in found:
            yield Told(f"{what}：{listed(found[key])}")
    if "更正" in found:
        yield _correction(found["更正"])


def _named(found: dict[str, Node], key: str) -> Iterator[tuple[str, Node]]:
    inside = found.get(key)
    yield from entries(inside).items() if isinstance(inside, Map) else ()


def _asked(name: str, slot: Node) -> Iterator[Told]:
    inside = entries(slot) if isinstance(slot, Map) else {}
    questions = inside.get("问")
    first = entries(questions).get("首次") if isinstance(questions, Map) else questions
    choices = inside.get("选项")
    options = f"，可以选：{'、'.join(entries(choices))}" if isinstance(choices, Map) else ""
    if first is not None:
        yield Told(f"问{name}：“{listed(first)}”{options}")


def _material(row: Node) -> str:
    inside = entries(row) if isinstance(row, Map) else {}
    copies = f"（{listed(inside['份数'])}）" if "份数" in inside else ""
    when = f"，{condition_in_words(listed(inside['条件']))}时要" if "条件" in inside else ""
    return f"{listed(inside.get('名'))}{copies}{when}"


def _correction(node: Node) -> Told:
    """After the submission: which interface corrects it, and what of it."""
    inside = entries(node) if isinstance(node, Map) else {}
    if "接口" not in inside:
        return Told(f"刚提交完说填错了：{listed(node)}")
    what = f"，能改{listed(inside['项目'])}" if "项目" in inside else ""
    return Told(f"刚提交完说填错了：更正的接口 {listed(inside['接口'])}{what}")
