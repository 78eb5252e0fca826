"""The text of a copied service's conversation tests: each conversation begins with the new name.

A first sentence of the old service that also answers questions (退休了提公积金) becomes the name with those answers
(租房登记，离退休). What reaches the copy is found by playing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from dialogue.copying.rewriting import Edit, composed, edited, items, renamed, replaced, value_of
from dialogue.errors import Problems
from dialogue.library import Library
from dialogue.script import Script
from dialogue.slot_kinds import kind_of
from dialogue.testing.load import read_conversation_tests
from dialogue.testing.model import ConversationTest
from dialogue.testing.outcome import Exchange, Outcome
from dialogue.testing.run import run_conversation_test

#: Wordings of one answer that are tried.
_MOST = 8
#: Keys of what a person says.
_SAID = ("人", "打字")


@dataclass(frozen=True, slots=True)
class _Beginning:
    """A sentence that begins the old service in test `test`, and what may stand in its place, likeliest first."""

    test: int
    node: yaml.ScalarNode
    choices: tuple[str, ...]


def renamed_tests(text: str, old: str, name: str, others: Sequence[str] = ()) -> str:
    """With the new name in place of the old one, and at the beginning of each conversation."""
    root = composed(text)
    firsts = [one for test in items(value_of(root, "对话")) for one in items(value_of(test, "步骤"))[:1]]
    edits = {one[0]: one for one in renamed(root, old, name, others)}
    for said in (node for step in firsts if (node := _said(step)) is not None):
        edits[said.start_mark.index] = replaced(said, name)
    return edited(text, edits.values())


def copied_tests(text: str, script: Script, name: str, before: Library, after: Library) -> tuple[str, int]:
    """As `renamed_tests`, and every beginning as it passes; and how many tests that passed do not pass then.

    `before`: without the copy. `after`: with it.
    """
    others = [one.name for one in before.every if one.name != script.name and one.corrects != script.name]
    outcomes = [run_conversation_test(before, test) for test in _read(text)]
    root = composed(text)
    beginnings = list(_beginnings(root, outcomes, script, name))
    words = {one.test: 0 for one in beginnings}
    written = _written(text, root, script.name, name, others, beginnings, words)
    open_ = {at for at, outcome in enumerate(outcomes) if outcome.passed}
    most = max((len(one.choices) for one in beginnings), default=0)
    for choice in range(1, most + 2):
        played = _read(written)
        open_ = {at for at in open_ if not run_conversation_test(after, played[at]).passed}
        if not open_ or choice > most:
            break
        words |= dict.fromkeys(open_, choice)
        written = _written(text, root, script.name, name, others, beginnings, words)
    return written, len(open_)


def _read(text: str) -> tuple[ConversationTest, ...]:
    return read_conversation_tests(text, "", Problems(""))


def _written(
    text: str, root: yaml.Node | None, old: str, name: str, others: Sequence[str],
    beginnings: Sequence[_Beginning], words: Mapping[int, int],
) -> str:  # fmt: skip
    edits: dict[int, Edit] = {one[0]: one for one in renamed(root, old, name, others)}
    for one in beginnings:
        at = words[one.test]
        said = one.choices[at if at < len(one.choices) else 0]
        edits[one.node.start_mark.index] = replaced(one.node, said)
    return edited(text, edits.values())


def _beginnings(root: yaml.Node | None, outcomes: Sequence[Outcome], script: Script, name: str) -> Iterator[_Beginning]:
    for at, (test, outcome) in enumerate(zip(items(value_of(root, "对话")), outcomes, strict=True)):
        steps = items(value_of(test, "步骤"))
        for nth, (step, exchange) in enumerate(zip(steps, outcome.exchanges[1:], strict=False)):
            said = _said(step)
            if said is not None and (nth == 0 or _begins(exchange, script.name)):
                yield _Beginning(at, said, tuple(_choices(said.value, outcome, script, name)))


def _begins(exchange: Exchange, service: str) -> bool:
    """Whether the service begins there, and is not gone on with."""
    running = (exchange.before.service, *(frame.service for frame in exchange.before.stack))
    return exchange.after.service == service and service not in running


def _choices(said: str, outcome: Outcome, script: Script, name: str) -> Iterator[str]:
    yield name
    inside = max((one for one in (script.name, *script.says) if one in said), key=len, default="")
    if inside and inside != said:
        yield said.replace(inside, name, 1)
    told = [words for words in _told(said, outcome, script) if words]
    for nth in range(max(map(len, told), default=0)):
        yield "，".join((name, *(words[min(nth, len(words) - 1)] for words in told)))
    yield f"{name}，{said}"


def _told(said: str, outcome: Outcome, script: Script) -> Iterator[tuple[str, ...]]:
    """Of each question that was answered without being put: its answer in words, those of the sentence first."""
    asked = {exchange.after.question.slot for exchange in outcome.exchanges}
    for filled in outcome.exchanges[-1].after.filled:
        slot = script.slot(filled.name)
        if slot is None or slot.name in asked or filled.via in ("api", "set", "item", "card", "skip"):
            continue
        if kind_of(slot).choices:
            choice = next((one for one in slot.choices if one.label == filled.value), None)
            words = choice.says if choice is not None else ()
            label = () if kind_of(slot).choices == "yes_no" else (filled.value,)
            near = sorted(words, key=lambda word: word not in said)
            yield (*(word for word in near if word in said), *label, *near)[:_MOST]
        else:
            yield (filled.value,)


def _said(step: yaml.Node) -> yaml.ScalarNode | None:
    node = value_of(step, *_SAID)
    return node if isinstance(node, yaml.ScalarNode) else None
