"""Runs the script from the current step until the citizen or the back end must answer."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import ReceiptCard
from dialogue.errors import MachineError
from dialogue.machine.context import StepContext
from dialogue.machine.path import asked_since
from dialogue.machine.program import backend_call, loop, subservice
from dialogue.machine.program.capture import passed_over
from dialogue.machine.program.completed import completed_now
from dialogue.machine.program.form_values import same_as, store, take_prefilled
from dialogue.machine.program.identity import ask_identity, lacking
from dialogue.machine.program.refusal import refused
from dialogue.machine.program.text_receipt import print_receipt, text_receipt
from dialogue.machine.prompts import cards, item_rows
from dialogue.machine.prompts.ask import ask, open_question
from dialogue.machine.state import Filled, Question
from dialogue.script.computed import work_out
from dialogue.script.model import (
    Assign,
    Branch,
    CallService,
    Collect,
    Confirm,
    Finish,
    ForEach,
    Jump,
    NextItem,
    Query,
    Rate,
    Step,
    Submit,
    Take,
    Tell,
    Transfer,
)
from dialogue.script.uses import source_names, used


def start_service(
    ctx: StepContext, name: str, *, utterance: str = "", via: str = "", given: dict[str, str] | None = None
) -> None:
    """Start a service: its consent, or its first step. `utterance`: the request, whose values are prefilled. `given`:
    values known already, by slot.
    """
    subservice.start(ctx, name, given)
    if utterance:
        subservice.prefill_from(ctx, utterance, via)
    ctx.say_text(phrases.service_chosen(name), fixed=True)
    begin(ctx)


def begin(ctx: StepContext) -> None:
    if ctx.script.consent:
        open_question(ctx, Question("consent"))
    else:
        run(ctx)


def run(ctx: StepContext) -> None:
    """Run steps until the citizen or the back end must answer, or the conversation ends."""
    while not ctx.state.ended and _run_step(ctx):
        pass


def _run_step(ctx: StepContext) -> bool:
    """Run one step. False if the program must wait, or another service was started."""
    at = ctx.state.step
    if at >= len(ctx.script.steps):
        raise MachineError(f"{ctx.state.service!r} ran off its end")  # loading checks this
    step = ctx.script.steps[at]
    if ctx.watch:
        ctx.watch(ctx.state.service, at)
    if unknown := _not_worked_out(ctx, step):
        ctx.note("computing failed", unknown)
        ctx.hand_off("fault", phrases.HUMAN_FAULT)
        return False
    if need := lacking(ctx, step):
        ask_identity(ctx, need)
        return False
    match step:
        case Tell():
            _tell(ctx, step)
        case Collect():
            return _collect(ctx, step)
        case Branch():
            ctx.set(step=at + 1 if step.condition.holds(ctx.scope) else step.otherwise)
        case Assign():
            return _assign(ctx, step)
        case Jump():
            if step.target <= at:
                _forget(ctx, step.target)
            if ctx.script.loop_at(at) is not ctx.script.loop_at(step.target):  # out of a 逐条
                ctx.set(item=0)
            ctx.set(step=step.target)
        case ForEach():
            loop.each(ctx, step)
        case NextItem():
            ctx.set(step=step.target)
        case Query():
            backend_call.query(ctx, step)
            return False
        case Submit():
            return not backend_call.submit(ctx, step)
        case Take():
            return not backend_call.take(ctx, step)
        case CallService():
            return _call_service(ctx, step)
        case Confirm():
            ctx.set(confirmed=False)
            open_question(ctx, Question("confirm"))
            return False
        case Rate():
            if not _in_subservice(ctx):  # the calling service asks for the rating
                open_question(ctx, Question("rating"))
                return False
            ctx.set(step=at + 1)
        case Transfer():
            _transfer(ctx, step)
        case Finish():
            ctx.note("service finished", f"{ctx.state.service} {step.reason}")
            finish_service(ctx, completed=step.reason == "completed")
            return False
    return True


def _not_worked_out(ctx: StepContext, step: Step) -> str:
    """A computed value that the step needs and that has none: the back end gave a word where a number should be."""
    if not ctx.script.computed:
        return ""
    needed, values = used(step), ctx.values
    return next((item.name for item in ctx.script.computed if item.name in needed and item.name not in values), "")


def finish_service(ctx: StepContext, *, completed: bool) -> None:
    """End the current service: resume the suspended one, or ask for anything else."""
    if completed:
        ctx.set(before=(*ctx.state.before, completed_now(ctx)))
    if ctx.state.stack:
        frame = subservice.resume(ctx, completed=completed)
        if frame.why == "subservice":
            run(ctx)
        else:
            ask(ctx)
    elif ctx.state.queued:
        _next_in_queue(ctx, completed=completed)
    elif completed:
        open_question(ctx, Question("more"))
    else:
        ctx.end("cancelled", phrases.GOODBYE)


def _next_in_queue(ctx: StepContext, *, completed: bool) -> None:
    """Take up the service that was wanted next; after one that was cancelled, ask whether it still is."""
    wanted, *others = ctx.state.queued
    ctx.set(queued=tuple(others))
    if completed:
        ctx.say_text(phrases.about(phrases.SERVICE_NEXT, wanted.service), fixed=True)
        start_service(ctx, wanted.service, utterance=wanted.utterance, via=wanted.via)
    else:
        ctx.say(phrases.SERVICE_LEFT)
        subservice.leave(ctx)
        open_question(ctx, Question("guess", options=(wanted.service,)))


def _tell(ctx: StepContext, step: Tell) -> None:
    if step.receipt:
        ctx.set(pinned=cards.RECEIPT)
        ctx.note("receipt", "、".join(step.receipt))
        if not item_rows.item_numbers(ctx.script, ctx.state)[1]:  # those of items are recorded one by one
            backend_call.filed(ctx, cards.receipt_number(ctx.script, ctx.state)[1])
    elif step.card:
        ctx.set(pinned=step.card)
    card = cards.pinned_card(ctx.script, ctx.state) if step.receipt or step.card else None
    if card is not None:
        ctx.gesture("point")
        ctx.show(card)
    if step.spoken:
        template = step.spoken.on(ctx.state.channel)
        key = f"{ctx.state.step}:{template.fill(ctx.values, spoken=True, today=ctx.state.today)}"
        if key not in ctx.state.spoken:  # after a correction steps run again; a sentence is spoken once
            ctx.say(template, ctx.values)
            ctx.set(spoken=(*ctx.state.spoken, key))
    if "print" in step.receipt and ctx.on_screen and isinstance(card, ReceiptCard):
        print_receipt(ctx, card)
    if step.receipt and ("sms" in step.receipt or not ctx.on_screen):  # nothing is printed at the end of a line
        text_receipt(ctx)
    ctx.set(step=ctx.state.step + 1)


def _collect(ctx: StepContext, step: Collect) -> bool:
    at = ctx.state.step
    if at not in ctx.state.path:
        ctx.set(path=(*ctx.state.path, at))
    for name in step.slots:
        if ctx.state.has(name):
            continue
        slot = ctx.slot(name)
        if slot.capture and not ctx.on_screen:
            if not passed_over(ctx, slot):
                return False
            continue
        prefilled = take_prefilled(ctx, slot)
        if prefilled is None:
            open_question(ctx, Question("slot", slot=name))
            return False
        if message := same_as(ctx, slot, prefilled.value):
            ctx.say_text(message)
            open_question(ctx, Question("slot", slot=name))
            return False
        if prefilled.via == "voice" and slot.readback == "segments":
            open_question(ctx, Question("readback", slot=name, value=prefilled.value))
            return False
        store(ctx, slot, prefilled.value, prefilled.via, ahead=prefilled.via in ("voice", "text"))
    ctx.set(step=at + 1)
    return True


def _assign(ctx: StepContext, step: Assign) -> bool:
    """Store the values. Hand off as a fault if one cannot be computed: the back end gave a word instead of a number."""
    scope = ctx.scope
    personal = {filled.name for filled in ctx.state.filled if filled.personal}
    found = [(name, source, work_out(source, scope)) for name, source in step.values]
    if missing := [name for name, _, value in found if not value]:
        ctx.note("set failed", "、".join(missing))
        ctx.hand_off("fault", phrases.HUMAN_FAULT)
        return False
    ctx.put(*(Filled(name, value, bool(personal & set(source_names(source))), "set") for name, source, value in found))
    ctx.set(step=ctx.state.step + 1)
    return True


def _forget(ctx: StepContext, target: int) -> None:
    """A jump backwards: what was asked, spoken and called on the path since `target` is done again."""
    ctx.drop(*asked_since(ctx.script, ctx.state, target))
    ctx.set(
        path=tuple(passed for passed in ctx.state.path if passed < target),
        subservices_done=tuple(passed for passed in ctx.state.subservices_done if passed < target),
        spoken=tuple(key for key in ctx.state.spoken if int(key.partition(":")[0]) < target),
    )


def _call_service(ctx: StepContext, step: CallService) -> bool:
    at = ctx.state.step
    if at in ctx.state.subservices_done:  # after a correction steps run again
        ctx.set(step=at + 1)
        return True
    if subservice.begin(ctx, step):
        begin(ctx)
        return False
    ctx.set(step=step.failed)
    return True


def _in_subservice(ctx: StepContext) -> bool:
    return bool(ctx.state.stack) and ctx.state.stack[-1].why == "subservice"


def _transfer(ctx: StepContext, step: Transfer) -> None:
    reason = "fault" if step.fault else "script"
    if step.spoken:
        ctx.hand_off(reason, step.spoken.on(ctx.state.channel))
    elif step.fault:
        ctx.hand_off(reason, phrases.HUMAN_SILENT if refused(ctx) else phrases.HUMAN_FAULT)
    else:
        ctx.hand_off(reason, phrases.HUMAN if ctx.on_screen else phrases.HUMAN_PHONE)
