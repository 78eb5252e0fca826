"""Walking the script: from the current step to the next thing that must wait for somebody."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Answered, Call, Pace
from dialogue.errors import MachineError
from dialogue.machine import cards
from dialogue.machine.ask import ask, open_question
from dialogue.machine.move import Move
from dialogue.machine.path import collected
from dialogue.machine.state import Filled, Question
from dialogue.script.model import (
    Branch,
    Collect,
    Confirm,
    Finish,
    Jump,
    Query,
    Rate,
    Submit,
    Tell,
    Transfer,
)


def start_service(m: Move, name: str) -> None:
    """Take up a service: its script, its consent, its first step."""
    script = m.library.script(name)
    if script is None:
        raise MachineError(f"no script {name!r} in this library")
    m.set(service=name, version=script.version, step=0, question=Question("none"), aside=None)
    m.note("service", f"{name} {script.version}")
    m.gesture("nod")
    if m.state.elderly and m.state.speed != script.elderly.speed:
        m.set(speed=script.elderly.speed)
        m.acts.append(Pace(m.state.speed, m.state.gain))
    m.say_text(phrases.service_chosen(name), fixed=True)
    if script.consent:
        open_question(m, Question("consent"))
    else:
        run(m)


def leave_service(m: Move) -> None:
    """Forget everything about the service in hand; what was submitted stays submitted."""
    m.set(
        service="", version="", step=0, question=Question("none"), aside=None, filled=(), trail=(), told=(), pinned="",
        consented=False, confirmed=False, sent=False, rating="", misses=0, silences=0,
    )  # fmt: skip


def run(m: Move) -> None:
    """Carry out steps until the citizen or the back end must answer, or the conversation is over."""
    program = m.script.steps
    while not m.state.ended:
        if m.state.step >= len(program):
            raise MachineError(f"{m.state.service!r} ran off its end")  # the check at loading forbids it
        step = program[m.state.step]
        match step:
            case Tell():
                _tell(m, step)
            case Collect():
                missing = next((name for name in step.slots if not m.state.has(name)), None)
                if missing:
                    open_question(m, Question("slot", slot=missing))
                    return
                m.set(step=m.state.step + 1)
            case Branch():
                m.set(step=m.state.step + 1 if step.condition.holds(m.state.values()) else step.otherwise)
            case Jump():
                m.set(step=step.target)
            case Query():
                m.say(phrases.QUERYING)
                _call(m, step, "")
                return
            case Submit():
                if _submit(m, step):
                    return
            case Confirm():
                m.set(confirmed=False)
                open_question(m, Question("confirm"))
                return
            case Rate():
                open_question(m, Question("rating"))
                return
            case Transfer():
                _transfer(m, step)
            case Finish():
                _finish(m, step)
                return


def answered(m: Move, turn: Answered) -> None:
    """The back end's answer to the open call."""
    step = m.script.steps[m.state.step]
    if not isinstance(step, Query | Submit):
        raise MachineError("an answer without a call")
    missing = [name for name in step.results if name not in turn.data]
    kind = "submit" if isinstance(step, Submit) else "query"
    m.set(question=Question("none"))
    if turn.ok and not missing:
        personal = isinstance(step, Query)  # what a query brings is about the citizen; a case number is not
        m.put(*(Filled(name, turn.data[name], personal, "api") for name in step.results))
        m.note(f"{kind} done", step.api)
        m.set(step=m.state.step + 1)
    else:
        m.note(f"{kind} failed", f"{step.api} {'no ' + '、'.join(missing) if turn.ok else turn.reason}".strip())
        m.gesture("sorry")
        m.set(step=step.failed)
    run(m)


def _tell(m: Move, step: Tell) -> None:
    if step.receipt:
        m.set(pinned=cards.RECEIPT)
        m.note("receipt", "、".join(step.receipt))
    elif step.card:
        m.set(pinned=step.card)
    if (step.receipt or step.card) and (card := cards.pinned_card(m.script, m.state)):
        m.gesture("point")
        m.show(card)
    if step.spoken:
        template = step.spoken.on(m.state.channel)
        key = f"{m.state.step}:{template.fill(m.state.values(), spoken=True)}"
        if key not in m.state.told:  # a correction walks the same steps again: what was told is not told twice
            m.say(template, m.state.values())
            m.set(told=(*m.state.told, key))
    m.set(step=m.state.step + 1)


def _call(m: Move, step: Query | Submit, key: str) -> None:
    number = m.state.call + 1
    values = m.state.values()
    names = step.params or collected(m.script, values, m.state.step)  # 传 left out: everything that was collected
    params = {name: values[name] for name in names if name in values}
    m.set(call=number, question=Question("call"), aside=None, misses=0, silences=0)
    m.acts.append(Call(number, step.api, params, step.timeout_s, key))


def _submit(m: Move, step: Submit) -> bool:
    """Send the case, once. False when it was sent before: then the failure branch takes over."""
    if not m.state.confirmed:
        raise MachineError("a submission without confirmation")  # the check at loading forbids it
    key = f"{m.state.conversation}:{m.state.service}"
    nth = m.state.before.count(m.state.service) + 1
    key += f":{nth}" if nth > 1 else ""
    key += f"/{step.number}" if step.number > 1 else ""
    if key in m.state.submitted:
        m.set(step=step.failed)
        return False
    m.say(phrases.SUBMITTING)
    m.set(submitted=(*m.state.submitted, key), sent=True, trail=())
    _call(m, step, key)
    return True


def _transfer(m: Move, step: Transfer) -> None:
    reason = "fault" if step.fault else "script"
    if step.spoken:
        m.hand_off(reason, step.spoken.on(m.state.channel), m.state.values())
    elif step.fault:
        m.hand_off(reason, phrases.HUMAN_FAULT)
    else:
        m.hand_off(reason, phrases.HUMAN if m.on_screen else phrases.HUMAN_PHONE)


def _finish(m: Move, step: Finish) -> None:
    m.note("service finished", f"{m.state.service} {step.reason}")
    if step.reason == "cancelled":
        m.end("cancelled", phrases.GOODBYE)
        return
    m.set(before=(*m.state.before, m.state.service))
    m.question(Question("more"))
    ask(m)
