"""What the conditions passed on a way through a script have settled: 办理对象 is 家人, so no later branch says 本人."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogue.script.expression import (
    NOW,
    Condition,
    Constant,
    CurrentTime,
    Either,
    Has,
    Open,
    Test,
    Variable,
    asked_about,
    every,
    names,
    option_test,
)
from dialogue.script.model import Branch, Script, Step
from dialogue.slot_kinds import kind_of

#: By option slot, its labels; "" where it may be skipped.
Labels = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """`values`: of a variable, the values it may have, or (False) may not have. `settled`: whether a condition held."""

    values: frozenset[tuple[str, bool, frozenset[str]]] = frozenset()
    settled: frozenset[tuple[Condition, bool]] = frozenset()

    def may(self, name: str) -> tuple[bool, frozenset[str]]:
        return next(((among, found) for known, among, found in self.values if known == name), (False, frozenset()))

    def with_value(self, name: str, among: bool, found: frozenset[str]) -> Facts:
        kept = frozenset(one for one in self.values if one[0] != name)
        return Facts(kept | {(name, among, found)}, self.settled)

    def kept(self, known: frozenset[str]) -> Facts:
        """Only what concerns the variables `known`."""
        settled = frozenset(one for one in self.settled if known.issuperset((*names(one[0]), *asked_about(one[0]))))
        return Facts(frozenset(one for one in self.values if one[0] in known), settled)

    def without(self, changed: Iterable[str]) -> Facts:
        """After the variables `changed` were given other values."""
        gone = frozenset(changed)
        if not gone:
            return self
        settled = frozenset(one for one in self.settled if gone.isdisjoint((*names(one[0]), *asked_about(one[0]))))
        return Facts(frozenset(one for one in self.values if one[0] not in gone), settled)


def labels_of(script: Script) -> dict[str, frozenset[str]]:
    return {
        slot.name: frozenset(choice.label for choice in slot.choices) | ({""} if not slot.required else set())
        for slot in script.slots
        if kind_of(slot).choices in ("one", "yes_no")
    }


def after(condition: Condition, held: bool, facts: Facts, labels: Labels) -> Facts | None:
    """What is known once `condition` held (or did not); None if that cannot be, by what is known already."""
    if isinstance(condition, Either):
        return _after_either(condition, held, facts, labels)
    if (condition, not held) in facts.settled:
        return None
    if any(isinstance(part, Open) or part == CurrentTime(NOW) for part in every(condition)):
        return facts  # time goes by
    tested = option_test(condition)
    if tested is None:
        return Facts(facts.values, facts.settled | {(condition, held)})
    name, values, negated = tested
    among, found = facts.may(name)
    if not among and name in labels:
        among, found = True, labels[name] - found
    if held != negated:
        found = found & values if among else values - found
        return facts.with_value(name, True, found) if found else None
    left = found - values if among else found | values
    return facts.with_value(name, among, left) if left or not among else None


def _after_either(condition: Either, held: bool, facts: Facts, labels: Labels) -> Facts | None:
    if held == (condition.how == "all"):  # every part is so
        found: Facts | None = facts
        for part in condition.parts:
            found = after(part, held, found, labels) if found is not None else None
        return found
    open_ = [then for part in condition.parts if (then := after(part, held, facts, labels)) is not None]
    if not open_:
        return None
    return open_[0] if len(open_) == 1 else Facts(facts.values, facts.settled | {(condition, held)})


def surely_set(condition: Condition, held: bool) -> frozenset[str]:
    """Variables that have a value where `condition` held, or did not."""
    if isinstance(condition, Has):
        return frozenset({condition.name}) if held != condition.negated else frozenset()
    if isinstance(condition, Either) and held == (condition.how == "all"):
        return frozenset(name for part in condition.parts for name in surely_set(part, held))
    if isinstance(condition, Test) and isinstance(condition.left, Variable) and held != condition.negated:
        filled = all(isinstance(one, Constant) and one.text for one in condition.options)
        return frozenset({condition.left.name}) if filled else frozenset()
    return frozenset()


def tested_names(step: Step) -> frozenset[str]:
    if not isinstance(step, Branch):
        return frozenset()
    return frozenset((*names(step.condition), *asked_about(step.condition)))
