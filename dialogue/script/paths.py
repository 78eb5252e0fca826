"""Every way through a script: what is surely set before each step, what is never reached, where it has no end."""

from __future__ import annotations

from dialogue.errors import Problems
from dialogue.script.model import (
    Branch,
    CallService,
    Collect,
    Confirm,
    Finish,
    Jump,
    Outside,
    Rate,
    Script,
    Submit,
    Transfer,
)
from dialogue.script.uses import OF_A_FAILURE, results, used, variables

_CONFIRMED = "\0confirmed"  # stands among the set variables on a path where the citizen has said yes


def check_paths(script: Script, problems: Problems) -> None:
    before = known_before(script)
    for at, step in enumerate(script.steps):
        if at in before:
            _check_set(script, at, before[at], problems)
        elif not isinstance(step, Jump):
            problems.add(step.line, "这一步永远走不到", "前面已经结束或转人工了，删掉或者挪位置", code="unreachable")
    if len(script.steps) in before:
        last = script.steps[-1].line if script.steps else 1
        problems.add(last, "有一条路走到最后没有结束", "在末尾加上“- 结束: 完成”", code="dead-end")
    if (endless := _endless(script)) is not None:
        problems.add(
            script.steps[endless].line,
            "这里会一直绕圈，中间没有一步等群众回答",
            "在圈里加一步“收集”或“确认”，或者改成“转人工”",
            code="loop",
        )


def known_before(script: Script) -> dict[int, frozenset[str]]:
    """The variables that surely have a value before each step that can be reached; the end counts as a step."""
    before: dict[int, frozenset[str]] = {}
    queue: list[tuple[int, frozenset[str]]] = [(0, frozenset())] if script.steps else []
    while queue:
        at, known = queue.pop()
        known = before[at] & known if at in before else known
        if at in before and before[at] == known:
            continue
        before[at] = known
        if at < len(script.steps):
            queue.extend(_next(script, at, known))
    return before


def forgotten(script: Script, at: int) -> frozenset[str]:
    """The slots that the jump at step `at` has asked for again: those collected between its target and itself."""
    step = script.steps[at]
    if not isinstance(step, Jump) or step.target > at:
        return frozenset()
    between = script.steps[step.target : at]
    return frozenset(name for passed in between if isinstance(passed, Collect) for name in passed.slots)


def _next(script: Script, at: int, known: frozenset[str]) -> list[tuple[int, frozenset[str]]]:
    step = script.steps[at]
    if isinstance(step, Finish | Transfer):
        return []
    if isinstance(step, Jump):
        back = forgotten(script, at) | {_CONFIRMED} if step.target <= at else frozenset[str]()
        return [(step.target, known - back)]
    if isinstance(step, Branch):
        return [(at + 1, known), (step.otherwise, known)]
    if isinstance(step, Outside):
        failed = known if isinstance(step, CallService) else known | set(OF_A_FAILURE)
        return [(at + 1, known | set(results(step))), (step.failed, failed)]
    if isinstance(step, Collect):
        return [(at + 1, (known | set(step.slots)) - {_CONFIRMED})]
    if isinstance(step, Confirm):
        return [(at + 1, known | {_CONFIRMED})]
    return [(at + 1, known)]


def _check_set(script: Script, at: int, known: frozenset[str], problems: Problems) -> None:
    step = script.steps[at]
    if isinstance(step, Submit) and _CONFIRMED not in known:
        problems.add(step.line, "“提交”之前没有“确认”", "在提交前面加一步“- 确认: …，对吗？”", code="no-confirm")
    needed = _made_of(script, used(step)) & variables(script)  # undefined names are reported elsewhere
    for name in sorted(needed - known):
        problems.add(
            step.line, f"到这一步时，“{name}”可能还没有值", "先“收集”或“查询”到它，再用它", code="unset-variable"
        )


def _made_of(script: Script, names: frozenset[str]) -> frozenset[str]:
    """Computed values taken apart into what they are made of."""
    for item in reversed(script.computed):
        if item.name in names:
            names = (names - {item.name}) | set(item.template.names)
    return names


def _endless(script: Script) -> int | None:
    """A step of a way round that never waits for the citizen, or None: what waits, and what is not on a ring, is taken
    out until nothing more goes.
    """
    waits = (Collect, Confirm, Rate, Finish, Transfer)
    following = {
        at: [to for to, _ in _next(script, at, frozenset()) if to < len(script.steps)]
        for at, step in enumerate(script.steps)
        if not isinstance(step, waits)
    }
    while following:
        entered = {to for targets in following.values() for to in targets}
        loose = [at for at, to in following.items() if at not in entered or not any(one in following for one in to)]
        if not loose:
            return min(following)
        for at in loose:
            del following[at]
    return None
