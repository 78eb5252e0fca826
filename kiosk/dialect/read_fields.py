"""发送 and 收到 of a mapping file: the rules of fields."""

from __future__ import annotations

from dialogue.script.fields import Fields
from dialogue.yaml_lines import Map, Node, Scalar
from kiosk.dialect import keys
from kiosk.dialect.model import FieldRule
from kiosk.dialect.paths import read_path


def field_rules(fields: Fields, key: str, place: str) -> dict[str, FieldRule]:
    """By the script's name. `place`: the key that says where, 放 of what is sent and 取 of what is received."""
    node = fields.map(key)
    return {} if node is None else _rules(fields, node, place)


def _rules(fields: Fields, node: Map, place: str) -> dict[str, FieldRule]:
    found = {}
    for name, value in node.entries:
        rule = _rule(fields, name, value, place)
        if rule is not None:
            found[name.value] = rule
    taken: dict[tuple[str, ...], str] = {}
    for name_, rule in found.items():
        if place == "放" and rule.path in taken:
            message = f"“{taken[rule.path]}”和“{name_}”放在同一个地方 {'.'.join(rule.path)}"
            fields.problems.add(rule.line, message, "改一个地方", code="duplicate-key")
        taken[rule.path] = name_
    return found


def _rule(fields: Fields, name: Scalar, value: Node, place: str) -> FieldRule | None:
    problems = fields.problems
    if isinstance(value, Scalar):
        return _at(fields, value.value.strip() or name.value, FieldRule((), line=value.line))
    if not isinstance(value, Map):
        problems.add(name.line, f"“{name.value}”的右边应该是一个路径", "写成 person.name", code="bad-value")
        return None
    known = ("放", "类型", "对照", "每条") if place == "放" else ("取", "对照", "每条")
    inner = Fields(value, known, f"“{name.value}”", problems)
    codes = inner.map("对照")
    items = inner.map("每条")
    if codes and items:
        problems.add(value.line, "“对照”和“每条”不能一起写", "列表写“每条”，把对照写到它的字段里", code="bad-value")
    rule = FieldRule(
        path=(),
        kind=inner.one_of("类型", keys.KINDS, "text"),
        codes={code.value: _word(inner, text) for code, text in codes.entries} if codes else {},
        items=_rules(inner, items, place) if items else {},
        line=value.line,
    )
    return _at(fields, inner.text(place, default=name.value), rule)


def _word(fields: Fields, node: Node) -> str:
    if isinstance(node, Scalar):
        return node.value.strip()
    fields.problems.add(node.line, "“对照”的右边应该是一个词", "写成 {1: 正常, 2: 已挂失}", code="bad-value")
    return ""


def _at(fields: Fields, text: str, rule: FieldRule) -> FieldRule | None:
    try:
        return FieldRule(read_path(text), rule.kind, rule.codes, rule.items, rule.line)
    except ValueError:
        fields.problems.add(rule.line, f"路径“{text}”里有空的一段", "写成 data.person.name", code="bad-value")
        return None
