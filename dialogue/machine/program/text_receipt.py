"""The receipt as a text message, to the mobile number that the form has."""

from __future__ import annotations

from dialogue.acts import TextMessage
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards


def text_receipt(ctx: StepContext) -> None:
    """Nothing where the hall sends none, where no case was filed, or where no mobile number was asked for."""
    label, number = cards.receipt_number(ctx.script, ctx.state)
    mobiles = [ctx.state.value(slot.name) for slot in ctx.script.slots if slot.kind == "phone"]
    mobile = next((mobile for mobile in mobiles if mobile), "")
    once = f"text:{number}"
    if not (ctx.texts and number and mobile) or once in ctx.state.spoken:
        return
    ctx.note("receipt", "text message")
    service, state = ctx.state.service, ctx.state
    name = f"{service}/{state.occurrence}/{state.step}/{state.item}"
    ctx.acts.append(TextMessage("receipt", name, mobile, (("业务", service), ("名称", label), ("号", number))))
    ctx.set(spoken=(*ctx.state.spoken, once))
