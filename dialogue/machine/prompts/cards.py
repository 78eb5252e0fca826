"""The cards of each question. Personal values are masked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
from dialogue.machine.path import collected, scope_at
from dialogue.machine.prompts.item_rows import item_numbers, loop_rows, together
from dialogue.machine.prompts.submission_rows import confirmed_rows, filed_rows
from dialogue.machine.prompts.unsure_group import unsure_group
from dialogue.machine.prompts.value_text import shown, shown_on_input
from dialogue.machine.state import Filing, State
from dialogue.script import Script, Slot
from dialogue.script.model import Take
from dialogue.slot_kinds import kind_of
from dialogue.understand.satisfaction import RATINGS

YES, NO = "是", "否"
NOTHING_TO_CHANGE = "没有要改的"
SKIP = "跳过"
CHOSEN = "选好了"
#: What may be touched as the reason of a poor rating.
RATING_WHYS = ("等得太久", "没听懂我的话", "没说清楚", "事情没办成")
OTHER = "都不是"
#: Values of `State.pinned` other than the names of materials cards.
RECEIPT, TICKET = "回执", "取号凭条"


def service_menu(names: tuple[str, ...]) -> ChoicesCard:
    return ChoicesCard("services", "请选择要办的业务", tuple(Option(name, name) for name in names))


def consent_card(script: Script, text: str) -> ConfirmCard:
    items = script.consent.items if script.consent else ()
    rows = tuple(Row(item, "仅用于本次业务") for item in items)
    return ConfirmCard("consent", "个人信息使用告知", rows, Option("同意", YES), Option("不同意", NO), text)


def slot_card(slot: Slot, value: str = "", error: str = "", *, whole: bool = False) -> Card:
    """`value`: the pieces so far, or the chosen options; `whole`: a complete value, read back."""
    if slot.choices:
        chosen = value.split("、") if kind_of(slot).choices == "several" else ()
        options = [Option(c.label, c.label, "已选" if c.label in chosen else "") for c in slot.choices]
        options += [Option(CHOSEN, CHOSEN, "选完点这里")] if kind_of(slot).choices == "several" else []
        options += [] if slot.required else [Option(SKIP, SKIP, "没有就点这里")]
        return ChoicesCard(f"slot:{slot.name}", slot.name, tuple(options))
    text = shown_on_input(slot, value, whole=whole)
    return InputCard(
        id=f"slot:{slot.name}",
        title=slot.name,
        pad=kind_of(slot).pad,
        hint=kind_of(slot).hint + ("" if slot.required else "；没有可以说“跳过”"),
        masked=slot.masking != "none" or text != value,
        value=text,
        error=error,
    )


def which_value_card(slot: Slot, options: tuple[str, ...], error: str = "") -> Card:
    """The values that the citizen named, or the input card where only a range was named."""
    if not options:
        return slot_card(slot, error=error)
    group = unsure_group(slot, options)
    labels = group.parts if group else [shown(slot, value) for value in options]
    buttons = tuple(Option(label, value) for label, value in zip(labels, options, strict=True))
    return ChoicesCard(f"which:{slot.name}", slot.name, (*buttons, Option(OTHER, OTHER)))


def filled_rows(script: Script, state: State) -> tuple[Row, ...]:
    """The filled slots on the path taken, in the order asked."""
    values = state.values()
    rows = []
    for name in collected(script, state):
        slot = script.slot(name)
        if slot and name in values and not (slot.capture and name not in state.fill_order):  # passed over on the phone
            rows.append(Row(name, shown(slot, values[name])))
    return tuple(rows)


def confirm_card(script: Script, state: State, text: str) -> ConfirmCard:
    """At the 确认 step where `state` stands."""
    rows = (Row("业务", script.name), *confirmed_rows(script, state, state.step))
    return ConfirmCard("confirm", "请核对信息", rows, Option("确认提交", YES), Option("要修改", NO), text)


def change_card(script: Script, state: State) -> ChoicesCard:
    """`state` stands at the 确认 step. A value that will not be submitted is not shown: it is replaced by another."""
    sent = {row.label for row in confirmed_rows(script, state, state.step)}
    rows = filled_rows(script, state)
    options = tuple(Option(row.label, row.label, row.value if row.label in sent else "") for row in rows)
    return ChoicesCard("change", "哪一项要改？", (*options, Option(NOTHING_TO_CHANGE, NOTHING_TO_CHANGE)))


def yes_no_card(card: str, title: str, yes: str, no: str) -> ChoicesCard:
    return ChoicesCard(card, title, (Option(yes, YES), Option(no, NO)))


def topics_card(questions: Mapping[str, str]) -> ChoicesCard:
    """`questions`: passage id -> its question."""
    options = tuple(Option(question, name) for name, question in questions.items())
    return ChoicesCard("topics", "您是想问", (*options, Option(OTHER, OTHER)))


def rating_card() -> RatingCard:
    return RatingCard("rating", "请评价这次服务", tuple(Option(word, word) for word in RATINGS))


def rating_why_card() -> ChoicesCard:
    whys = tuple(Option(why, why) for why in RATING_WHYS)
    return ChoicesCard("rating_why", "是哪里没做好？", (*whys, Option("不说了", SKIP)))


def pinned_card(script: Script, state: State) -> Card | None:
    """The materials list, receipt or queue ticket shown beside the questions that follow it."""
    if state.pinned == RECEIPT:
        return _receipt(script, state)
    if state.pinned == TICKET:
        return _ticket(script, state)
    found = script.card(state.pinned)
    if found is None:
        return None
    scope = scope_at(script, state)
    items = tuple(
        Item(item.name, item.copies, item.note)
        for item in found.items
        if item.condition is None or item.condition.holds(scope)
    )
    source = "；".join(basis.citation for basis in script.basis)
    return MaterialsCard(f"card:{found.name}", found.name, items, source)


def receipt_shown(script: Script, state: State) -> Card | None:
    """The receipt or queue ticket that is shown beside the open question."""
    return pinned_card(script, state) if state.pinned in (RECEIPT, TICKET) else None


def receipt_number(script: Script, state: State) -> tuple[str, str]:
    """The receipt number's name and value; the value is empty if the back end gave none.

    Of a 逐条 that is over: the numbers of its items.
    """
    single = _filed_alone(script, state)
    if filed := next((filing.results[0] for filing in single if filing.results), None):
        return filed
    if drawn := _drawn(script, state):
        return drawn[0]
    label, numbers = item_numbers(script, state)
    return label or "受理号", together(numbers)


def receipt_due(script: Script, state: State) -> ReceiptCard | None:
    """The receipt of a case that was filed and whose receipt has not been shown yet."""
    if state.pinned == RECEIPT or not state.sent or not receipt_number(script, state)[1]:
        return None
    return _receipt(script, state)


def _filed_alone(script: Script, state: State) -> list[Filing]:
    """What was filed outside of a 逐条."""
    return [filing for filing in state.filings if script.loop_at(filing.step) is None]


def _shared(script: Script, state: State) -> list[Filing]:
    """Of what was filed in a 逐条, the values that belong to no item: they are the same for each."""
    fields = {field for variable in script.lists for field in variable.fields}
    return [
        replace(filing, params=tuple(pair for pair in filing.params if pair[0] not in fields), results=())
        for filing in state.filings
        if script.loop_at(filing.step)
    ]


def _drawn(script: Script, state: State) -> list[tuple[str, str]]:
    """The results of the queue numbers drawn, in the script's order."""
    names = [name for step in script.steps if isinstance(step, Take) for name in step.results]
    return [(name, state.value(name)) for name in dict.fromkeys(names) if state.has(name)]


def _receipt(script: Script, state: State) -> ReceiptCard:
    label, number = receipt_number(script, state)
    single = _filed_alone(script, state)
    shown = [*_shared(script, state), *single]
    rows = [Row("业务", script.name), *filed_rows(script, shown, state.today), *loop_rows(script, state)]
    rows += [Row(name, value) for name, value in _drawn(script, state) if name != label]
    of_items = not single and item_numbers(script, state)[1]  # each of them is a case
    case = "" if of_items or not number else f"{script.name}\n{number}"
    return ReceiptCard("receipt", f"{script.name}受理回执", number, tuple(rows), case)


def _ticket(script: Script, state: State) -> ReceiptCard | None:
    """The card of the queue number taken last."""
    drawn = [step for step in script.steps if isinstance(step, Take) and all(map(state.has, step.results))]
    if not drawn:
        return None
    step = drawn[-1]
    number = state.value(step.results[0])
    rows = (Row("业务", script.name), Row("队列", step.queue), *(Row(n, state.value(n)) for n in step.results[1:]))
    return ReceiptCard("ticket", TICKET, number, rows, "")
