"""An ID card on the reader."""

from __future__ import annotations

from typing import Literal

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
from dialogue.script import Slot
from dialogue.script.assurance import Assurance
from dialogue.slot_kinds import kind_of
from dialogue.understand.id_number import check_id_number


def card_read(ctx: StepContext, turn: CardRead) -> None:
    """An ID card on the reader fills an empty ID slot, asked for or not, after consent. It proves who is there."""
    if ctx.state.question.kind in PROOF_QUESTIONS:
        proof_by_card(ctx, turn)
        return
    number = turn.number.strip().upper()
    if not _empty_ids(ctx) or (ctx.script.consent and not ctx.state.consented):
        ctx.say(phrases.SLOT_NOT_CARD)
        ask(ctx, 1)
    elif wrong := check_id_number(number, ctx.state.today):
        no_match(ctx, message=wrong, typed=True)  # read by the card reader, not recognised
    else:
        take_read(ctx, number, turn.name.strip(), "card")


def _by_card(ctx: StepContext) -> list[Slot]:
    """The slots that a card may fill now."""
    script = ctx.library.script(ctx.state.service)
    asked_now = ctx.state.question.kind in ("slot", "readback", "which_value")
    by_card = [slot for slot in script.slots if "card" in slot.means] if script and asked_now else []
    if script and asked_now:  # of a group, the card is that of the member who is asked about
        group = ctx.slot(ctx.state.question.slot).group
        by_card = [slot for slot in by_card if slot.group in ("", group)]
    return by_card


def _empty_ids(ctx: StepContext) -> list[Slot]:
    """Of them those of an identity number that is not known: the one that is asked for first."""
    ids = [slot for slot in _by_card(ctx) if kind_of(slot).from_card == "number" and not ctx.state.has(slot.name)]
    return sorted(ids, key=lambda slot: (slot.name != ctx.state.question.slot, not slot.group))


def take_read(
    ctx: StepContext, number: str, name: str, way: Literal["card", "qr"], level: Assurance | None = None
) -> None:
    """Who was read is there, and the number is filled in. `level`: of the proof, where it is not the way's own."""
    ids = _empty_ids(ctx)
    if message := same_as(ctx, ids[0], number):
        no_match(ctx, message=message, typed=True)
        return
    prove(ctx, number, way, level=level)
    ctx.say(phrases.CARD_READ if way == "card" else phrases.PROOF_DONE)
    by_card = _by_card(ctx)
    read_off = {ids[0].name: number}
    if name:
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
