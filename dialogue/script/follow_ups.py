"""进度, 取消, 改期, 更正: who is asked about what a service made earlier. 受理: which reports it takes in."""

from __future__ import annotations

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.correction import by_interface
from dialogue.script.fields import Fields
from dialogue.script.model import FollowUp
from dialogue.script.spoken import read_spoken
from dialogue.yaml_lines import Map

_FIX = "写成 {服务: 服务的名称}，或者 {说: 一句话}"


def read_follow_ups(fields: Fields, problems: Problems) -> tuple[FollowUp, ...]:
    found = []
    for key, kind in keys.FOLLOW_UPS.items():
        node = fields.node(key)
        if node is None or (kind == "correct" and by_interface(fields)):
            continue
        if not isinstance(node, Map):
            problems.add(node.line, f"“{key}”应该写转到哪项服务，或者说一句话", _FIX, code="bad-value")
            continue
        inner = Fields(node, ("服务", "说"), f"“{key}”", problems)
        if ("服务" in inner) == ("说" in inner):
            problems.add(node.line, f"“{key}”里“服务”和“说”要写一个，只写一个", _FIX, code="bad-value")
            continue
        spoken = read_spoken(inner, "说", problems)
        if spoken and (spoken.screen.names or spoken.phone.names):
            fix = "去掉【…】：群众问起的时候，还没有可以代入的内容"
            problems.add(node.line, f"“{key}”那句话里有变量，不会有值", fix, code="unset-variable")
            continue
        found.append(FollowUp(kind, inner.text("服务"), spoken, node.line))
    return tuple(found)
