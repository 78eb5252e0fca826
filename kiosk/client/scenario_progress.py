"""Where a simulated citizen is in their scenario, sans-I/O: what follows on the clerk's question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.client.scenario import Scenario, ScenarioLine

#: How often the citizen repeats a line when the clerk repeats the question.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class ScenarioAction:
    """What the citizen does now. `words`: of the line, or its other words when it is done `again`."""

    line: ScenarioLine
    words: str
    again: bool


class ScenarioStuckError(Exception):
    """The clerk asks what the scenario does not expect; the text says what it expects."""


class ScenarioProgress:
    """`fits`: whether a line answers a question, as the citizen understood it."""

    def __init__(
        self,
        scenario: Scenario,
        fits: Callable[[ScenarioLine, str], bool] = ScenarioLine.fits,
        patience: int = PATIENCE,
    ) -> None:
        self._scenario, self._fits, self._patience = scenario, fits, patience
        self._next = 0
        self._tries = 0

    @property
    def following(self) -> ScenarioLine | None:
        """The line that comes next; None after the last."""
        return self._scenario.lines[self._next] if self._next < len(self._scenario.lines) else None

    @property
    def finished(self) -> bool:
        """All lines were said, and no ending is expected."""
        return self.following is None and not self._scenario.ending

    def action(self, question: str) -> ScenarioAction | None:
        """The next line if it fits `question`, else the last one again; None where nothing was asked.

        Raises `ScenarioStuckError` when the last one has been repeated `patience` times.
        """
        lines = self._scenario.lines
        at = self._next
        while at < len(lines) and lines[at].optional and not self._fits(lines[at], question):
            at += 1
        if at < len(lines) and self._fits(lines[at], question):
            self._tries, self._next = 0, at + 1
            return ScenarioAction(lines[at], lines[at].what, again=False)
        if self._next and not question:
            return None
        self._tries += 1
        if self._next == 0 or self._tries > self._patience:
            wanted = "an ending" if self.following is None else self.following.cues
            raise ScenarioStuckError(f"expected a question with {wanted}; the clerk said: {question}")
        line = lines[self._next - 1]
        return ScenarioAction(line, line.again or line.what, again=True)
