"""Conversation tests under recognition errors: every spoken line is misrecognised, and no wrong case may be submitted.

Each line is corrupted at its place in a conversation that passed. Fates, best first: "understood" despite the error;
"asked again", and understood when repeated; "told back": a wrong value was read back before it counted; "astray":
the conversation went elsewhere. "wrong" must not occur: a case was submitted with values that were not said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from dialogue.acts import Call, ConfirmCard, Said
from dialogue.library import Library
from dialogue.machine import Machine, State
from dialogue.script.model import Confirm
from dialogue.testing.drive import StubbedBackend, run_turn
from dialogue.testing.mishear import mishear
from dialogue.testing.model import ConversationStep
from dialogue.testing.outcome import Exchange, Outcome
from dialogue.testing.run import means_of

Fate = Literal["understood", "asked again", "told back", "astray", "wrong"]
FATES: tuple[Fate, ...] = ("understood", "asked again", "told back", "astray", "wrong")
#: Share of the characters corrupted, 0..1.
LEVELS: dict[str, float] = {"轻": 0.1, "中": 0.25, "重": 0.5}


@dataclass(frozen=True, slots=True)
class Misheard:
    """One line as said and as recognised, and its fate."""

    level: str
    line: int
    said: str
    heard: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Noise:
    lines: tuple[Misheard, ...]

    def count(self, level: str) -> dict[Fate, int]:
        found = Counter(line.fate for line in self.lines if line.level == level)
        return {fate: found[fate] for fate in FATES}

    @property
    def wrong(self) -> tuple[Misheard, ...]:
        return tuple(line for line in self.lines if line.fate == "wrong")


def replay_noisy(library: Library, outcome: Outcome, times: int, seed: int = 0) -> Noise:
    """Corrupts every spoken line of a conversation that passed, `times` times at each level."""
    machine = Machine(library, means=means_of(outcome.test))
    found = []
    for at, exchange in enumerate(outcome.exchanges):
        if exchange.step is None or not _spoken(exchange.step):
            continue
        for level, share in LEVELS.items():
            for nth in range(times):
                rng = Random(f"{seed} {outcome.test.name} {exchange.step.line} {level} {nth}")
                found.append(_Mishearing(machine, outcome, at).fate(level, share, rng))
    return Noise(tuple(found))


def _spoken(step: ConversationStep) -> bool:
    return isinstance(step.action, Said) and step.action.confidence < 1


class _Mishearing:
    """One line of a conversation misrecognised, and the exchanges that follow from it."""

    def __init__(self, machine: Machine, outcome: Outcome, at: int) -> None:
        self.machine, self.at = machine, at
        self.clean = outcome.exchanges
        asked = [call.api for exchange in self.clean[:at] for call in exchange.calls]
        self.backend = StubbedBackend(outcome.test.stubs, asked)
        self.sends, self.compares = outcome.test.sends, outcome.test.compares

    def fate(self, level: str, share: float, rng: Random) -> Misheard:
        exchange = self.clean[self.at]
        assert exchange.step is not None
        assert isinstance(exchange.step.action, Said)
        said = exchange.step.action
        heard = mishear(said.text, share, rng)
        return Misheard(level, exchange.step.line, said.text, heard, self._fate(said, replace(said, text=heard)))

    def _fate(self, said: Said, heard: Said) -> Fate:
        clean = self.clean[self.at]
        misheard = self._do(clean.before, heard)
        if _same(misheard.after, clean.after):
            return "understood"
        way = [misheard]
        if self._wrong(way):
            return "wrong"
        if not misheard.after.ended:
            again = self._do(misheard.after, said)
            if _same(again.after, clean.after) and not self._wrong([misheard, again]):
                return "asked again"
        for exchange in self.clean[self.at + 1 :]:  # the citizen continues without noticing
            if way[-1].after.ended or exchange.step is None:
                break
            way.append(self._do(way[-1].after, exchange.step.action))
            if self._wrong(way):
                return "wrong"
        return "told back" if _changed(misheard.after, clean.after) else "astray"

    def _do(self, state: State, turn: object) -> Exchange:
        after, acts = run_turn(self.machine, state, turn, self.backend.answer, sends=self.sends, compares=self.compares)  # type: ignore[arg-type]
        return Exchange(None, state, after, acts)

    def _wrong(self, way: list[Exchange]) -> bool:
        """Whether the last exchange submitted a value that was not said and was not read back."""
        return any(call.key and not self._meant(call, way) for call in way[-1].calls)

    def _meant(self, call: Call, way: list[Exchange]) -> bool:
        later = self.clean[self.at :]
        clean = next((made for exchange in later for made in exchange.calls if made.api == call.api), None)
        if clean is not None:
            wrong = {name for name, value in call.params.items() if clean.params.get(name, "") != value}
            return all(self._told(name, way) for name in wrong)
        wrong = set(_changed(way[-1].after, self.clean[-1].after))
        return bool(wrong) and all(self._told(name, way) for name in wrong)

    def _told(self, name: str, way: list[Exchange]) -> bool:
        """Whether the citizen heard or saw the value, and could have rejected it."""
        return any(self._tells(name, exchange) for exchange in way)

    def _tells(self, name: str, exchange: Exchange) -> bool:
        question = exchange.after.question
        if question.kind in ("readback", "which_value") and question.slot == name:
            return True
        if any(text.startswith(name) for text in exchange.said):  # 手机号尾号是…
            return True
        if any(isinstance(card, ConfirmCard) and name in {row.label for row in card.rows} for card in exchange.cards):
            return True
        script = self.machine.library.script(exchange.after.service)
        step = script.steps[exchange.after.step] if script and question.kind == "confirm" else None
        return isinstance(step, Confirm) and name in step.spoken.on(exchange.after.channel).names


def _same(one: State, other: State) -> bool:
    """Whether both states are at the same place with the same values."""

    def place(state: State) -> tuple[object, ...]:
        interjection = state.interjection.kind if state.interjection else ""
        return (state.service, state.question, interjection, state.ended, state.submitted, state.values())

    return place(one) == place(other)


def _changed(one: State, other: State) -> tuple[str, ...]:
    """Names of values that differ, those being read back included."""
    mine, theirs = one.values(), other.values()
    if one.question.kind == "readback" and one.question.value:
        mine[one.question.slot] = one.question.value
    if other.question.kind == "readback" and other.question.value:
        theirs[other.question.slot] = other.question.value
    return tuple(name for name in mine if name in theirs and mine[name] != theirs[name])
