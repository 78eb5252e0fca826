"""Calls of the back end: queries, submissions and queue numbers, and their answers.

A call that fails (back-end timeout, no connection, refusal, a missing field) goes on with the script's failure branch.
"""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Answered, Call, Filed
from dialogue.errors import MachineError
from dialogue.machine.context import StepContext
from dialogue.machine.program import loop
from dialogue.machine.program.refusal import tell_failure
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.submission_rows import params_of, told_at
from dialogue.machine.state import Filing, Filled, Question, base_key
from dialogue.script.interfaces import TAKE, TAKE_FIELDS
from dialogue.script.lists import list_text, read_items
from dialogue.script.loops import body_of
from dialogue.script.model import Query, Submit, Take
from dialogue.script.uses import results

#: The field of a case that holds the identity number of the agent who filed it.
AGENT = "代办人证件号"


def query(ctx: StepContext, step: Query) -> None:
    ctx.announce_wait(phrases.QUERYING)
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
        ctx.set(step=ctx.state.step + 1 if _item_filed(ctx, step) else step.failed)
        return False
    ctx.announce_wait(phrases.SUBMITTING)
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
    ctx.announce_wait(phrases.TAKING)
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
    sent = params_of(ctx.script, ctx.state, step) if isinstance(step, Submit) else {}
    data = {name: value for name in step.results if (value := _result(ctx, name, turn.data.get(name, "").strip()))}
    missing = [name for name in step.results if name not in data]
    kind = "query" if isinstance(step, Query) else "submit" if isinstance(step, Submit) else "take"
    api = TAKE if isinstance(step, Take) else step.api
    key = ctx.state.question.value
    ctx.set(question=Question("none"))
    if turn.ok and not missing:
        personal = isinstance(step, Query)  # a query's results are personal; a case number is not
        ctx.put(*(Filled(name, data[name], personal, "api") for name in step.results))
        ctx.note(f"{kind} done", api)
        if isinstance(step, Submit):
            _file(ctx, step, sent)
            filed(ctx, data[step.results[0]] if step.results else "")
            loop.keep_filed(ctx, data)
        ctx.set(step=ctx.state.step + 1)
        if isinstance(step, Take):
            _pin_ticket(ctx)
    else:
        ctx.note(f"{kind} failed", f"{api} {'no ' + '、'.join(missing) if turn.ok else turn.reason}".strip())
        ctx.gesture("sorry")
        tell_failure(ctx, turn, key, api, sent or (_of_queue(ctx, step) if isinstance(step, Take) else {}))
        ctx.set(step=step.failed)


def _result(ctx: StepContext, name: str, value: str) -> str:
    """A field of the answer as it is kept: of a list the declared fields; empty where it is not what was declared."""
    variable = ctx.script.list_variable(name)
    if variable is None or not value:
        return value
    items = read_items(value, variable.fields)
    return "" if items is None else list_text(items)


def _item_filed(ctx: StepContext, step: Submit) -> bool:
    """Whether this step filed the item in hand earlier in the conversation; its results are in hand again then."""
    current, item = loop.loop_in_hand(ctx), loop.item_in_hand(ctx)
    before = loop.filed_before(ctx, current, item) if current and item else None
    if before is None or not all(name in before for name in step.results):
        return False
    ctx.put(*(Filled(name, before[name], False, "api") for name in step.results))
    return True


def filed(ctx: StepContext, receipt: str) -> None:
    """Record what was submitted in this service and what came back, of a list only the item in hand. The same receipt
    number is the same case.
    """
    filings, current = ctx.state.filings, loop.loop_in_hand(ctx)
    if current and filings:
        body = body_of(ctx.script, current)
        filings = (*(one for one in filings if one.step not in body), filings[-1])
    values = {name: value for one in filings for name, value in (*one.told, *one.params, *one.results)}
    values |= loop.item_in_hand(ctx) or {}
    values |= _agent(ctx, values)
    ctx.acts.append(Filed(ctx.state.service, ctx.state.version, receipt, tuple(values.items())))


def _agent(ctx: StepContext, values: dict[str, str]) -> dict[str, str]:
    """The agent's identity number, for the record. Empty where every person of the case proved their identity."""
    if not set(ctx.state.acts_for) & set(values.values()):
        return {}
    return {AGENT: ctx.state.proofs[-1].person}


def _file(ctx: StepContext, step: Submit, sent: dict[str, str]) -> None:
    results = tuple((name, ctx.state.value(name)) for name in step.results)
    told = told_at(ctx.script, ctx.state, ctx.state.step, sent)
    ctx.set(filings=(*ctx.state.filings, Filing(ctx.state.step, tuple(sent.items()), told, results)))


def _pin_ticket(ctx: StepContext) -> None:
    ctx.set(pinned=cards.TICKET)
    if card := cards.pinned_card(ctx.script, ctx.state):
        ctx.gesture("point")
        ctx.show(card)


def _params(ctx: StepContext, step: Query | Submit) -> dict[str, str]:
    return params_of(ctx.script, ctx.state, step)


def _of_queue(ctx: StepContext, step: Take) -> dict[str, str]:
    return dict(zip(TAKE_FIELDS, (step.queue, ctx.state.service), strict=True))


def _key(ctx: StepContext, number: int) -> str:
    """The idempotency key of a submission: one for each 提交 of the script and each item of a loop."""
    item = loop.item_key(ctx)
    base = base_key(ctx.state.conversation, ctx.state.service, ctx.state.occurrence)
    return base + (f"/{number}{item}" if number > 1 or item else "")


def _call(ctx: StepContext, api: str, params: dict[str, str], timeout_s: float | None, key: str) -> None:
    number = ctx.state.call + 1
    asked = ctx.state.asked + 1  # input from now on answers no earlier question
    ctx.set(
        call=number, asked=asked, question=Question("call", value=key), interjection=None, no_matches=0, no_inputs=0
    )
    wanted = results(ctx.script.steps[ctx.state.step])
    lists = {variable.name for variable in ctx.script.lists if not variable.single} & {*params, *wanted}
    pictures = tuple(slot.name for slot in ctx.script.slots if slot.capture and params.get(slot.name))
    ctx.acts.append(Call(number, api, params, timeout_s, key, wanted, tuple(sorted(lists)), pictures))
