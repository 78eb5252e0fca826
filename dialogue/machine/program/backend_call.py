"""What goes to the back end: queries, submissions and queue numbers, and what comes back."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Answered, Call, Filed
from dialogue.errors import MachineError
from dialogue.machine.context import Move
from dialogue.machine.path import collected
from dialogue.machine.program.refusal import tell_refusal
from dialogue.machine.program.subservice import base_key
from dialogue.machine.prompts import cards
from dialogue.machine.state import Filled, Question
from dialogue.script.model import Query, Submit, Take
from dialogue.script.uses import FAILURE_REASON, results

#: The interface that draws a number.
TAKE = "queue.take"


def query(m: Move, step: Query) -> None:
    m.say(phrases.QUERYING)
    _call(m, step.api, _params(m, step), step.timeout_s, "")


def submit(m: Move, step: Submit) -> bool:
    """Send the case, once. False when it was sent before: then the failure branch takes over."""
    if not m.state.confirmed:
        raise MachineError("a submission without confirmation")  # the check at loading forbids it
    key = _key(m, step.number)
    if key in m.state.submitted:
        m.set(step=step.failed)
        return False
    m.say(phrases.SUBMITTING)
    m.set(submitted=(*m.state.submitted, key), sent=True, trail=())
    _call(m, step.api, _params(m, step), step.timeout_s, key)
    return True


def take(m: Move, step: Take) -> bool:
    """Draw a number, once. False when it was drawn before: a correction walks the same steps again."""
    key = _key(m, step.number)
    if key in m.state.submitted:
        drawn = all(map(m.state.has, step.results))
        m.set(step=m.state.step + 1 if drawn else step.failed)
        return False
    m.say(phrases.TAKING)
    m.set(submitted=(*m.state.submitted, key))
    _call(m, TAKE, _of_queue(m, step), step.timeout_s, key)
    return True


def again(m: Move) -> None:
    """After a breakdown nothing is known of the call that was under way: make the very same one again. A back end that
    was reached the first time answers the same to the same key, and files nothing more.
    """
    step = m.script.steps[m.state.step]
    if isinstance(step, Query):
        _call(m, step.api, _params(m, step), step.timeout_s, "")
    elif isinstance(step, Submit):
        _call(m, step.api, _params(m, step), step.timeout_s, _key(m, step.number))
    elif isinstance(step, Take):
        _call(m, TAKE, _of_queue(m, step), step.timeout_s, _key(m, step.number))
    else:
        raise MachineError("a call that no step has made")


def answered(m: Move, turn: Answered) -> None:
    """The back end's answer to the open call: its results, and where the script goes on."""
    step = m.script.steps[m.state.step]
    if not isinstance(step, Query | Submit | Take):
        raise MachineError("an answer without a call")
    missing = [name for name in step.results if not turn.data.get(name, "").strip()]
    kind = "query" if isinstance(step, Query) else "submit" if isinstance(step, Submit) else "take"
    api = TAKE if isinstance(step, Take) else step.api
    m.set(question=Question("none"))
    if turn.ok and not missing:
        personal = isinstance(step, Query)  # what a query brings is about the citizen; a case number is not
        m.put(*(Filled(name, turn.data[name].strip(), personal, "api") for name in step.results))
        m.note(f"{kind} done", api)
        if isinstance(step, Submit):
            filed(m, turn.data[step.results[0]] if step.results else "")
        m.set(step=m.state.step + 1)
        if isinstance(step, Take):
            _pin_ticket(m)
    else:
        m.note(f"{kind} failed", f"{api} {'no ' + '、'.join(missing) if turn.ok else turn.reason}".strip())
        m.gesture("sorry")
        tell_refusal(m, turn.message)
        m.set(step=step.failed)


def filed(m: Move, receipt: str) -> None:
    """For the record: the case as it stands. The same receipt number again is the same case."""
    values = tuple((name, value) for name, value in m.state.values().items() if name != FAILURE_REASON)
    m.acts.append(Filed(m.state.service, m.state.version, receipt, values))


def _pin_ticket(m: Move) -> None:
    m.set(pinned=cards.TICKET)
    if card := cards.pinned_card(m.script, m.state):
        m.gesture("point")
        m.show(card)


def _params(m: Move, step: Query | Submit) -> dict[str, str]:
    """传 left out: everything that was collected. What was left empty is not sent."""
    values = m.values
    return {name: values[name] for name in step.params or collected(m.script, m.state) if values.get(name)}


def _of_queue(m: Move, step: Take) -> dict[str, str]:
    return {"队列": step.queue, "业务": m.state.service}


def _key(m: Move, number: int) -> str:
    return base_key(m, m.state.service, m.state.nth) + (f"/{number}" if number > 1 else "")


def _call(m: Move, api: str, params: dict[str, str], timeout_s: float, key: str) -> None:
    number = m.state.call + 1
    asked = m.state.asked + 1  # whatever the citizen does from now on answers nothing that was asked before
    m.set(call=number, asked=asked, question=Question("call", value=key), aside=None, misses=0, silences=0)
    m.acts.append(Call(number, api, params, timeout_s, key, results(m.script.steps[m.state.step])))
