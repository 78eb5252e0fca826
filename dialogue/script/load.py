"""A script file -> `Script`. Every mistake of the file is found in one reading."""

from __future__ import annotations

import re

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.check import check
from dialogue.script.condition import parse_condition
from dialogue.script.fields import Fields
from dialogue.script.model import (
    Basis,
    CardList,
    Choice,
    Consent,
    Elderly,
    Material,
    Prompt,
    Script,
    Slot,
    SlotKind,
)
from dialogue.script.steps import Compiler
from dialogue.script.template import Template, parse_template
from dialogue.yaml_lines import Map, Scalar, Seq, parse

_SLOT_KEYS = ("类型", "取值", "问", "核对", "选项", "个人信息", "范围")
_YES_NO = (Choice("是", ()), Choice("否", ()))


def load_script(text: str, file: str, problems: Problems) -> Script | None:
    """None when the file is too broken to be read; otherwise a script that is right if `problems` stayed empty."""
    root = parse(text, problems, keys.ALL | set(keys.ALIASES))
    if root is None:
        return None
    if not isinstance(root, Map):
        problems.add(root.line, "服务脚本应该由“键: 值”组成", "第一行写“服务: 名称”")
        return None
    fields = Fields(root, keys.SCRIPT, "服务脚本", problems)
    if fields.node("步骤") is None:
        problems.add(root.line, "服务脚本少了“步骤”", "加上“步骤:”和至少一步")
    script = Script(
        name=fields.text("服务", required=True),
        version=fields.text("版本", required=True),
        basis=_basis(fields, problems),
        says=fields.texts("说法", required=True),
        channels=frozenset(fields.many_of("渠道", keys.CHANNELS)) or frozenset({"screen", "phone"}),
        consent=_consent(fields, problems),
        slots=_slots(fields, problems),
        steps=Compiler(problems).compile(fields.seq("步骤")),
        cards=_cards(fields, problems),
        elderly=_elderly(fields, problems),
        file=file,
    )
    check(script, problems)
    return script


def _basis(fields: Fields, problems: Problems) -> tuple[Basis, ...]:
    found = []
    seq = fields.seq("依据")
    for node in seq.items if seq else ():
        if isinstance(node, Map):
            item = Fields(node, ("标题", "条款", "出处"), "“依据”", problems)
            found.append(Basis(item.text("标题", required=True), item.text("条款"), item.text("出处")))
        else:
            problems.add(node.line, "“依据”的每一项应该写标题和条款", "写成 {标题: …, 条款: …}")
    return tuple(found)


def _consent(fields: Fields, problems: Problems) -> Consent | None:
    node = fields.map("同意")
    if node is None:
        return None
    inner = Fields(node, ("告知", "项目", "拒绝"), "“同意”", problems)
    text = parse_template(inner.text("告知", required=True), inner.line_of("告知"), problems)
    refused = inner.one_of("拒绝", {"转人工": "human", "结束": "end"}, "human")
    return Consent(text, inner.texts("项目", required=True), "end" if refused == "end" else "human")


def _slots(fields: Fields, problems: Problems) -> tuple[Slot, ...]:
    node = fields.map("槽位")
    found = []
    for key, value in node.entries if node else ():
        if isinstance(value, Map):
            found.append(_slot(key.value, Fields(value, _SLOT_KEYS, f"槽位“{key.value}”", problems), problems))
        else:
            problems.add(key.line, f"槽位“{key.value}”要写类型和问法", "写成 {类型: 手机号, 问: 请说您的手机号。}")
    return tuple(found)


def _slot(name: str, fields: Fields, problems: Problems) -> Slot:
    if "类型" not in fields:
        problems.add(fields.line, f"槽位“{name}”少了“类型”", f"可用的有：{'、'.join(keys.KINDS)}")
    kind: SlotKind = fields.one_of("类型", keys.KINDS, "text")
    personal = fields.one_of("个人信息", {"是": True, "否": False}, kind in keys.DEFAULT_PERSONAL)
    return Slot(
        name=name,
        kind=kind,
        means=frozenset(fields.many_of("取值", keys.MEANS)) or keys.DEFAULT_MEANS[kind],
        prompt=_prompt(name, fields, problems),
        readback=fields.one_of("核对", keys.READBACKS, keys.DEFAULT_READBACK[kind]),
        choices=_choices(name, kind, fields, problems),
        personal=personal,
        when=fields.one_of("范围", keys.WHENS, "any"),
        line=fields.line,
    )


def _prompt(name: str, fields: Fields, problems: Problems) -> Prompt:
    node = fields.node("问")
    if isinstance(node, Map):
        inner = Fields(node, ("首次", "再问", "电话"), f"槽位“{name}”的“问”", problems)
        first = inner.text("首次", required=True)

        def one(key: str) -> Template:
            return parse_template(inner.text(key, default=first), inner.line_of(key), problems)

        return Prompt(one("首次"), one("再问"), one("电话"))
    template = parse_template(fields.text("问", required=True), fields.line_of("问"), problems)
    return Prompt(template, template, template)


def _choices(name: str, kind: SlotKind, fields: Fields, problems: Problems) -> tuple[Choice, ...]:
    node = fields.node("选项")
    if kind not in ("option", "yesno"):
        if node is not None:
            problems.add(node.line, f"槽位“{name}”不是选项，不用写“选项”", "删掉，或者把类型改成“选项”")
        return ()
    found: list[Choice] = []
    if isinstance(node, Map):
        for key, value in node.entries:
            items = value.items if isinstance(value, Seq) else (value,)
            says = tuple(item.value.strip() for item in items if isinstance(item, Scalar) and item.value.strip())
            found.append(Choice(key.value, says))
    elif isinstance(node, Seq):
        found = [Choice(item.value.strip(), ()) for item in node.items if isinstance(item, Scalar)]
    if kind == "yesno":
        wrong = [choice.label for choice in found if choice.label not in ("是", "否")]
        if wrong and node is not None:
            problems.add(node.line, f"“是否”槽位的选项只能是 是、否，不能是“{wrong[0]}”", "或者把类型改成“选项”")
        return tuple(next((c for c in found if c.label == base.label), base) for base in _YES_NO)
    if len(found) < 2:
        problems.add(fields.line_of("选项"), f"槽位“{name}”至少要有两个选项", "写成 选项: {甲: [说法], 乙: [说法]}")
    return tuple(found)


def _cards(fields: Fields, problems: Problems) -> tuple[CardList, ...]:
    node = fields.map("卡片")
    found = []
    for key, value in node.entries if node else ():
        items = []
        for item in value.items if isinstance(value, Seq) else (value,):
            if isinstance(item, Map):
                items.append(
                    _material(Fields(item, ("名", "份数", "备注", "条件"), f"卡片“{key.value}”", problems), problems)
                )
            else:
                problems.add(item.line, f"卡片“{key.value}”的每一项要写名和份数", "写成 {名: 居民身份证, 份数: 原件1}")
        found.append(CardList(key.value, tuple(items), key.line))
    return tuple(found)


def _material(fields: Fields, problems: Problems) -> Material:
    condition = None
    text = fields.text("条件")
    if text and " " in text:
        condition = parse_condition(text, fields.line_of("条件"), problems)
    # A bare word is a circumstance told to the citizen ("代办时"), not something the machine can decide.
    note = fields.text("备注") or (f"{text}时需要" if text and condition is None else "")
    return Material(fields.text("名", required=True), fields.text("份数"), note, condition)


def _elderly(fields: Fields, problems: Problems) -> Elderly:
    node = fields.map("适老")
    if node is None:
        return Elderly(0.85, True, 0)
    inner = Fields(node, ("语速", "字号", "每句最多"), "“适老”", problems)
    speed = inner.text("语速", default="0.85")
    if not re.fullmatch(r"\d(\.\d+)?", speed) or not 0.5 <= float(speed) <= 1.2:
        problems.add(inner.line_of("语速"), f"语速“{speed}”不对", "写 0.5 到 1.2 之间的数，例如 0.8")
        speed = "0.85"
    longest = re.fullmatch(r"(\d{1,3})\s*字?", inner.text("每句最多", default="0字"))
    if longest is None:
        problems.add(inner.line_of("每句最多"), "“每句最多”看不懂", "写成“20字”")
    return Elderly(float(speed), inner.text("字号", default="大") == "大", int(longest[1]) if longest else 0)
