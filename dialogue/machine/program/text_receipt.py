"""The receipt on paper, and as a text message to the mobile number that the form has."""

from __future__ import annotations

from dialogue.acts import Print, ReceiptCard, TextMessage
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards


def print_receipt(ctx: StepContext, card: ReceiptCard) -> None:
    """Once for each receipt: after a correction steps run again."""
    once = f"print:{ctx.state.step}:{card.number}"
    if once not in ctx.state.spoken:
        ctx.acts.append(Print(card, _message(ctx)))
        ctx.set(spoken=(*ctx.state.spoken, once))


def text_receipt(ctx: StepContext) -> None:
    """Nothing where the hall sends none, where no case was filed, or where no mobile number was asked for."""
    message = _message(ctx)
    once = f"text:{cards.receipt_number(ctx.script, ctx.state)[1]}"
    if message is None or once in ctx.state.spoken:
        return
    ctx.note("receipt", "text message")
    ctx.acts.append(message)
    ctx.set(spoken=(*ctx.state.spoken, once))


def _message(ctx: StepContext) -> TextMessage | None:
    label, number = cards.receipt_number(ctx.script, ctx.state)
    mobile = mobile_of(ctx)
    if not (ctx.texts and number and mobile):
        return None
    service, state = ctx.state.service, ctx.state
    name = f"{service}/{state.occurrence}/{state.step}/{state.item}"
    return TextMessage("receipt", name, mobile, (("业务", service), ("名称", label), ("号", number)))


def mobile_of(ctx: StepContext) -> str:
    """The mobile number that the form has; "" where none was asked for."""
    mobiles = [ctx.state.value(slot.name) for slot in ctx.script.slots if slot.kind == "phone"]
    return next((mobile for mobile in mobiles if mobile), "")
