"""Calls of the back end: queries, submissions and queue numbers, and their answers.

A call that fails (back-end timeout, no connection, refusal, a missing field) goes on with the script's failure branch.
"""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Answered, Call, Filed
from dialogue.errors import MachineError
from dialogue.machine.context import StepContext
from dialogue.machine.path import collected
from dialogue.machine.program.refusal import tell_failure
from dialogue.machine.program.subservice import base_key
from dialogue.machine.prompts import cards
from dialogue.machine.state import Filled, Question
from dialogue.script.model import Query, Submit, Take
from dialogue.script.uses import OF_A_FAILURE, results

#: The interface that issues queue numbers.
TAKE = "queue.take"


def query(ctx: StepContext, step: Query) -> None:
    ctx.say(phrases.QUERYING)
    _call(ctx, step.api, _params(ctx, step), step.timeout_s, "")


def submit(ctx: StepContext, step: Submit) -> bool:
    """Begin the case's call. False if this case's call was begun before: then the failure branch follows.

    The call may reach the back end more than once, always with the same idempotency key and body, which name one case:
    the gateway sends it a second time after a timeout, no connection or a bad answer (`kiosk/upstream/gateway.py`), and
    `again` after a breakdown.
    """
    if not ctx.state.confirmed:
        raise MachineError("a submission without confirmation")  # the check at loading forbids it
    key = _key(ctx, step.number)
    if key in ctx.state.submitted:
        ctx.set(step=step.failed)
        return False
    ctx.say(phrases.SUBMITTING)
    ctx.set(submitted=(*ctx.state.submitted, key), sent=True, fill_order=())
    _call(ctx, step.api, _params(ctx, step), step.timeout_s, key)
    return True


def take(ctx: StepContext, step: Take) -> bool:
    """Begin the call for a queue number, repeated as `submit`'s is. False if it was begun before, as when steps run
    again after a correction.
    """
    key = _key(ctx, step.number)
    if key in ctx.state.submitted:
        drawn = all(map(ctx.state.has, step.results))
        ctx.set(step=ctx.state.step + 1 if drawn else step.failed)
        return False
    ctx.say(phrases.TAKING)
    ctx.set(submitted=(*ctx.state.submitted, key))
    _call(ctx, TAKE, _of_queue(ctx, step), step.timeout_s, key)
    return True


def again(ctx: StepContext) -> None:
    """Make the open call again after a breakdown, since it is unknown whether it arrived. A back end that was reached
    the first time gives the same answer to the same key, and files no second case.
    """
    step = ctx.script.steps[ctx.state.step]
    if isinstance(step, Query):
        _call(ctx, step.api, _params(ctx, step), step.timeout_s, "")
    elif isinstance(step, Submit):
        _call(ctx, step.api, _params(ctx, step), step.timeout_s, _key(ctx, step.number))
    elif isinstance(step, Take):
        _call(ctx, TAKE, _of_queue(ctx, step), step.timeout_s, _key(ctx, step.number))
    else:
        raise MachineError(f"expected a step that calls the back end, got {type(step).__name__}")


def answered(ctx: StepContext, turn: Answered) -> None:
    """The back end's answer to the open call: store its results, and go to the next step or the failure branch."""
    step = ctx.script.steps[ctx.state.step]
    if not isinstance(step, Query | Submit | Take):
        raise MachineError(f"expected a step that calls the back end, got {type(step).__name__}")
    missing = [name for name in step.results if not turn.data.get(name, "").strip()]
    kind = "query" if isinstance(step, Query) else "submit" if isinstance(step, Submit) else "take"
    api = TAKE if isinstance(step, Take) else step.api
    key = ctx.state.question.value
    ctx.set(question=Question("none"))
    if turn.ok and not missing:
        personal = isinstance(step, Query)  # a query's results are personal; a case number is not
        ctx.put(*(Filled(name, turn.data[name].strip(), personal, "api") for name in step.results))
        ctx.note(f"{kind} done", api)
        if isinstance(step, Submit):
            filed(ctx, turn.data[step.results[0]] if step.results else "")
        ctx.set(step=ctx.state.step + 1)
        if isinstance(step, Take):
            _pin_ticket(ctx)
    else:
        ctx.note(f"{kind} failed", f"{api} {'no ' + '、'.join(missing) if turn.ok else turn.reason}".strip())
        ctx.gesture("sorry")
        tell_failure(ctx, turn, key)
        ctx.set(step=step.failed)


def filed(ctx: StepContext, receipt: str) -> None:
    """Record the case as it is now. The same receipt number is the same case."""
    values = tuple((name, value) for name, value in ctx.state.values().items() if name not in OF_A_FAILURE)
    ctx.acts.append(Filed(ctx.state.service, ctx.state.version, receipt, values))


def _pin_ticket(ctx: StepContext) -> None:
    ctx.set(pinned=cards.TICKET)
    if card := cards.pinned_card(ctx.script, ctx.state):
        ctx.gesture("point")
        ctx.show(card)


def _params(ctx: StepContext, step: Query | Submit) -> dict[str, str]:
    """The values named by 传, or without 传 every collected one. Empty values are not sent."""
    values = ctx.values
    return {name: values[name] for name in step.params or collected(ctx.script, ctx.state) if values.get(name)}


def _of_queue(ctx: StepContext, step: Take) -> dict[str, str]:
    return {"队列": step.queue, "业务": ctx.state.service}


def _key(ctx: StepContext, number: int) -> str:
    return base_key(ctx, ctx.state.service, ctx.state.occurrence) + (f"/{number}" if number > 1 else "")


def _call(ctx: StepContext, api: str, params: dict[str, str], timeout_s: float | None, key: str) -> None:
    number = ctx.state.call + 1
    asked = ctx.state.asked + 1  # input from now on answers no earlier question
    ctx.set(
        call=number, asked=asked, question=Question("call", value=key), interjection=None, no_matches=0, no_inputs=0
    )
    ctx.acts.append(Call(number, api, params, timeout_s, key, results(ctx.script.steps[ctx.state.step])))
