"""Reads 身份: of a service a level or a mapping (`keys.IDENTITY_FIELDS`), of an interface a level; checks its names."""

from __future__ import annotations

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.assurance import Assurance, Assurances, IdentityRule
from dialogue.script.fields import Fields, nearest
from dialogue.script.groups import SlotGroup, expanded
from dialogue.script.model import Script
from dialogue.yaml_lines import Map, Scalar

_FIX = "写成 身份: 短信验证，或者 {级别: 短信验证, 代办: 可以}；可用的有：" + "、".join(keys.ASSURANCES)


def read_identity(fields: Fields, groups: tuple[SlotGroup, ...]) -> IdentityRule:
    """What the script says for all its calls."""
    node = fields.node(keys.IDENTITY)
    if not isinstance(node, Map) or _names_channels(node):
        return IdentityRule(read_levels(fields, keys.IDENTITY), line=fields.line_of(keys.IDENTITY))
    inner = Fields(node, keys.IDENTITY_FIELDS, f"“{keys.IDENTITY}”", fields.problems)
    levels = read_levels(inner, "级别")
    if levels is None and "级别" not in inner:
        fields.problems.add(node.line, f"“{keys.IDENTITY}”少了“级别”", _FIX, code="missing-key")
    agents = inner.text("代办", default=keys.NO_AGENT)
    return IdentityRule(
        levels=levels,
        agents=agents != keys.NO_AGENT,
        agent_slot="" if agents in keys.AGENTS else agents,
        one_of=expanded(inner.texts("本人"), groups),
        code_to=inner.text("发到"),
        data=inner.texts("核对"),
        line=node.line,
    )


def read_levels(fields: Fields, key: str) -> Assurances | None:
    """One level for both channels, or {大屏: …, 电话: …}; None where there is none, or none that can be read."""
    node = fields.node(key)
    if isinstance(node, Map):
        inner = Fields(node, tuple(keys.CHANNELS), f"“{key}”", fields.problems)
        screen, phone = _level(inner, "大屏"), _level(inner, "电话")
        return Assurances(screen, phone) if screen and phone else None
    if node is not None and not isinstance(node, Scalar):
        fields.problems.add(node.line, f"“{key}”应该是一个级别", _FIX, code="bad-value")
        return None
    level = _level(fields, key) if node else None
    return Assurances(level, level) if level else None


def _level(fields: Fields, key: str) -> Assurance | None:
    word = fields.text(key, required=True)
    return fields.look_up(key, word, keys.ASSURANCES, None) if word else None


def _names_channels(node: Map) -> bool:
    return any(keys.ALIASES.get(key.value, key.value) in keys.CHANNELS for key, _ in node.entries)


#: Slots of 核对: the number alone, or with a name, is what many people know of each other.
_FEWEST = 2


def check_identity(script: Script, problems: Problems) -> None:
    """The slots that 身份 names exist, and are of the right kind."""
    rule = script.identity
    named = [("代办", rule.agent_slot, "id"), ("发到", rule.code_to, "phone")]
    named += [("本人", name, "id") for name in rule.one_of]
    for key, name, kind in named:
        slot = script.slot(name) if name else None
        if name and (slot is None or slot.kind != kind):
            known = [one.name for one in script.slots if one.kind == kind]
            what = "身份证" if kind == "id" else "手机号"
            message = f"“身份”的“{key}”里，“{name}”不是类型为“{what}”的槽位"
            fix = nearest(name, known) if known else f"先在“槽位”里写好一个{what}"
            problems.add(rule.line, message, fix, code="undefined-name" if slot is None else "bad-value")
    _check_data(script, problems)


def _check_data(script: Script, problems: Problems) -> None:
    """核对 names slots that say something of the person, at least two, and is there where 资料核对 is asked for."""
    rule = script.identity
    asks = rule.levels is not None and "data" in (rule.levels.screen, rule.levels.phone)
    if asks and not rule.data:
        fix = "写上和业务系统比对的几项，例如 核对: [姓名, 手机号]"
        problems.add(rule.line, "“身份”的级别是“资料核对”，少了“核对”", fix, code="missing-key")
        return
    for name in rule.data:
        slot = script.slot(name)
        if slot is None or slot.kind == "id" or slot.capture or not slot.personal:
            known = [one.name for one in script.slots if one.personal and one.kind != "id" and not one.capture]
            message = f"“身份”的“核对”里，“{name}”不是能比对的个人信息槽位（身份证号总是比对的，不用写）"
            fix = nearest(name, known) if known else "写姓名、手机号这样的槽位"
            problems.add(rule.line, message, fix, code="undefined-name" if slot is None else "bad-value")
    if rule.data and len(set(rule.data)) < _FEWEST:
        message = "“身份”的“核对”只写了一项：知道身份证号的人，往往也知道这一项"
        problems.add(rule.line, message, "至少写两项，例如 核对: [姓名, 手机号]", code="bad-value")
