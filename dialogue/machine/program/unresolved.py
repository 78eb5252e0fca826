"""A submission whose outcome is unknown: its number is said, shown, printed and texted where a receipt would be."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Print, TextMessage
from dialogue.filters import digit_by_digit
from dialogue.machine.context import StepContext
from dialogue.machine.program.text_receipt import mobile_of
from dialogue.machine.state import OpenSubmission
from dialogue.machine.unresolved import unresolved_card
from dialogue.script.model import Tell


def tell_unresolved(ctx: StepContext, number: str) -> None:
    """`number`: under which staff find the submission. It stays on the screen until the conversation is over."""
    one = OpenSubmission(number, ctx.state.service)
    ctx.set(unresolved=(*(other for other in ctx.state.unresolved if other.number != number), one))
    phrase = phrases.OUTCOME_UNKNOWN if ctx.on_screen else phrases.OUTCOME_UNKNOWN_PHONE
    ctx.say(phrase, {"号": digit_by_digit(number)})
    ctx.show()
    message, outputs = _message(ctx, one), _receipt_outputs(ctx)
    if ctx.on_screen and "print" in outputs:
        ctx.acts.append(Print(unresolved_card(one), message))
    if message is not None and ("sms" in outputs or not ctx.on_screen):
        ctx.note("number of an unknown outcome", "text message")
        ctx.acts.append(message)


def _receipt_outputs(ctx: StepContext) -> frozenset[str]:
    """Where the script's receipts go."""
    return frozenset(way for step in ctx.script.steps if isinstance(step, Tell) for way in step.receipt)


def _message(ctx: StepContext, one: OpenSubmission) -> TextMessage | None:
    mobile = mobile_of(ctx)
    if not (ctx.texts and mobile):
        return None
    return TextMessage("unresolved", f"unresolved/{one.number}", mobile, (("业务", one.service), ("号", one.number)))
