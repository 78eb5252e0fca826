"""The result of a conversation test."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import Act, Call, Card, Handoff, Note, Say, Show
from dialogue.machine.state import State
from dialogue.testing.model import ConversationStep, ConversationTest

#: What a mismatch of a value is called, before the name of its question.
VALUE_OF = "问题 "


@dataclass(frozen=True, slots=True)
class Exchange:
    """One action of the citizen and the acts that followed. `step` None: the greeting."""

    step: ConversationStep | None
    before: State
    after: State
    acts: tuple[Act, ...]

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(act.text for act in self.acts if isinstance(act, Say))

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card shown during the exchange, those replaced later included."""
        return tuple(card for act in self.acts if isinstance(act, Show) for card in act.cards)

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(act for act in self.acts if isinstance(act, Call))

    @property
    def handoff(self) -> str:
        """Why a human was fetched; empty where none was."""
        return next((act.reason for act in self.acts if isinstance(act, Handoff)), "")

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(f"{act.what} {act.detail}".strip() for act in self.acts if isinstance(act, Note))


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference from what was expected. `at`: the exchange. `what`: the key of 期望, or why the test stopped."""

    at: int
    line: int
    what: str
    expected: str
    got: str

    @property
    def question(self) -> str:
        """Whose value is another one; empty where no value is meant."""
        return self.what.removeprefix(VALUE_OF) if self.what.startswith(VALUE_OF) else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`path`: service and index of every program step run, in order."""

    test: ConversationTest
    exchanges: tuple[Exchange, ...]
    mismatches: tuple[Mismatch, ...]
    path: tuple[tuple[str, int], ...]

    @property
    def passed(self) -> bool:
        return not self.mismatches

    @property
    def ended(self) -> str:
        return self.exchanges[-1].after.ended
