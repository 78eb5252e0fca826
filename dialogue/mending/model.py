"""What a change of a script has broken in its conversation tests, and what they become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `asked`: a question is asked that they do not answer. `gone`: they answer one that is asked no more. `option`: an
#: option is called otherwise. `sentence`: something else is said.
RepairKind = Literal["asked", "gone", "option", "sentence"]


@dataclass(frozen=True, slots=True)
class Repair:
    """`question`: the slot; of a sentence, empty. `old`, `new`: the option or the sentence as the tests have it, and as
    it is. `ask`, `options`: how the new question is put, and what it offers. `tests`: the names of those it concerns.
    """

    kind: RepairKind
    tests: tuple[str, ...]
    question: str = ""
    old: str = ""
    new: str = ""
    ask: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedStep:
    """Lines of one test as they were and as they become. `line`: of `before`, from 1."""

    test: str
    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MendedTests:
    """`passing`: of the tests that the repair concerns, those that pass then."""

    text: str
    changed: tuple[ChangedStep, ...]
    passing: int
