"""What came of a conversation test."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import Act, Call, Card, Note, Say, Show
from dialogue.machine.state import State
from dialogue.testing.model import Beat, Trial


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing the citizen did and all that followed. `beat` None: the citizen came, and was greeted."""

    beat: Beat | None
    before: State
    after: State
    acts: tuple[Act, ...]

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(act.text for act in self.acts if isinstance(act, Say))

    @property
    def cards(self) -> tuple[Card, ...]:
        """Everything shown on the way, not only what was left on the screen."""
        return tuple(card for act in self.acts if isinstance(act, Show) for card in act.cards)

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(act for act in self.acts if isinstance(act, Call))

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(f"{act.what} {act.detail}".strip() for act in self.acts if isinstance(act, Note))


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that should have been otherwise. `at`: the exchange, `what`: the key of 期望, or why it broke off."""

    at: int
    line: int
    what: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`way`: every program step that was run: service and index, in order."""

    trial: Trial
    exchanges: tuple[Exchange, ...]
    misses: tuple[Miss, ...]
    way: tuple[tuple[str, int], ...]

    @property
    def passed(self) -> bool:
        return not self.misses

    @property
    def ended(self) -> str:
        return self.exchanges[-1].after.ended
