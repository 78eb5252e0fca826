"""An addition to the account that was told before: 还有，他们天天半夜这样; 再给我补一句，都一个多礼拜了."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.extraction import account_slot, extract
from dialogue.machine.program.form_values import store
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import ask
from dialogue.machine.state import Filled
from dialogue.understand.intent import read_intent
from dialogue.understand.objection import read_addition
from dialogue.understand.question import is_question

#: Questions of a form at which something may be added.
_OPEN = ("slot", "readback", "which_value", "confirm", "change")


def answer_addition(ctx: StepContext, text: str, via: str) -> bool:
    """Join the addition to the account, given or asked for already. False if there is none to join it to."""
    added = read_addition(text) if ctx.state.service and ctx.state.question.kind in _OPEN else ""
    slot = account_slot(ctx.script.slots) if added else None
    if slot is None or slot == ctx.open_slot or ctx.state.sent or _is_another(ctx, text, added):
        return False
    told = next((one.value for one in (*ctx.state.filled, *ctx.state.prefilled) if one.name == slot.name), "")
    if not told:
        return False
    value = f"{told.rstrip('。，,. ')}，{ctx.wording.own(added)}"
    ctx.note(f"slot {slot.name} added to", via)
    ctx.say(phrases.ADDED)
    if ctx.state.has(slot.name):
        store(ctx, slot, value, "text")
        run(ctx)
    else:
        ctx.prefill(Filled(slot.name, value, slot.personal, via))
        ask(ctx)
    return True


def _is_another(ctx: StepContext, text: str, added: str) -> bool:
    """Whether the words ask, request another service, or give the value of a slot."""
    others = [slot for slot in ctx.script.slots if not ctx.state.has(slot.name) or slot == ctx.open_slot]
    intent = read_intent(ctx.library.matcher, added)
    if is_question(text) or (intent.sure and intent.sure != ctx.state.service):
        return True
    return bool(extract(others, added, ctx.state.today, open_slot=ctx.open_slot, area=ctx.area).values)
