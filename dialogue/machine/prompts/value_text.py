"""A slot's value as spoken and as shown, by its kind and its masking."""

from __future__ import annotations

from dialogue.script import Slot
from dialogue.script.filters import digit_by_digit, long_date, long_time, mask, money, spell
from dialogue.script.model import WORDS, SlotKind
from mandarin.masking import masked, mentioned

#: Kinds spoken digit by digit, and in a brief read-back only by their tail.
IDENTIFIERS = frozenset({"id", "credit_code", "phone", "landline", "number"})
EMPTY = "不填"
_ALIASES: dict[SlotKind, tuple[str, ...]] = {
    "id": ("身份证", "证件号"),
    "credit_code": ("信用代码", "代码"),
    "phone": ("手机", "电话"),
    "landline": ("固话", "座机"),
    "number": ("单号", "号码", "编号"),
    "name": ("姓名", "名字"),
    "date": ("日期", "时间"),
    "time": ("时间", "钟点"),
    "money": ("金额", "多少钱"),
    "count": ("数量",),
    "address": ("地址", "住址"),
}


def aloud(slot: Slot, value: str) -> str:
    """The value in full, as spoken; of a long number inside free text only the end."""
    if not value:
        return EMPTY
    match slot.kind:
        case "id" | "credit_code" | "phone" | "landline" | "number":
            return digit_by_digit(value)
        case "date":
            return long_date(value)
        case "time":
            return long_time(value)
        case "money":
            return money(value, spoken=True)
        case "count":
            return value + slot.unit
        case _:
            return mentioned(value) if slot.kind in WORDS else value


def briefly(slot: Slot, value: str) -> str:
    """The value with its name, for a brief read-back: identifiers by their tail, a yes or no in the script's words."""
    if slot.kind == "yesno":
        own = next((choice.says[0] for choice in slot.choices if choice.label == value and choice.says), "")
        return own or f"{slot.name}，{value}"
    if value and slot.kind in IDENTIFIERS:
        return f"{slot.name}尾号是{spell(value[-4:])}"
    return f"{slot.name}是{aloud(slot, value)}"


def shown(slot: Slot, value: str) -> str:
    """The value as shown on a screen that others may see."""
    if not value:
        return EMPTY
    match slot.masking:
        case "tail":
            return mask(value)
        case "first":
            return value[:1] + "*" * (len(value) - 1)
        case "all":
            return "已填写"
    match slot.kind:
        case "date":
            return long_date(value)
        case "time":
            return long_time(value)
        case "money":
            return money(value, spoken=False)
        case "count":
            return value + slot.unit
        case _:
            return masked(value) if slot.kind in WORDS else value


def called_by(slot: Slot) -> tuple[str, ...]:
    """Names by which people refer to a slot."""
    return (slot.name, slot.name[-2:], *_ALIASES.get(slot.kind, ()))
