"""The table of slot kinds. A new slot kind is a reader, its wrapper in `readers.py`, a row here and a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dialogue import filters
from dialogue.slot_kinds import readers
from dialogue.slot_kinds.record import Means, SlotKind, shown_text, spoken_text
from dialogue.understand import validation_messages
from dialogue.understand.dates import EARLIEST
from dialogue.understand.day_shift import shifted_day
from dialogue.understand.plate import PLATES
from dialogue.understand.time_shift import shifted_time
from dialogue.understand.typed_name import read_typed_name
from mandarin.masking import mentioned

if TYPE_CHECKING:
    from dialogue.script.model import Slot

#: Characters of a long text that are read out at its read-back.
_READ_OUT = 30
_KEYED: frozenset[Means] = frozenset({"voice", "keys"})
_CARD: frozenset[Means] = frozenset({"voice", "keys", "card"})
_TOUCH: frozenset[Means] = frozenset({"voice", "keys", "touch"})


def _digits(slot: Slot, value: str) -> str:
    return filters.digit_by_digit(value)


def _characters(slot: Slot, value: str) -> str:
    return filters.character_by_character(value)


def _account(slot: Slot, value: str) -> str:
    """A long text as read back: how it begins, and how long it is."""
    said = mentioned(value)
    return said if len(said) <= _READ_OUT else f"{said[:_READ_OUT].rstrip('，。；、')}，等等，一共{len(value)}个字"


def _day(slot: Slot, value: str) -> str:
    return "最早的一天" if value == EARLIEST else filters.long_date(value)


def _hour(slot: Slot, value: str) -> str:
    return filters.long_time(value)


def _money_spoken(slot: Slot, value: str) -> str:
    return filters.money(value, spoken=True)


def _money_shown(slot: Slot, value: str) -> str:
    return filters.money(value, spoken=False)


def _yes_no(slot: Slot, value: str) -> str:
    """In the script's own words (没满), where it has any."""
    own = next((choice.says[0] for choice in slot.choices if choice.label == value and choice.says), "")
    return own or {"是": "是", "否": "不是"}.get(value, value)


def _photo(slot: Slot, value: str) -> str:
    return "已拍照"


def _file(slot: Slot, value: str) -> str:
    return "已上传"


def _signature(slot: Slot, value: str) -> str:
    return "已签名"


def _counted(slot: Slot, value: str) -> str:
    return value + slot.unit


_IDENTIFIER: dict[str, Any] = {
    "identifier": True, "pieces": True, "contrast": "digits", "takes_digits": True, "keyed": True, "aloud": _digits,
}  # fmt: skip
_CODE: dict[str, Any] = {**_IDENTIFIER, "aloud": _characters, "readback": "segments", "personal": True}
_CONFIDENTIAL: dict[str, Any] = {"personal": True, "identifying": True, "masking": "tail", "confidential": True}
_WORDS: dict[str, Any] = {"free_text": True, "personal": True, "aloud": spoken_text, "shown": shown_text}

#: A picture is looked at, so it is never covered on a screen; its value is a digest that nobody sees.
_PICTURE: dict[str, Any] = {
    "means": frozenset({"touch"}), "readback": "none", "personal": True, "identifying": True, "captured": True,
}  # fmt: skip

_ROWS = (
    SlotKind(
        "id", "身份证", readers.id_number, "id", means=_CARD, length=18, called=("身份证", "证件号"),
        found_called=("身份证", "证件号"), found_by_length=18, from_card="number", pad="id",
        hint="可以放身份证、直接说，或在这里输入", phrases=("身份证", "幺", "零", "叉"),
        too_short=validation_messages.ID_LENGTH, **_IDENTIFIER, **_CONFIDENTIAL,
    ),
    SlotKind(
        "credit_code", "统一社会信用代码", readers.credit_code, "credit_code", length=18,
        called=("信用代码", "代码"), after_name=True, too_short=validation_messages.CODE_LENGTH, **_IDENTIFIER,
    ),
    # A mobile number has no check digit, and neither has a case's: read back unless the script says otherwise.
    SlotKind(
        "phone", "手机号", readers.phone, "phone", readback="segments", length=11, called=("手机", "电话"),
        found_called=("手机", "电话"), found_by_length=11, pad="digits",
        too_short=validation_messages.PHONE_LENGTH, **_IDENTIFIER, **_CONFIDENTIAL,
    ),
    SlotKind(
        "landline", "固话", readers.landline, "landline", readback="segments", called=("固话", "座机"),
        after_name=True, pad="digits", **_IDENTIFIER, **_CONFIDENTIAL,
    ),
    SlotKind(
        "name", "姓名", readers.name, "name", means=_CARD, identifying=True, pieces=True, called=("姓名", "名字"),
        own_characters=True, typed_own=readers.typed_name, typed_rest=read_typed_name, typed_at_last=True,
        from_card="name", takes_all=True, **_WORDS,
    ),
    SlotKind(
        "date", "日期", readers.day, "date", means=_TOUCH, pieces=True, has_range=True, has_periods=True, measured=True,
        exactly="请说是哪一天。",
        shifted=shifted_day, called=("日期", "时间"),
        aloud=_day, shown=_day, after_name=True, pad="date", hint="可以直接说，或在这里选择", keyed=True,
    ),
    SlotKind(
        "time", "时间", readers.hour, "time", means=_TOUCH, pieces=True, has_range=True, measured=True,
        exactly="请说具体几点。",
        shifted=shifted_time, called=("时间", "钟点"),
        aloud=_hour, shown=_hour, after_name=True, told_with="date", keyed=True,
    ),
    SlotKind(
        "money", "金额", readers.money, "money", bounded=True, measured=True, exactly="请说一个准确的数。",
        called=("金额", "多少钱"),
        aloud=_money_spoken, shown=_money_shown, after_name=True, takes_digits=True, keyed=True,
    ),
    SlotKind(
        "count", "数量", readers.count, "count", bounded=True, has_unit=True, measured=True,
        exactly="请说一个准确的数。", called=("数量",),
        aloud=_counted, shown=_counted, after_name=True, takes_digits=True, pad="digits", keyed=True,
    ),
    SlotKind(
        "address", "地址", readers.address, "address", identifying=True, called=("地址", "住址"), either_or=True,
        typed=readers.typed_address, takes_digits=True, takes_words=True, **_WORDS,
    ),
    SlotKind(
        "yesno", "是否", readers.yes_no, "yesno", means=_TOUCH, readback="none", choices="yes_no", contrast="none",
        aloud=_yes_no,
    ),
    SlotKind(
        "option", "选项", readers.option, "option", means=_TOUCH, readback="none", choices="one", either_or=True,
    ),
    SlotKind("several", "多选", readers.several, "several", means=_TOUCH, choices="several", contrast="list"),
    SlotKind(
        "item", "一条", readers.of_a_list, "option", means=_TOUCH, readback="none", from_list=True,
    ),
    SlotKind(
        "items", "多条", readers.of_a_list, "several", means=_TOUCH, readback="none", from_list=True,
    ),
    SlotKind(
        "photo", "拍照", readers.picture, "option", called=("照片", "图片"), aloud=_photo, shown=_photo, **_PICTURE,
    ),
    SlotKind(
        "file", "上传", readers.picture, "option", called=("上传的",), aloud=_file, shown=_file, **_PICTURE,
    ),
    SlotKind(
        "signature", "签名", readers.picture, "option", called=("签名", "签字"), aloud=_signature, shown=_signature,
        **_PICTURE,
    ),
    SlotKind(
        "text", "自由文本", readers.free_text, "text", contrast="none", typed_own=readers.typed_text, account=True,
        takes_all=True, has_pattern="may", has_length=True, **_WORDS,
    ),
    # Told in several utterances; read back by its beginning.
    SlotKind(
        "long_text", "长文本", readers.long_text, "text", contrast="none", account=True, takes_all=True, pieces=True,
        accumulates=True, has_length=True, readback="segments",
        hint="可以分几次说，说完了请说“说完了”；也可以在这里输入", **{**_WORDS, "aloud": _account},
    ),
    SlotKind(
        "number", "单号", readers.number, "number", readback="segments", personal=True, has_digits=True,
        called=("单号", "号码", "编号"), after_name=True, pad="digits", **_IDENTIFIER,
    ),
    # Letters and digits without a check digit: read back unless the script says otherwise.
    SlotKind(
        "plate", "车牌", readers.plate, "code", fewest=6, shapes=PLATES, identifying=True,
        called=("车牌", "牌照", "车号"), after_name=True, too_short=validation_messages.PLATE_SHAPE,
        hint="可以直接说，或在这里输入，例如 京A12345", **_CODE,
    ),
    SlotKind(
        "passport", "护照", readers.passport, "code", fewest=8, called=("护照",), after_name=True,
        too_short=validation_messages.PASSPORT_SHAPE,
        hint="可以直接说，或在这里输入，连字母一起", **{**_CODE, **_CONFIDENTIAL},
    ),
    SlotKind(
        "permit", "通行证", readers.permit, "code", fewest=8, called=("通行证", "回乡证", "台胞证"), after_name=True,
        too_short=validation_messages.PERMIT_SHAPE,
        hint="可以直接说，或在这里输入，连字母一起", **{**_CODE, **_CONFIDENTIAL},
    ),
    SlotKind(
        "code", "编号", readers.code, "code", has_pattern="must", called=("编号", "号码"), after_name=True, **_CODE,
    ),
)  # fmt: skip

#: By name. Everything that depends on a slot's kind asks here.
KINDS: dict[str, SlotKind] = {kind.name: kind for kind in _ROWS}


def kind_of(slot: Slot) -> SlotKind:
    return KINDS[slot.kind]


def by_word() -> dict[str, str]:
    """The word of a script (类型) -> the name of the kind, in the table's order."""
    return {kind.word: kind.name for kind in KINDS.values() if not (kind.from_list or kind.captured)}
