"""The ways a script can go: both outcomes of every branch, the answer and the failure of everything asked outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogue.script import Script
from dialogue.script.condition import Test
from dialogue.script.model import Branch, Collect, Finish, Jump, Outside, Query, Step, Submit, Take, Transfer, Visit
from dialogue.script.uses import results
from dialogue.wording import choice, condition_words, outside_words

#: By option slot, the labels it may have at some step; a variable that is not here may be anything.
Labels = dict[str, frozenset[str]]
#: By step and the step that follows it.
Reached = dict[tuple[int, int], Labels]


@dataclass(frozen=True, slots=True)
class Arm:
    """One way on from a step of the program, to step `way`. `words` says which, for the people who write scripts."""

    service: str
    step: int
    way: int
    line: int
    words: str


def arms(script: Script) -> tuple[Arm, ...]:
    """In the order of the program. An outcome that no value can bring about is left out: the 否则 of a full 选择."""
    possible = reached(script)
    return tuple(
        Arm(script.name, at, way, step.line, words)
        for at, step in enumerate(script.steps)
        for way, words in _ways(script, step, at, possible)
        if (at, way) in possible
    )


def _ways(script: Script, step: Step, at: int, possible: Reached) -> Iterator[tuple[int, str]]:
    if isinstance(step, Outside):
        yield at + 1, f"{outside_words(step)}：成功"
        yield step.failed, f"{outside_words(step)}：失败"
    elif isinstance(step, Branch):
        chosen = choice(step)
        labels = possible.get((at, step.otherwise), {}).get(chosen[0]) if chosen else None
        if chosen is None or labels is None:
            yield at + 1, f"如果 {condition_words(step.condition)}：成立"
            yield step.otherwise, f"如果 {condition_words(step.condition)}：不成立"
            return
        yield at + 1, f"{chosen[0]}：{chosen[1]}"
        following = script.steps[step.otherwise] if step.otherwise < len(script.steps) else None
        if following is None or (choice(following) or ("",))[0] != chosen[0]:  # else: one 选择, told arm by arm
            yield step.otherwise, f"{chosen[0]}：{label_words(script, chosen[0], labels)}"


def label_words(script: Script, name: str, labels: frozenset[str]) -> str:
    """In the order of the script; the empty label is an option that was skipped."""
    slot = script.slot(name)
    order = [choice.label for choice in slot.choices] if slot else []
    return "、".join([*(label for label in order if label in labels), *(["没有填"] if "" in labels else [])])


def reached(script: Script) -> Reached:
    """Every (step, next step) that some answer leads to, and the labels that each option slot may have there."""
    labels = {
        slot.name: frozenset(choice.label for choice in slot.choices) | ({""} if not slot.required else set())
        for slot in script.slots
        if slot.kind in ("option", "yesno")
    }
    before: dict[int, Labels] = {}
    ways: Reached = {}
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
        for way, then in _next(script.steps[at], at, may, labels):
            ways[at, way] = then
            queue.append((way, then))
    return ways


def _next(step: Step, at: int, may: Labels, labels: Labels) -> Iterator[tuple[int, Labels]]:
    match step:
        case Finish() | Transfer():
            pass
        case Jump(target=target):
            yield target, may
        case Collect(slots=slots):
            yield at + 1, {**may, **{name: labels[name] for name in slots if name in labels}}
        case Query() | Submit() | Take() | Visit():
            yield at + 1, {**may, **{name: labels[name] for name in results(step) if name in labels}}
            yield step.failed, may
        case Branch(condition=Test(name=name, values=values, negated=negated, filters=())) if name in labels:
            named = may[name] & frozenset(values)
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
