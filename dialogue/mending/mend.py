"""The text of conversation tests, changed by one repair; comments and layout of the rest stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import yaml

from dialogue.acts import Said
from dialogue.copying.rewriting import Edit, composed, edited, items, one_or_all, replaced, scalar, value_of
from dialogue.library import Library
from dialogue.mending.find import outcomes_of, superfluous, unanswered
from dialogue.mending.model import ChangedStep, MendedTests, Repair
from dialogue.testing import keywords
from dialogue.testing.model import CitizenAction, ConversationStep
from dialogue.testing.outcome import Outcome
from dialogue.testing.run import run_conversation_test

_EXPECTED, _SLOTS, _ASKS = "期望", "槽位", "然后问"
_YES = "对"


def repaired(text: str, library: Library, repair: Repair, answer: str = "") -> MendedTests:
    """`answer`: what the citizen says to a new question."""
    outcomes = outcomes_of(text, library)
    nodes = items(value_of(composed(text), "对话"))
    edits: list[Edit] = []
    for outcome, node in zip(outcomes, nodes, strict=True):
        if outcome.test.name in repair.tests:
            edits += _edits(text, library, outcome, items(value_of(node, "步骤")), repair, answer)
    found = edited(text, edits)
    after = outcomes_of(found, library)
    passing = sum(one.passed for one in after if one.test.name in repair.tests)
    return MendedTests(found, tuple(_changed(text, found, outcomes)), passing)


def _edits(
    text: str, library: Library, outcome: Outcome, steps: Sequence[yaml.Node], repair: Repair, answer: str
) -> Iterator[Edit]:
    match repair.kind:
        case "asked":
            yield from _answered(text, library, outcome, steps, repair.question, answer)
        case "gone":
            yield from _without_answer(text, library, outcome, steps, repair.question)
        case "option":
            for step in steps:
                yield from _renamed(step, repair)
        case "sentence":
            for step in steps:
                said = value_of(value_of(step, _EXPECTED), "说")
                for one in one_or_all(said):
                    if isinstance(one, yaml.ScalarNode) and one.value == repair.old:
                        yield replaced(one, repair.new)


def _answered(
    text: str, library: Library, outcome: Outcome, steps: Sequence[yaml.Node], question: str, answer: str
) -> Iterator[Edit]:
    """The step behind which the question is put, and the answer behind it with what was expected of that step."""
    at = unanswered(outcome, question)
    if at is None:
        return
    step = steps[at - 1]
    done: list[dict[str, str]] = [{"人": answer}]
    if _reads_back(library, outcome, at, question, answer):
        done.append({"人": _YES})
    told = _entries(value_of(step, _EXPECTED))
    here = [one for one in outcome.mismatches if one.at == at]
    failed = {one.what for one in here}
    late = {key: value for key, value in told.items() if key in failed}
    slots = {one.question for one in here if one.question}
    if slots and isinstance(told.get(_SLOTS), dict):
        late[_SLOTS] = {key: value for key, value in told[_SLOTS].items() if key in slots}
        told[_SLOTS] = {key: value for key, value in told[_SLOTS].items() if key not in slots}
    kept = {key: value for key, value in told.items() if key not in failed and value != {}}
    if _ASKS in late:
        kept[_ASKS] = question
    column = _dash(text, step)
    lines = [_step_text(one, late if one is done[-1] else {}, column) for one in done]
    if told:
        yield from _expecting(text, step, kept)
    elif isinstance(step, yaml.MappingNode):
        lines.insert(0, f"{' ' * (column + 2)}{_EXPECTED}: {_flow({_ASKS: question})}")
    end = _line_end(text, step)
    yield end, end, "".join(f"\n{line}" for line in lines)


def _reads_back(library: Library, outcome: Outcome, at: int, question: str, answer: str) -> bool:
    said: CitizenAction = Said(answer, keywords.SPOKEN)
    steps = (*outcome.test.steps[:at], ConversationStep(0, said))
    after = run_conversation_test(library, replace(outcome.test, steps=steps)).exchanges[-1].after
    return (after.question.kind, after.question.slot) == ("readback", question)


def _without_answer(
    text: str, library: Library, outcome: Outcome, steps: Sequence[yaml.Node], question: str
) -> Iterator[Edit]:
    """Each step that expects the question expects what came behind its answer, and the answer goes. In a test that
    expects it nowhere, the step goes without which it passes.
    """
    if not any(step.expected is not None and step.expected.asks == question for step in outcome.test.steps):
        nth = superfluous(outcome, library)
        if nth is not None:
            yield _line_end(text, steps[nth - 1]), _line_end(text, steps[nth]), ""
        return
    for nth, (step, written) in enumerate(zip(outcome.test.steps, steps, strict=True)):
        if step.expected is None or step.expected.asks != question:
            continue
        told = _entries(value_of(written, _EXPECTED))
        told.pop(_ASKS)
        if nth + 1 < len(steps):
            behind = _entries(value_of(steps[nth + 1], _EXPECTED))
            slots = behind.pop(_SLOTS, {})
            rest = {key: value for key, value in slots.items() if key != question}
            told |= behind | ({_SLOTS: {**told.get(_SLOTS, {}), **rest}} if rest else {})
            start = _line_end(text, written)
            yield start, _line_end(text, steps[nth + 1]), ""
        yield from _expecting(text, written, told)


def _renamed(step: yaml.Node, repair: Repair) -> Iterator[Edit]:
    expected = value_of(step, _EXPECTED)
    calls = value_of(expected, "调用", "不调用")
    places = [value_of(step, "触屏", "人", "打字"), value_of(value_of(expected, _SLOTS), repair.question)]
    places += [value_of(value_of(one, "参数"), repair.question) for one in one_or_all(calls)]
    for one in places:
        if isinstance(one, yaml.ScalarNode) and one.value == repair.old:
            yield replaced(one, repair.new)


# ---- YAML ----


def _entries(node: yaml.Node | None) -> dict[str, Any]:
    """A map as it is written: every scalar is text."""
    return {key.value: _plain(value) for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _entries(node)
    return [_plain(one) for one in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


def _step_text(done: dict[str, str], expected: dict[str, Any], column: int) -> str:
    indent = " " * column
    line = indent + "- " + "".join(f"{key}: {scalar(value)}" for key, value in done.items())
    return f"{line}\n{indent}  {_EXPECTED}: {_flow(expected)}" if expected else line


def _expecting(text: str, step: yaml.Node, expected: dict[str, Any]) -> Iterator[Edit]:
    """The step, which has an expectation, with this one in its place."""
    pairs = step.value if isinstance(step, yaml.MappingNode) else []
    pair = next(((key, value) for key, value in pairs if key.value == _EXPECTED), None)
    if pair is not None and _entries(pair[1]) != expected:
        if expected:
            yield pair[0].end_mark.index, _end(pair[1]), f": {_flow(expected)}"
        else:
            start = text.rfind("\n", 0, pair[0].start_mark.index)
            yield start, _end(pair[1]), ""


def _dash(text: str, step: yaml.Node) -> int:
    """The column of the dash before a step."""
    start = text.rfind("\n", 0, step.start_mark.index) + 1
    return text.index("-", start) - start


def _end(node: yaml.Node) -> int:
    """Where the last word or bracket of a node ends; a block ends with its last value."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last) or _end(last[0])
    return int(node.end_mark.index)


def _line_end(text: str, node: yaml.Node) -> int:
    """The end of the line in which a node ends."""
    end = text.find("\n", _end(node))
    return end if end >= 0 else len(text)


def _changed(before: str, after: str, outcomes: Sequence[Outcome]) -> Iterator[ChangedStep]:
    old, new = before.splitlines(), after.splitlines()
    for what, start, end, begins, ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            name = max((one.test for one in outcomes if one.test.line <= start + 1), key=lambda one: one.line).name
            yield ChangedStep(name, start + 1, tuple(old[start:end]), tuple(new[begins:ends]))
