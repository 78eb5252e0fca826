"""组 and 槽位组 -> slots: persons of whom the same is asked, 父亲姓名 and 母亲姓名 from one 姓名."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dialogue.errors import Problems
from dialogue.script.fields import Fields, nearest
from dialogue.script.model import Slot
from dialogue.script.slots import read_slot_fields
from dialogue.yaml_lines import Map, Node, Scalar, Seq

#: Stands for the member's name in the questions of a 槽位组.
MEMBER = "【组】"


@dataclass(frozen=True, slots=True)
class SlotGroup:
    """One member: `slots`, the names of what is asked of them, in order."""

    name: str
    slots: tuple[str, ...]


def read_groups(fields: Fields, problems: Problems) -> tuple[tuple[Slot, ...], tuple[SlotGroup, ...]]:
    """The slots that the groups make, and the groups."""
    members, shared = fields.map("组"), fields.map("槽位组")
    kinds = {key.value: value for key, value in shared.entries} if shared else {}
    slots: list[Slot] = []
    groups: list[SlotGroup] = []
    used: set[str] = set()
    items: dict[str, str] = {}
    for key, value in members.entries if members else ():
        kind, says = _member(key.value, value, problems)
        body = kinds.get(kind)
        if body is None and kind:
            fix = nearest(kind, kinds) if kinds else "在“槽位组”里写好它"
            problems.add(value.line, f"没有叫“{kind}”的槽位组", fix, code="undefined-name")
        used.add(kind)
        made = _slots(key.value, says, body, problems)
        slots += made
        items |= {slot.name: kind for slot in made}
        groups.append(SlotGroup(key.value, tuple(slot.name for slot in made)))
    for key, _ in shared.entries if shared else ():
        if key.value not in used:
            problems.add(key.line, f"槽位组“{key.value}”没有任何“组”用它", f"写成 组: {{父亲: {key.value}}}，或者删掉")
    return tuple(_told_apart(slot, slots, items) for slot in slots), tuple(groups)


def _member(name: str, node: Node, problems: Problems) -> tuple[str, tuple[str, ...]]:
    """The 槽位组 of a member, and other words for the member: 爸爸."""
    if isinstance(node, Scalar) and node.value.strip():
        return node.value.strip(), ()
    if isinstance(node, Map):
        inner = Fields(node, ("槽位组", "说法"), f"组“{name}”", problems)
        return inner.text("槽位组", required=True), inner.texts("说法")
    problems.add(node.line, f"组“{name}”要写用哪一组问题（槽位组）", "写成 组: {父亲: 家长}", code="bad-value")
    return "", ()


def _slots(member: str, says: tuple[str, ...], body: Node | None, problems: Problems) -> list[Slot]:
    found = []
    for key, value in body.entries if isinstance(body, Map) else ():
        if isinstance(value, Map):
            name = f"{member}{key.value}"
            filled = _filled(value, member)
            assert isinstance(filled, Map)
            slot = read_slot_fields(name, filled, problems)
            found.append(replace(slot, group=member, item=key.value, group_says=says))
        else:
            problems.add(key.line, f"问题“{key.value}”要写类型和问法", f"写成 {{类型: 姓名, 问: 请说{MEMBER}的姓名。}}")
    return found


def _filled(node: Node, member: str) -> Node:
    """The node with the member's name for 【组】."""
    match node:
        case Scalar(value=value):
            return replace(node, value=value.replace(MEMBER, member))
        case Seq(items=items):
            return replace(node, items=tuple(_filled(item, member) for item in items))
        case Map(entries=entries):
            return replace(node, entries=tuple((key, _filled(value, member)) for key, value in entries))


def _told_apart(slot: Slot, slots: Iterable[Slot], kinds: Mapping[str, str]) -> Slot:
    """`不同于: 身份证号` in a 槽位组 means that of its other members."""
    differs: list[str] = []
    for name in slot.differs:
        same = [
            other.name
            for other in slots
            if other.item == name and kinds[other.name] == kinds[slot.name] and other.group != slot.group
        ]
        differs += same or ([] if name == slot.item else [name])
    return replace(slot, differs=tuple(differs))


def both_ways(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Makes 不同于 mutual: a slot that another must differ from must differ from that one."""
    return tuple(
        replace(
            slot,
            differs=tuple(
                dict.fromkeys((*slot.differs, *(other.name for other in slots if slot.name in other.differs)))
            ),
        )
        for slot in slots
    )


def expanded(names: Iterable[str], groups: Iterable[SlotGroup]) -> tuple[str, ...]:
    """`names`, with the name of a group replaced by the names of its slots."""
    inside = {group.name: group.slots for group in groups}
    return tuple(one for name in names for one in inside.get(name, (name,)))
