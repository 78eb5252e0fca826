"""A script file -> `Script`. Every mistake of the file is found in one reading."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from dialogue.script.check import check
from dialogue.script.computed import read_source, resolved
from dialogue.script.correction import with_correction
from dialogue.script.fields import Fields
from dialogue.script.follow_ups import read_follow_ups
from dialogue.script.grammar import parse_condition
from dialogue.script.groups import SlotGroup, both_ways, expanded, read_groups
from dialogue.script.identity import read_identity
from dialogue.script.model import Basis, CardList, Computed, Consent, Elderly, Material, Script
from dialogue.script.slots import read_slots
from dialogue.script.steps import Compiler
from dialogue.script.template import parse_template
from dialogue.sources import unharmed
from dialogue.yaml_lines import Map, Scalar, Seq, parse


def load_script(text: str, file: str, problems: Problems, calendar: HallCalendar = NO_CALENDAR) -> Script | None:
    """None when the file is too broken to be read; otherwise a script that is right if `problems` stayed empty."""
    return compile_script(text, file, problems, calendar)[1]


def compile_script(
    text: str, file: str, problems: Problems, calendar: HallCalendar = NO_CALENDAR
) -> tuple[Map | None, Script | None]:
    """The file's tree and its script: None each where the file cannot be read that far.

    Both are right if `problems` stayed empty.
    """
    tree = None
    with unharmed(problems):
        tree = _tree(text, problems)
        return tree, None if tree is None else _compiled(tree, text, file, problems, calendar)
    return tree, None


def _tree(text: str, problems: Problems) -> Map | None:
    root = parse(text, problems, keys.ALL | set(keys.ALIASES))
    if root is None or isinstance(root, Map):
        return root
    problems.add(root.line, "服务脚本应该由“键: 值”组成", "第一行写“服务: 名称”", code="bad-value")
    return None


def _compiled(root: Map, text: str, file: str, problems: Problems, calendar: HallCalendar) -> Script:
    fields = Fields(root, keys.SCRIPT, "服务脚本", problems)
    if fields.node("步骤") is None:
        problems.add(root.line, "服务脚本少了“步骤”", "加上“步骤:”和至少一步", code="missing-key")
    grouped, groups = read_groups(fields, problems)
    slots = both_ways((*grouped, *read_slots(fields, problems)))
    compiler = Compiler(problems, slots, groups)
    written = Script(
        name=fields.text("服务", required=True),
        version=fields.text("版本", required=True),
        intro=fields.text("简介"),
        since=read_day(fields, "生效"),
        until=read_day(fields, "失效"),
        basis=_basis(fields, problems),
        says=fields.texts("说法", required=True, twice="duplicate-says"),
        channels=frozenset(fields.many_of("渠道", keys.CHANNELS)) or frozenset({"screen", "phone"}),
        consent=_consent(fields, problems, groups),
        computed=_computed(fields, problems),
        steps=compiler.compile(fields.seq("步骤")),
        slots=(*slots, *compiler.picked),  # 挑选 and 拍照 make slots too
        cards=_cards(fields, problems),
        elderly=_elderly(fields, problems),
        file=file,
        labels=compiler.labels,
        calendar=calendar,
        lists=tuple(compiler.lists.values()),
        follow_ups=read_follow_ups(fields, problems),
        accepts=frozenset(fields.many_of("受理", keys.REPORTS)),
        identity=read_identity(fields, groups),
        place=_place(fields),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
    script = with_correction(resolved(written), fields, groups, problems)
    if script.since and script.until and script.since > script.until:
        problems.add(fields.line_of("失效"), "“失效”比“生效”还早", "把两个日期对调", code="bad-value")
    check(script, problems)
    return script


def read_day(fields: Fields, key: str) -> date | None:
    text = fields.text(key)
    if not text:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # told below, like a day that is not even shaped like one
    fields.problems.add(fields.line_of(key), f"日期“{text}”不对", "写成 2026-01-31 这样", code="bad-value")
    return None


def _place(fields: Fields) -> int:
    text = fields.text("排序")
    if not text:
        return 0
    if re.fullmatch(r"[1-9]\d{0,2}", text):
        return int(text)
    fields.problems.add(fields.line_of("排序"), f"排序“{text}”不对", "写第几个：1 是最前，2 是第二", code="bad-value")
    return 0


def _basis(fields: Fields, problems: Problems) -> tuple[Basis, ...]:
    found = []
    seq = fields.seq("依据")
    for node in seq.items if seq else ():
        if isinstance(node, Map):
            item = Fields(node, ("标题", "条款", "出处"), "“依据”", problems)
            title = item.text("标题", required=True)
            found.append(Basis(title, item.text("条款"), item.text("出处"), node.line))
        else:
            problems.add(node.line, "“依据”的每一项应该写标题和条款", "写成 {标题: …, 条款: …}", code="bad-value")
    return tuple(found)


def _consent(fields: Fields, problems: Problems, groups: tuple[SlotGroup, ...]) -> Consent | None:
    node = fields.map("同意")
    if node is None:
        return None
    inner = Fields(node, ("告知", "项目", "拒绝"), "“同意”", problems)
    text = parse_template(inner.text("告知", required=True), inner.line_of("告知"), problems)
    refused = inner.one_of("拒绝", {"转人工": "human", "结束": "end"}, "human")
    items = expanded(inner.texts("项目", required=True), groups)
    return Consent(text, items, "end" if refused == "end" else "human", node.line)


def _computed(fields: Fields, problems: Problems) -> tuple[Computed, ...]:
    node = fields.map("计算")
    found = []
    for key, value in node.entries if node else ():
        if isinstance(value, Scalar) and value.value.strip():
            source = read_source(value.value.strip(), value.line, problems)
            found += [Computed(key.value, source, key.line)] if source else []
        else:
            problems.add(
                key.line,
                f"“计算”里的“{key.value}”应该是一句话",
                "写成 出生日期: 【身份证号|出生日期】，要算就写 = 甲 + 乙",
                code="bad-value",
            )
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
    for key in ("名", "份数", "备注"):
        if "【" in fields.text(key):
            message = f"材料的“{key}”里的【】不会换成内容，会原样显示"
            problems.add(
                fields.line_of(key), message, "写固定的字；看情况要的材料分几项写，各加“条件”", code="broken-hole"
            )
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
        problems.add(inner.line_of("语速"), f"语速“{speed}”不对", "写 0.5 到 1.2 之间的数，例如 0.8", code="bad-value")
        speed = "0.85"
    longest = re.fullmatch(r"(\d{1,3})\s*字?", inner.text("每句最多", default="0字"))
    if longest is None:
        problems.add(inner.line_of("每句最多"), "“每句最多”看不懂", "写成“20字”", code="bad-value")
    return Elderly(float(speed), inner.text("字号", default="大") == "大", int(longest[1]) if longest else 0)
