"""Walking the script: from the current step to the next thing that must wait for somebody."""

from __future__ import annotations

from dialogue import phrases
from dialogue.errors import MachineError
from dialogue.machine.context import Move
from dialogue.machine.program import backend_call, subservice
from dialogue.machine.program.form_values import store, take_kept
from dialogue.machine.program.refusal import refused
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import ask, open_question
from dialogue.machine.state import Question
from dialogue.script.model import (
    Branch,
    Collect,
    Confirm,
    Finish,
    Jump,
    Query,
    Rate,
    Submit,
    Take,
    Tell,
    Transfer,
    Visit,
)
from dialogue.script.paths import forgotten


def start_service(m: Move, name: str, *, told: str = "", via: str = "") -> None:
    """Take up a service: its script, its consent, its first step. `told`: the words it was asked for with."""
    subservice.take_up(m, name)
    if told:
        subservice.keep_told(m, told, via)
    m.say_text(phrases.service_chosen(name), fixed=True)
    begin(m)


def begin(m: Move) -> None:
    if m.script.consent:
        open_question(m, Question("consent"))
    else:
        run(m)


def run(m: Move) -> None:
    """Carry out steps until the citizen or the back end must answer, or the conversation is over."""
    while not m.state.ended and _one(m):
        pass


def _one(m: Move) -> bool:
    """One step. False when somebody must answer first, or another service was gone into."""
    at = m.state.step
    if at >= len(m.script.steps):
        raise MachineError(f"{m.state.service!r} ran off its end")  # the check at loading forbids it
    step = m.script.steps[at]
    if m.watch:
        m.watch(m.state.service, at)
    match step:
        case Tell():
            _tell(m, step)
        case Collect():
            return _collect(m, step)
        case Branch():
            m.set(step=at + 1 if step.condition.holds(m.values, m.state.today) else step.otherwise)
        case Jump():
            if step.target <= at:
                _forget(m, at, step.target)
            m.set(step=step.target)
        case Query():
            backend_call.query(m, step)
            return False
        case Submit():
            return not backend_call.submit(m, step)
        case Take():
            return not backend_call.take(m, step)
        case Visit():
            return _visit(m, step)
        case Confirm():
            m.set(confirmed=False)
            open_question(m, Question("confirm"))
            return False
        case Rate():
            if not _visiting(m):  # the service that called this one asks for a rating itself
                open_question(m, Question("rating"))
                return False
            m.set(step=at + 1)
        case Transfer():
            _transfer(m, step)
        case Finish():
            m.note("service finished", f"{m.state.service} {step.reason}")
            over(m, completed=step.reason == "completed")
            return False
    return True


def over(m: Move, *, completed: bool) -> None:
    """The service in hand is over: back to the one that was put aside for it, or on to whatever else there may be."""
    if completed:
        m.set(before=(*m.state.before, m.state.service))
    if m.state.stack:
        frame = subservice.come_back(m, completed=completed)
        if frame.why == "visit":
            run(m)
        else:
            ask(m)
    elif completed:
        open_question(m, Question("more"))
    else:
        m.end("cancelled", phrases.GOODBYE)


def _tell(m: Move, step: Tell) -> None:
    if step.receipt:
        m.set(pinned=cards.RECEIPT)
        m.note("receipt", "、".join(step.receipt))
        backend_call.filed(m, cards.receipt_number(m.script, m.state)[1])
    elif step.card:
        m.set(pinned=step.card)
    if (step.receipt or step.card) and (card := cards.pinned_card(m.script, m.state)):
        m.gesture("point")
        m.show(card)
    if step.spoken:
        template = step.spoken.on(m.state.channel)
        key = f"{m.state.step}:{template.fill(m.values, spoken=True, today=m.state.today)}"
        if key not in m.state.told:  # a correction walks the same steps again: what was told is not told twice
            m.say(template, m.values)
            m.set(told=(*m.state.told, key))
    m.set(step=m.state.step + 1)


def _collect(m: Move, step: Collect) -> bool:
    at = m.state.step
    if at not in m.state.way:
        m.set(way=(*m.state.way, at))
    for name in step.slots:
        if m.state.has(name):
            continue
        slot = m.slot(name)
        kept = take_kept(m, slot)
        if kept is None:
            open_question(m, Question("slot", slot=name))
            return False
        if kept.via == "voice" and slot.readback == "segments":
            open_question(m, Question("readback", slot=name, value=kept.value))
            return False
        store(m, slot, kept.value, kept.via, ahead=kept.via in ("voice", "text"))
    m.set(step=at + 1)
    return True


def _forget(m: Move, at: int, target: int) -> None:
    """A jump backwards: what was collected, told and visited from `target` on is done again."""
    m.drop(*forgotten(m.script, at))
    m.set(
        way=tuple(passed for passed in m.state.way if passed < target),
        visited=tuple(passed for passed in m.state.visited if passed < target),
        told=tuple(told for told in m.state.told if int(told.partition(":")[0]) < target),
    )


def _visit(m: Move, step: Visit) -> bool:
    at = m.state.step
    if at in m.state.visited:  # a correction walks the same steps again
        m.set(step=at + 1)
        return True
    if subservice.begin(m, step):
        begin(m)
        return False
    m.set(step=step.failed)
    return True


def _visiting(m: Move) -> bool:
    return bool(m.state.stack) and m.state.stack[-1].why == "visit"


def _transfer(m: Move, step: Transfer) -> None:
    reason = "fault" if step.fault else "script"
    if step.spoken:
        m.hand_off(reason, step.spoken.on(m.state.channel))
    elif step.fault:
        m.hand_off(reason, phrases.HUMAN_SILENT if refused(m) else phrases.HUMAN_FAULT)
    else:
        m.hand_off(reason, phrases.HUMAN if m.on_screen else phrases.HUMAN_PHONE)
