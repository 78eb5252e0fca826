"""The outcomes of a script's branches: both of every condition, success and failure of every call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogue.script import Script
from dialogue.script.expression import option_test
from dialogue.script.model import (
    Assign,
    Branch,
    CallService,
    Collect,
    Finish,
    ForEach,
    Jump,
    NextItem,
    Outside,
    Query,
    Step,
    Submit,
    Take,
    Transfer,
)
from dialogue.script.uses import results
from dialogue.slot_kinds import kind_of
from dialogue.wording import choice, condition_words, outside_words

#: By option slot, the labels it may hold at a step; other variables may hold any value.
Labels = dict[str, frozenset[str]]
#: By step and the step that follows it.
Reached = dict[tuple[int, int], Labels]


@dataclass(frozen=True, slots=True)
class BranchOutcome:
    """One outcome of step `step` of the program, which continues at step `target`. `words`: shown to script authors."""

    service: str
    step: int
    target: int
    line: int
    words: str


def branch_outcomes(script: Script) -> tuple[BranchOutcome, ...]:
    """In program order. Leaves out an outcome that no value leads to: the 否则 of a 选择 that names every option."""
    possible = reached(script)
    return tuple(
        BranchOutcome(script.name, at, target, step.line, words)
        for at, step in enumerate(script.steps)
        for target, words in _outcomes(script, step, at, possible)
        if (at, target) in possible
    )


def _outcomes(script: Script, step: Step, at: int, possible: Reached) -> Iterator[tuple[int, str]]:
    if isinstance(step, Outside):
        yield at + 1, f"{outside_words(step)}：成功"
        yield step.failed, f"{outside_words(step)}：失败"
    elif isinstance(step, ForEach):
        yield at + 1, f"逐条 {step.source}：还有"
        yield step.done, f"逐条 {step.source}：都过完了"
    elif isinstance(step, Branch):
        chosen = choice(step)
        labels = possible.get((at, step.otherwise), {}).get(chosen[0]) if chosen else None
        if chosen is None or labels is None:
            yield at + 1, f"如果 {condition_words(step.condition)}：成立"
            yield step.otherwise, f"如果 {condition_words(step.condition)}：不成立"
            return
        yield at + 1, f"{chosen[0]}：{chosen[1]}"
        following = script.steps[step.otherwise] if step.otherwise < len(script.steps) else None
        if following is None or (choice(following) or ("",))[0] != chosen[0]:  # else: the next outcome of the same 选择
            yield step.otherwise, f"{chosen[0]}：{label_words(script, chosen[0], labels)}"


def label_words(script: Script, name: str, labels: frozenset[str]) -> str:
    """In the order of the script; the empty label is an option that was skipped."""
    slot = script.slot(name)
    order = [choice.label for choice in slot.choices] if slot else []
    return "、".join([*(label for label in order if label in labels), *(["没有填"] if "" in labels else [])])


def reached(script: Script) -> Reached:
    """Every (step, next step) that some value leads to, with the labels that each option slot may hold there."""
    labels = {
        slot.name: frozenset(choice.label for choice in slot.choices) | ({""} if not slot.required else set())
        for slot in script.slots
        if kind_of(slot).choices in ("one", "yes_no")
    }
    before: dict[int, Labels] = {}
    found: Reached = {}
    queue: list[tuple[int, Labels]] = [(0, labels)]
    while queue:
        at, may = queue.pop()
        if at in before:
            may = {name: before[at][name] | may[name] for name in labels}
            if may == before[at]:
                continue
        before[at] = may
        if at >= len(script.steps):
            continue
        for target, then in _next(script.steps[at], at, may, labels):
            found[at, target] = then
            queue.append((target, then))
    return found


def _next(step: Step, at: int, may: Labels, labels: Labels) -> Iterator[tuple[int, Labels]]:
    match step:
        case Finish() | Transfer():
            pass
        case Jump(target=target) | NextItem(target=target):
            yield target, may
        case ForEach(done=done):
            yield at + 1, may
            yield done, may
        case Collect(slots=slots):
            yield at + 1, {**may, **{name: labels[name] for name in slots if name in labels}}
        case Assign():
            yield at + 1, {**may, **{name: labels[name] for name in results(step) if name in labels}}
        case Query() | Submit() | Take() | CallService():
            yield at + 1, {**may, **{name: labels[name] for name in results(step) if name in labels}}
            yield step.failed, may
        case Branch(condition=condition) if (tested := option_test(condition)) and tested[0] in labels:
            name, values, negated = tested
            named = may[name] & values
            held, other = (may[name] - named, named) if negated else (named, may[name] - named)
            if held:
                yield at + 1, {**may, name: held}
            if other:
                yield step.otherwise, {**may, name: other}
        case Branch(otherwise=otherwise):
            yield at + 1, may
            yield otherwise, may
        case _:
            yield at + 1, may
