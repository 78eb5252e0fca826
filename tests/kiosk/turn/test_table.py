"""The transition table: printed as it is, no row without use, and no state that it does not name."""

from __future__ import annotations

import importlib.util
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from dialogue.acts import Begin, Said, Touched
from kiosk.turn import (
    TABLE,
    Acted,
    Attached,
    Committed,
    ConversationEnded,
    ConversationStarted,
    Decide,
    Decided,
    Detached,
    EagerTranscript,
    FinalTranscript,
    InterimTranscript,
    KeyPressed,
    PlaybackFinished,
    PlaybackStarted,
    Profile,
    PromptKind,
    Rollback,
    Speaking,
    State,
    TimePassed,
    TurnEvent,
    TurnMachine,
    TurnResumed,
    UtteranceEnded,
    UtteranceStarted,
)
from support.profiles import TURN_PROFILE

ROOT = Path(__file__).parents[3]


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("turn_table", ROOT / "scripts" / "turn_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_holds_the_table_of_the_code(script: ModuleType) -> None:
    """If this fails: python scripts/turn_table.py"""
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert script.with_table(document) == document


def test_a_changed_row_changes_the_document(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    monkeypatch.setattr(script, "TABLE", TABLE[1:])
    assert script.with_table(document) != document


def test_the_document_without_markers_is_an_error(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="expected <!-- turn table"):
        script.with_table("# The house\n")


def events(chance: random.Random) -> Iterator[TurnEvent]:
    """Any order, and words as often as none."""
    while True:
        text = chance.choice(["挂失", "嗯", ""])
        backchannel, said = text == "嗯", Said(text, 0.9)
        yield chance.choice(
            [
                Acted(Touched("x")), UtteranceStarted(), UtteranceStarted(), UtteranceEnded(), UtteranceEnded(),
                InterimTranscript(backchannel), EagerTranscript(said, backchannel), TurnResumed(), PlaybackStarted(),
                FinalTranscript(said, speech=chance.random() < 0.5, backchannel=backchannel), PlaybackFinished(),
                KeyPressed(),
                Speaking(chance.choice(list(PromptKind)), chance.random() < 0.5), Committed(), Decided(), Decided(),
                TimePassed(), TimePassed(True), Attached() if chance.random() < 0.5 else Detached(),
                ConversationEnded() if chance.random() < 0.05 else Decided(),
            ]
        )  # fmt: skip


def _profile(chance: random.Random) -> Profile:
    return replace(TURN_PROFILE, idle_s=chance.choice([10, 60]), idle_amid_sound=chance.random() < 0.5)


def test_every_row_is_used_and_leads_exactly_where_it_says() -> None:
    """2,000 conversations of 70 events in any order, from attract mode on; half of the decisions are answered."""
    chance = random.Random(7)
    seen: defaultdict[int, set[State]] = defaultdict(set)
    for _ in range(2_000):
        machine, now = TurnMachine(_profile(chance)), 0.0
        coming, replies = events(chance), list[TurnEvent]()
        start = chance.randrange(6)
        for count in range(70):
            event = ConversationStarted(Begin()) if count == start else replies.pop(0) if replies else next(coming)
            now += chance.choice([0.0, 0.0, 0.0, 0.1, 0.3, 1.3, 3.0])
            if machine.deadline is not None and chance.random() < 0.2:
                now = max(now, machine.deadline)
            before, row = machine.state, machine.transition(event, now)
            actions = machine.feed(event, now)
            if chance.random() < 0.5 and any(isinstance(action, Decide) for action in actions):
                replies += [
                    Speaking(chance.choice(list(PromptKind)), chance.random() < 0.5),
                    PlaybackStarted(),
                    Decided(),
                ]
            if row is None:
                assert (machine.state, actions) == (before, []), f"{event} did something without a row"
            elif row.then:
                assert machine.state in row.then, f"{event}: {before} -> {machine.state}"
                seen[TABLE.index(row)].add(machine.state)
            else:
                assert machine.state is before, f"{event}: {before} -> {machine.state}"
                seen[TABLE.index(row)] = set()
    assert {index: set(row.then) for index, row in enumerate(TABLE)} == dict(seen)


def test_words_that_wait_survive_a_rollback() -> None:
    """Words are being recognised while the citizen types, and then the citizen speaks again."""
    machine, actions = TurnMachine(TURN_PROFILE), []
    for event in (
        ConversationStarted(Begin()), Speaking(), PlaybackStarted(), Decided(), PlaybackFinished(),
        UtteranceStarted(), UtteranceEnded(), UtteranceStarted(), Acted(Said("社保卡")), UtteranceEnded(),
        FinalTranscript(Said("卡丢了，", 0.9)), UtteranceStarted(), FinalTranscript(Said("我要", 0.8)),
        UtteranceEnded(), FinalTranscript(Said("挂失", 0.7)),
    ):  # fmt: skip
        actions += machine.feed(event, 1.0)
    assert actions[1:] == [Decide(Said("社保卡")), Rollback(), Decide(Said("社保卡卡丢了我要挂失", 0.7))]
