"""An ID card on the reader."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import CardRead
from dialogue.machine.answers.accepting import fill
from dialogue.machine.answers.proof import KINDS as PROOF_QUESTIONS
from dialogue.machine.answers.proof import proof_by_card
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.program.form_values import same_as
from dialogue.machine.program.identity import prove
from dialogue.machine.prompts.ask import ask
from dialogue.machine.state import Filled
from dialogue.slot_kinds import kind_of
from dialogue.understand.id_number import check_id_number


def card_read(ctx: StepContext, turn: CardRead) -> None:
    """An ID card on the reader fills an empty ID slot, asked for or not, after consent. It proves who is there."""
    if ctx.state.question.kind in PROOF_QUESTIONS:
        proof_by_card(ctx, turn)
        return
    script = ctx.library.script(ctx.state.service)
    asked_now = ctx.state.question.kind in ("slot", "readback", "which_value")
    by_card = [slot for slot in script.slots if "card" in slot.means] if script and asked_now else []
    if script and asked_now:  # of a group, the card is that of the member who is asked about
        group = ctx.slot(ctx.state.question.slot).group
        by_card = [slot for slot in by_card if slot.group in ("", group)]
    ids = [slot for slot in by_card if kind_of(slot).from_card == "number" and not ctx.state.has(slot.name)]
    ids.sort(key=lambda slot: (slot.name != ctx.state.question.slot, not slot.group))
    if not ids or (script and script.consent and not ctx.state.consented):
        ctx.say(phrases.SLOT_NOT_CARD)
        ask(ctx, 1)
        return
    number = turn.number.strip().upper()
    if wrong := check_id_number(number, ctx.state.today):
        no_match(ctx, message=wrong, typed=True)  # read by the card reader, not recognised
        return
    if message := same_as(ctx, ids[0], number):
        no_match(ctx, message=message, typed=True)
        return
    prove(ctx, number, "card")
    ctx.say(phrases.CARD_READ)
    read_off = {ids[0].name: number}
    if name := turn.name.strip():
        named = next(
            (
                slot
                for slot in by_card
                if kind_of(slot).from_card == "name" and slot.group == ids[0].group and not ctx.state.has(slot.name)
            ),
            None,
        )
        if named is None and ids[0].group:
            pass  # the name that a group has told already stands
        elif named is None:
            ctx.put(Filled("姓名", name, True, "card"))
        else:
            read_off[named.name] = name
    asked = ctx.state.question.slot
    ctx.prefill(
        *(Filled(slot, value, ctx.slot(slot).personal, "card") for slot, value in read_off.items() if slot != asked)
    )
    if asked in read_off:
        fill(ctx, ctx.slot(asked), read_off[asked], "card")
    else:
        ask(ctx, 1)
