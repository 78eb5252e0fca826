"""Conversation tests in a noisy hall: does every line survive being misheard, and is nothing wrong ever submitted?

Every spoken line is misheard where it stands in a conversation that went well. What may become of it, best first: she
understands all the same; she asks, and the line said again is understood; she takes something else, but tells it back
before it counts; she is led astray. It must never come to a case being submitted with what nobody said.
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
from dialogue.testing.drive import Desk, work_off
from dialogue.testing.mishear import mishear
from dialogue.testing.model import Beat
from dialogue.testing.outcome import Exchange, Outcome

Fate = Literal["understood", "asked again", "told back", "astray", "wrong"]
FATES: tuple[Fate, ...] = ("understood", "asked again", "told back", "astray", "wrong")
#: Share of the characters that go wrong.
LEVELS: dict[str, float] = {"轻": 0.1, "中": 0.25, "重": 0.5}


@dataclass(frozen=True, slots=True)
class Misheard:
    """One line as it was said and as it was heard, and what became of it."""

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
    """Every spoken line of a conversation that passed, misheard `times` times at every level."""
    machine = Machine(library)
    found = []
    for at, exchange in enumerate(outcome.exchanges):
        if exchange.beat is None or not _spoken(exchange.beat):
            continue
        for level, share in LEVELS.items():
            for nth in range(times):
                rng = Random(f"{seed} {outcome.trial.name} {exchange.beat.line} {level} {nth}")
                found.append(_Mishearing(machine, outcome, at).fate(level, share, rng))
    return Noise(tuple(found))


def _spoken(beat: Beat) -> bool:
    return isinstance(beat.deed, Said) and beat.deed.confidence < 1


class _Mishearing:
    """One line of a conversation gone wrong, and what follows from it."""

    def __init__(self, machine: Machine, outcome: Outcome, at: int) -> None:
        self.machine, self.at = machine, at
        self.clean = outcome.exchanges
        asked = [call.api for exchange in self.clean[:at] for call in exchange.calls]
        self.desk = Desk(outcome.trial.stand_ins, asked)

    def fate(self, level: str, share: float, rng: Random) -> Misheard:
        exchange = self.clean[self.at]
        assert exchange.beat is not None
        assert isinstance(exchange.beat.deed, Said)
        said = exchange.beat.deed
        heard = mishear(said.text, share, rng)
        return Misheard(level, exchange.beat.line, said.text, heard, self._fate(said, replace(said, text=heard)))

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
        for exchange in self.clean[self.at + 1 :]:  # a citizen who goes on as if nothing had happened
            if way[-1].after.ended or exchange.beat is None:
                break
            way.append(self._do(way[-1].after, exchange.beat.deed))
            if self._wrong(way):
                return "wrong"
        return "told back" if _changed(misheard.after, clean.after) else "astray"

    def _do(self, state: State, turn: object) -> Exchange:
        after, acts = work_off(self.machine, state, turn, self.desk.answer)  # type: ignore[arg-type]
        return Exchange(None, state, after, acts)

    def _wrong(self, way: list[Exchange]) -> bool:
        """The last exchange submitted something that was not said, and that nobody could have noticed."""
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
        """The citizen has heard or seen what was taken for it, and could have said no."""
        return any(self._tells(name, exchange) for exchange in way)

    def _tells(self, name: str, exchange: Exchange) -> bool:
        question = exchange.after.question
        if question.kind == "readback" and question.slot == name:
            return True
        if any(text.startswith(name) for text in exchange.said):  # 手机号尾号是…
            return True
        if any(isinstance(card, ConfirmCard) and name in {row.label for row in card.rows} for card in exchange.cards):
            return True
        script = self.machine.library.script(exchange.after.service)
        step = script.steps[exchange.after.step] if script and question.kind == "confirm" else None
        return isinstance(step, Confirm) and name in step.spoken.on(exchange.after.channel).names


def _same(one: State, other: State) -> bool:
    """The conversation stands at the same place, with the same values."""

    def place(state: State) -> tuple[object, ...]:
        interjection = state.interjection.kind if state.interjection else ""
        return (state.service, state.question, interjection, state.ended, state.submitted, state.values())

    return place(one) == place(other)


def _changed(one: State, other: State) -> tuple[str, ...]:
    """The values that differ, or are still in question."""
    mine, theirs = one.values(), other.values()
    if one.question.kind == "readback" and one.question.value:
        mine[one.question.slot] = one.question.value
    if other.question.kind == "readback" and other.question.value:
        theirs[other.question.slot] = other.question.value
    return tuple(name for name in mine if name in theirs and mine[name] != theirs[name])
