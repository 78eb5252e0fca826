"""What the screen shows for each question. Personal values are masked here, once and for all."""

from __future__ import annotations

from dialogue.acts import (
    Card,
    ChoicesCard,
    ConfirmCard,
    InputCard,
    Item,
    MaterialsCard,
    Option,
    RatingCard,
    ReceiptCard,
    Row,
)
from dialogue.machine.path import collected
from dialogue.machine.state import State
from dialogue.script import Script, Slot
from dialogue.script.model import Submit
from dialogue.script.filters import long_date, mask

YES, NO = "是", "否"
RATINGS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
NOTHING_TO_CHANGE = "没有要改的"
RECEIPT = "回执"

_PADS = {"id": "id", "phone": "digits", "date": "date", "text": "text"}
_HINTS = {
    "id": "可以放身份证、直接说，或在这里输入",
    "phone": "可以直接说，或在这里输入",
    "date": "可以直接说，或在这里选择",
    "text": "可以直接说，或在这里输入",
}


def service_menu(names: tuple[str, ...]) -> ChoicesCard:
    return ChoicesCard("services", "请选择要办的业务", tuple(Option(name, name) for name in names))


def consent_card(script: Script) -> ConfirmCard:
    items = script.consent.items if script.consent else ()
    rows = tuple(Row(item, "仅用于本次业务") for item in items)
    return ConfirmCard("consent", "个人信息使用告知", rows, Option("同意", YES), Option("不同意", NO))


def slot_card(slot: Slot, partial: str = "") -> Card:
    if slot.kind in ("option", "yesno"):
        return ChoicesCard(f"slot:{slot.name}", slot.name, tuple(Option(c.label, c.label) for c in slot.choices))
    pad = _PADS[slot.kind]
    return InputCard(
        id=f"slot:{slot.name}",
        title=slot.name,
        pad="id" if pad == "id" else "digits" if pad == "digits" else "date" if pad == "date" else "text",
        hint=_HINTS[slot.kind],
        masked=slot.kind == "id",
        value=partial,
    )


def shown_value(slot: Slot, value: str) -> str:
    if slot.kind == "date":
        return long_date(value)
    return mask(value) if slot.kind in ("id", "phone") else value


def filled_rows(script: Script, state: State) -> tuple[Row, ...]:
    """The slots on the way taken, in the order asked."""
    values = state.values()
    rows = []
    for name in collected(script, values, state.step):
        slot = script.slot(name)
        if slot and name in values:
            rows.append(Row(name, shown_value(slot, values[name])))
    return tuple(rows)


def confirm_card(script: Script, state: State) -> ConfirmCard:
    rows = (Row("业务", script.name), *filled_rows(script, state))
    return ConfirmCard("confirm", "请核对信息", rows, Option("确认提交", YES), Option("要修改", NO))


def change_card(script: Script, state: State) -> ChoicesCard:
    options = tuple(Option(row.label, row.label, row.value) for row in filled_rows(script, state))
    return ChoicesCard("change", "哪一项要改？", (*options, Option(NOTHING_TO_CHANGE, NOTHING_TO_CHANGE)))


def yes_no_card(card: str, title: str, yes: str, no: str) -> ChoicesCard:
    return ChoicesCard(card, title, (Option(yes, YES), Option(no, NO)))


def rating_card() -> RatingCard:
    return RatingCard("rating", "请评价这次服务", tuple(Option(word, word) for word in RATINGS))


def pinned_card(script: Script, state: State) -> Card | None:
    """The materials list or receipt that stays beside the questions that follow it."""
    if state.pinned == RECEIPT:
        return _receipt(script, state)
    found = script.card(state.pinned)
    if found is None:
        return None
    values = state.values()
    items = tuple(
        Item(item.name, item.copies, item.note)
        for item in found.items
        if item.condition is None or item.condition.holds(values)
    )
    source = "；".join(basis.citation for basis in script.basis)
    return MaterialsCard(f"card:{found.name}", found.name, items, source)


def _receipt(script: Script, state: State) -> ReceiptCard:
    results = [name for step in script.steps if isinstance(step, Submit) for name in step.results]
    number = state.value(results[0]) if results else ""
    rows = [Row("业务", script.name), *filled_rows(script, state)]
    rows += [Row(name, long_date(state.value(name))) for name in results[1:] if state.has(name)]
    # The QR code is read by anyone who picks the paper up: the case, nothing of the person.
    return ReceiptCard(
        "receipt", f"{script.name}受理回执", number, tuple(rows), f"业务：{script.name}\n受理号：{number}"
    )
