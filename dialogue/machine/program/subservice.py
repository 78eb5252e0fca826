"""A service inside another: the current one is suspended as a frame, and resumes when the other ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from dialogue import phrases
from dialogue.acts import Pace
from dialogue.errors import MachineError
from dialogue.machine.context import StepContext
from dialogue.machine.extraction import account_slot, extract
from dialogue.machine.state import NO_SERVICE, OF_A_SERVICE, Filled, Frame, base_key, is_key_of
from dialogue.script.model import CallService
from dialogue.understand.account import read_account
from dialogue.understand.question import is_question

_CLAUSE = re.compile(r"[，,。；;！!？?]+")
#: Suspended services, at most. It also ends calls in a ring.
DEEPEST = 3


def start(ctx: StepContext, name: str, given: dict[str, str] | None = None) -> None:
    """Start a service with no values but those `given`: for its slots they are prefilled, others are set at once."""
    script = ctx.library.script(name)
    if script is None:
        raise MachineError(f"no script {name!r} in this library")
    leave(ctx)
    occurrence = 1
    while any(is_key_of(key, base_key(ctx.state.conversation, name, occurrence)) for key in ctx.state.submitted):
        occurrence += 1
    slots = ((slot, given.get(slot.name, "")) for slot in script.slots) if given else ()
    prefilled = tuple(Filled(slot.name, value, slot.personal, "given") for slot, value in slots if value)
    ctx.set(service=name, version=script.version, occurrence=occurrence, prefilled=prefilled)
    others = {name: value for name, value in (given or {}).items() if value and script.slot(name) is None}
    ctx.put(*(Filled(name, value, False, "given") for name, value in others.items()))
    ctx.note("service", f"{name} {script.version}")
    ctx.gesture("nod")
    if ctx.state.elderly and ctx.state.speed != script.elderly.speed:
        ctx.set(speed=script.elderly.speed)
        ctx.acts.append(Pace(ctx.state.speed, ctx.state.gain))


def leave(ctx: StepContext) -> None:
    """Drop everything of the current service. Submitted idempotency keys stay."""
    ctx.set(**NO_SERVICE, interjection=None, no_matches=0, no_inputs=0)


def prefill_from(ctx: StepContext, text: str, via: str) -> None:
    """Prefill values given with the request for the service: 我要正式挂失社保卡."""
    script = ctx.script
    slots = [slot for slot in script.slots if "voice" in slot.means or via != "voice"]
    account = account_slot(slots)
    beside = "，".join(clause for clause in _CLAUSE.split(text) if script.name not in clause)  # the name tells nothing
    told = read_account(beside, (script.name, *script.says)) if account else ""
    if account and told:  # 到底有没有人管 in a complaint asks nothing
        text = "，".join(clause for clause in _CLAUSE.split(text) if not is_question(clause))
    found = extract(slots, text, ctx.state.today, names=(script.name,), area=ctx.area, request=True).values
    if account and told:
        found[account.name] = ctx.wording.own(told)
    ctx.prefill(*(Filled(slot.name, found[slot.name], slot.personal, via) for slot in slots if slot.name in found))


def suspend(ctx: StepContext, why: Literal["subservice", "digression"]) -> None:
    common = {name: getattr(ctx.state, name) for name in OF_A_SERVICE}
    ctx.set(stack=(*ctx.state.stack, Frame(why=why, **common)))


def begin(ctx: StepContext, step: CallService) -> bool:
    """Start the service that the script calls. False if it is not offered here today, or the stack is full."""
    if step.service not in ctx.offered or len(ctx.state.stack) >= DEEPEST:
        ctx.note("visit failed", step.service)
        return False
    values = ctx.values
    given = {theirs: values.get(ours, "") for theirs, ours in step.given}
    suspend(ctx, "subservice")
    start(ctx, step.service, given)
    ctx.say_text(phrases.about(phrases.SERVICE_FIRST, step.service), fixed=True)
    return True


def resume(ctx: StepContext, *, completed: bool) -> Frame:
    """Resume the service suspended last, with the results of the one that ended."""
    brought, name = ctx.values, ctx.state.service
    open_to_all = frozenset(filled.name for filled in ctx.state.filled if not filled.personal)
    frame = ctx.state.stack[-1]
    ctx.set(
        **{field: getattr(frame, field) for field in OF_A_SERVICE},
        stack=ctx.state.stack[:-1],
        interjection=None,
        no_matches=0,
        no_inputs=0,
    )
    ctx.say_text(phrases.about(phrases.SERVICE_DONE, name) if completed else phrases.SERVICE_LEFT, fixed=True)
    ctx.say_text(phrases.about(phrases.SERVICE_BACK, frame.service), fixed=True)
    if frame.why == "subservice":
        _bring(ctx, brought, open_to_all, completed=completed)
    return frame


def _bring(ctx: StepContext, brought: Mapping[str, str], open_to_all: frozenset[str], *, completed: bool) -> None:
    """Finish the calling step: go to the next one with its results, or to its failure branch."""
    step = ctx.script.steps[ctx.state.step]
    if not isinstance(step, CallService):
        raise MachineError(f"expected a 调用服务 step to return to, got {type(step).__name__}")
    if not completed or any(theirs not in brought for _, theirs in step.results):
        ctx.note("visit failed", step.service)
        ctx.set(step=step.failed)
        return
    ctx.put(*(Filled(ours, brought[theirs], theirs not in open_to_all, "api") for ours, theirs in step.results))
    ctx.note("visit done", step.service)
    ctx.set(subservices_done=(*ctx.state.subservices_done, ctx.state.step), step=ctx.state.step + 1)
