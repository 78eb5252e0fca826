"""What of a script's change its failing tests fail for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from dialogue.errors import Problems
from dialogue.library import Library
from dialogue.mending.model import Repair, RepairKind
from dialogue.script import Script, Slot
from dialogue.script.model import Collect
from dialogue.slot_kinds import kind_of
from dialogue.testing import keywords
from dialogue.testing.load import read_conversation_tests
from dialogue.testing.outcome import Exchange, Mismatch, Outcome
from dialogue.testing.run import run_conversation_test

#: How alike a sentence must be to one that is said in its place, 0..1.
_ALIKE = 0.4
#: What may be asked beside the questions of a script.
_OTHER = frozenset(keywords.QUESTIONS.values())
_SENTENCE = re.compile(r"[^。！？!?]+")
_Key = tuple[RepairKind, str, str, str]


def outcomes_of(text: str, library: Library) -> list[Outcome]:
    """Of the tests in the text of a file, in their order."""
    return [run_conversation_test(library, test) for test in read_conversation_tests(text, "", Problems(""))]


def repairs(script: Script, text: str, library: Library) -> tuple[Repair, ...]:
    """What the tests in `text` can be mended by, those that concern most tests first. `library` has `script` in it."""
    outcomes = outcomes_of(text, library)
    failing = [one for one in outcomes if not one.passed]
    found: dict[_Key, list[str]] = defaultdict(list)
    for outcome in failing:
        for key in dict.fromkeys(_causes(script, outcome)):
            found[key].append(outcome.test.name)
    for kind, question, _, _ in [key for key in found if key[0] == "asked"]:
        names = found[kind, question, "", ""]
        names += [
            one.test.name for one in failing if one.test.name not in names and unanswered(one, question) is not None
        ]
    if (gone := next((key for key in found if key[0] == "gone"), None)) is not None:
        found[gone] += [
            one.test.name
            for one in failing
            if one.test.name not in found[gone] and superfluous(one, library) is not None
        ]
    told = [_repair(script, key, tuple(names)) for key, names in found.items()]
    return tuple(sorted(told, key=lambda one: -len(one.tests)))


def unanswered(outcome: Outcome, question: str) -> int | None:
    """The exchange in which the question is first put in a test that expects nothing of it; None: it is not."""
    for exchange in outcome.exchanges:
        expected = exchange.step.expected if exchange.step else None
        if expected and (question in (expected.asks, *(name for name, _ in expected.slots))):
            return None
    at = next((at for at, one in enumerate(outcome.exchanges) if _put(one) == question), None)
    return at if at is not None and at > 0 and outcome.mismatches[0].at >= at else None


def superfluous(outcome: Outcome, library: Library) -> int | None:
    """The step without which the test passes; None: there is none."""
    steps = outcome.test.steps
    for nth in range(1, len(steps)):
        without = replace(outcome.test, steps=(*steps[:nth], *steps[nth + 1 :]))
        if run_conversation_test(library, without).passed:
            return nth
    return None


def _repair(script: Script, key: _Key, tests: tuple[str, ...]) -> Repair:
    kind, question, old, new = key
    slot = script.slot(question)
    ask = slot.prompt.first.raw if slot is not None and kind == "asked" else ""
    return Repair(kind, tests, question, old, new, ask, _options(slot) if kind == "asked" else ())


def _options(slot: Slot | None) -> tuple[str, ...]:
    return tuple(choice.label for choice in slot.choices) if slot is not None and kind_of(slot).choices else ()


def _causes(script: Script, outcome: Outcome) -> Iterator[_Key]:
    first = outcome.mismatches[0]
    asked = {name for step in script.steps if isinstance(step, Collect) for name in step.slots}
    for one in outcome.mismatches:
        if one.at != first.at:
            break
        if one.what == "然后问" and one.expected not in asked | _OTHER and " " not in one.expected:
            yield "gone", one.expected, "", ""
        elif one.what == "说" and (said := _nearest(one.expected, one.got)):
            yield "sentence", "", one.expected, said
    yield from _renamed_option(script, outcome, first)
    found = {question: at for question in asked if (at := unanswered(outcome, question)) is not None}
    open_ = [one for one, at in found.items() if first.at == at or _still(outcome.exchanges, at, one)]
    if open_:  # what comes behind the first is asked in vain because of it
        yield "asked", min(open_, key=found.__getitem__), "", ""


def _still(exchanges: tuple[Exchange, ...], at: int, question: str) -> bool:
    """Whether the question put at `at` is not answered by what the citizen does next."""
    return at + 1 < len(exchanges) and _put(exchanges[at + 1]) == question


def _put(exchange: Exchange) -> str:
    after = exchange.after
    question = after.interjection or after.question
    return question.slot if question.kind == "slot" else ""


def _renamed_option(script: Script, outcome: Outcome, first: Mismatch) -> Iterator[_Key]:
    """An option of the tests that the question has no more, and the one that is there in its place."""
    name = first.question
    slot = script.slot(name) if name else None
    labels = _options(slot)
    if not labels or first.expected in labels:
        return
    expected = {
        value
        for exchange in outcome.exchanges
        if exchange.step and exchange.step.expected
        for slot_name, value in exchange.step.expected.slots
        if slot_name == name
    }
    new = first.got if first.got in labels else ""
    rest = [label for label in labels if label not in expected]
    near = max(rest, key=lambda label: SequenceMatcher(None, label, first.expected).ratio(), default="")
    if new or near:
        yield "option", name, first.expected, new or near


def _nearest(expected: str, said: str) -> str:
    """The sentence that is said in place of the expected words; "" where none is like them."""
    sentences = [one.strip("，,；; ") for one in _SENTENCE.findall(said)]
    best = max(sentences, key=lambda one: SequenceMatcher(None, one, expected).ratio(), default="")
    common = SequenceMatcher(None, best, expected).find_longest_match().size
    return best if best and (common >= 2 or SequenceMatcher(None, best, expected).ratio() >= _ALIKE) else ""
