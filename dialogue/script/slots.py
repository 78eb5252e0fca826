"""槽位 -> slots: what is asked for, in which words, how it is read back and who may see it."""

from __future__ import annotations

import re
from decimal import Decimal

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.fields import Fields, wide_comma
from dialogue.script.model import Choice, Prompt, Slot
from dialogue.script.template import Template, parse_template
from dialogue.slot_kinds import KINDS, SlotKind, by_word
from dialogue.understand.code_shape import code_shapes
from dialogue.yaml_lines import Map, Scalar, Seq

_FOR_EXAMPLE = (
    "写成 格式: 字母1数字9，可用的有 字母、数字、汉字、字母数字，后面写几位，几到几位写成 数字8-10，固定的字照写"
)
#: In place of a 格式 that cannot be read.
_ANY_CODE = "字母数字1-20"
_YES_NO = (Choice("是", ()), Choice("否", ()))


def read_slots(fields: Fields, problems: Problems) -> tuple[Slot, ...]:
    node = fields.map("槽位")
    found = []
    for key, value in node.entries if node else ():
        if isinstance(value, Map):
            found.append(read_slot_fields(key.value, value, problems))
        else:
            problems.add(key.line, f"问题“{key.value}”要写类型和问法", "写成 {类型: 手机号, 问: 请说您的手机号。}")
    return tuple(found)


def read_slot_fields(name: str, node: Map, problems: Problems) -> Slot:
    return _slot(name, Fields(node, keys.SLOT, f"问题“{name}”", problems), problems)


def _slot(name: str, fields: Fields, problems: Problems) -> Slot:
    if "类型" not in fields:
        problems.add(fields.line, f"问题“{name}”少了“类型”", f"可用的有：{'、'.join(by_word())}", code="missing-key")
    kind = KINDS[fields.one_of("类型", by_word(), "text")]
    yes_no = {"是": True, "否": False}
    least, most = _bound(name, kind, "最少", fields), _bound(name, kind, "最多", fields)
    if least is not None and most is not None and least > most:
        problems.add(fields.line_of("最少"), f"问题“{name}”的最少比最多还大", "把两个数对调", code="bad-value")
    if "单位" in fields and not kind.has_unit:
        problems.add(fields.line_of("单位"), f"问题“{name}”不是数量，不用写“单位”", "删掉", code="bad-value")
    if "范围" in fields and not kind.has_range:
        problems.add(
            fields.line_of("范围"),
            f"问题“{name}”不是日期或时间，不用写“范围”",
            "删掉，数量和金额用“最少”“最多”",
            code="bad-value",
        )
    return Slot(
        name=name,
        kind=kind.name,
        means=frozenset(fields.many_of("取值", keys.MEANS)) or kind.means,
        prompt=read_prompt(name, fields, problems),
        readback=fields.one_of("核对", keys.READBACKS, kind.readback),
        choices=_choices(name, kind, fields, problems),
        personal=fields.one_of("个人信息", yes_no, kind.personal),
        masking=fields.one_of("脱敏", keys.MASKINGS, kind.masking),
        when=fields.one_of("范围", keys.WHENS, "any"),
        line=fields.line,
        least=least,
        most=most,
        unit=fields.text("单位"),
        required=fields.one_of("必填", yes_no, True),
        digits=_digits(name, kind, fields),
        differs=fields.texts("不同于"),
        periods=_of_dates("时段", name, kind, fields),
        earliest=_of_dates("最早", name, kind, fields),
        pattern=_pattern(name, kind, fields),
    )


def _of_dates(key: str, name: str, kind: SlotKind, fields: Fields) -> bool:
    """时段, 最早: what a date slot takes beside days."""
    if key in fields and not kind.has_periods:
        fields.problems.add(
            fields.line_of(key), f"问题“{name}”不是日期，不用写“{key}”", "删掉，或者把类型改成“日期”", code="bad-value"
        )
        return False
    return fields.one_of(key, {"是": True, "否": False}, False)


def _digits(name: str, kind: SlotKind, fields: Fields) -> int:
    """位数 of a 单号: the length at which the number is complete."""
    text = fields.text("位数")
    if not kind.has_digits:
        if text:
            fields.problems.add(fields.line_of("位数"), f"问题“{name}”不是单号，不用写“位数”", "删掉", code="bad-value")
        return 0
    low, high = keys.DIGITS
    hit = re.fullmatch(r"(\d{1,2})位?", text)
    if hit is None or not low <= int(hit[1]) <= high:
        line = fields.line_of("位数") if text else fields.line
        fields.problems.add(line, f"单号“{name}”要写“位数”，{low} 到 {high} 之间", "例如 位数: 8")
        return low
    return int(hit[1])


def _pattern(name: str, kind: SlotKind, fields: Fields) -> str:
    """格式 of a 编号 or a 自由文本: the characters that it is made of."""
    text = fields.text("格式")
    if not text:
        if kind.has_pattern == "must":
            fields.problems.add(fields.line, f"编号“{name}”要写“格式”", _FOR_EXAMPLE, code="missing-key")
        return _ANY_CODE if kind.has_pattern == "must" else ""
    if kind.has_pattern == "no":
        message = f"问题“{name}”不是编号或自由文本，不用写“格式”"
        fields.problems.add(fields.line_of("格式"), message, "删掉，或者把类型改成“编号”", code="bad-value")
        return ""
    try:
        code_shapes(text)
    except ValueError as error:
        message = f"格式“{text}”看不懂：{error}"
        fields.problems.add(fields.line_of("格式"), message, _FOR_EXAMPLE, code="bad-value")
        return _ANY_CODE
    return text


def _bound(name: str, kind: SlotKind, key: str, fields: Fields) -> Decimal | None:
    text = fields.text(key)
    if not text:
        return None
    if kind.has_length:
        if re.fullmatch(r"[1-9]\d{0,3}\s*个?字?", text) is None:
            message = f"“{key}”的“{text}”看不懂，这里是字数"
            fields.problems.add(fields.line_of(key), message, f"写成“{key}: 20字”，最多 9999", code="bad-value")
            return None
        return Decimal(text.rstrip("个字 "))
    if not kind.bounded:
        fields.problems.add(
            fields.line_of(key), f"问题“{name}”不是数量、金额或文字，不用写“{key}”", "删掉", code="bad-value"
        )
        return None
    hit = re.fullmatch(r"(\d+(?:\.\d{1,2})?)\s*(万)?\D{0,2}", text)
    if hit is None:
        fields.problems.add(
            fields.line_of(key), f"“{key}”的“{text}”看不懂", "写数字，例如 1、5000、20万", code="bad-value"
        )
        return None
    return Decimal(hit[1]) * (10_000 if hit[2] else 1)


def slot_of_a_step(kind_name: str, name: str, prompt: Prompt, line: int) -> Slot:
    """A slot that a step declares (挑选, 拍照, 上传, 签名): not personal, not read back, with the kind's means."""
    return Slot(
        name=name,
        kind=kind_name,
        means=KINDS[kind_name].means,
        prompt=prompt,
        readback="none",
        choices=(),
        personal=False,
        masking="none",
        when="any",
        line=line,
    )


def read_prompt(name: str, fields: Fields, problems: Problems) -> Prompt:
    """问: one sentence, or {首次, 再问, 电话}, where 电话 may have its own 首次 and 再问."""
    node = fields.node("问")
    if not isinstance(node, Map):
        template = parse_template(fields.text("问", required=True), fields.line_of("问"), problems)
        return Prompt(template, template, template, template)
    inner = Fields(node, ("首次", "再问", "电话"), f"问题“{name}”的“问”", problems)
    first, again = _twice(inner, problems)
    phone = inner.node("电话")
    if phone is None:
        return Prompt(first, again, first, again)
    if isinstance(phone, Map):
        calling = Fields(phone, ("首次", "再问"), f"问题“{name}”的电话问法", problems)
        return Prompt(first, again, *_twice(calling, problems))
    template = parse_template(inner.text("电话"), phone.line, problems)
    return Prompt(first, again, template, again)


def _twice(fields: Fields, problems: Problems) -> tuple[Template, Template]:
    first = fields.text("首次", required=True)
    again = fields.text("再问", default=first)
    return parse_template(first, fields.line_of("首次"), problems), parse_template(
        again, fields.line_of("再问" if "再问" in fields else "首次"), problems
    )


def _choices(name: str, kind: SlotKind, fields: Fields, problems: Problems) -> tuple[Choice, ...]:
    node = fields.node("选项")
    if kind.choices == "none":
        if node is not None:
            problems.add(
                node.line, f"问题“{name}”不是选项，不用写“选项”", "删掉，或者把类型改成“选项”", code="bad-value"
            )
        return ()
    found: list[Choice] = []
    if isinstance(node, Map):
        for key, value in node.entries:
            items = value.items if isinstance(value, Seq) else (value,)
            says = tuple(item.value.strip() for item in items if isinstance(item, Scalar) and item.value.strip())
            found.append(Choice(key.value, says))
    elif isinstance(node, Seq):
        for item in node.items:
            if isinstance(item, Scalar) and re.search("[，；]", item.value):
                wide_comma(item, problems)
        found = [Choice(item.value.strip(), ()) for item in node.items if isinstance(item, Scalar)]
    for text in (text for choice in found for text in (choice.label, *choice.says) if "【" in text):
        message = f"选项“{text}”里的【】不会换成内容，会原样念出来"
        problems.add(fields.line_of("选项"), message, "选项写固定的字；业务系统给的选项用“挑选”", code="broken-hole")
    if kind.choices == "yes_no":
        wrong = [choice.label for choice in found if choice.label not in ("是", "否")]
        if wrong and node is not None:
            problems.add(
                node.line,
                f"“是否”槽位的选项只能是 是、否，不能是“{wrong[0]}”",
                "或者把类型改成“选项”",
                code="bad-value",
            )
        return tuple(next((c for c in found if c.label == base.label), base) for base in _YES_NO)
    if len(found) < 2:
        problems.add(
            fields.line_of("选项"),
            f"问题“{name}”至少要有两个选项",
            "写成 选项: {甲: [说法], 乙: [说法]}",
            code="bad-value",
        )
    if kind.choices == "several" and any("、" in choice.label for choice in found):
        problems.add(
            fields.line_of("选项"), f"问题“{name}”的选项名里不能有顿号“、”", "顿号用来隔开选中的几项", code="bad-value"
        )
    return tuple(found)
