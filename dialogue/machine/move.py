"""One step in the making: the state as it changes, and the acts gathered so far. Lives only inside `Machine.step`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from dialogue import phrases
from dialogue.acts import Act, Card, Gesture, Handoff, Note, Say, Show
from dialogue.acts import End as EndAct
from dialogue.errors import MachineError
from dialogue.library import Library
from dialogue.machine.path import asked_at, collected
from dialogue.machine.state import Filled, Question, State
from dialogue.script import Script, Slot
from dialogue.script.template import Template, plain


class Move:
    def __init__(self, library: Library, state: State) -> None:
        self.library = library
        self.state = state
        self.acts: list[Act] = []
        self.answer: Card | None = None  # shown beside the next question's card
        self.others: tuple[str, ...] = ()  # what the ear nearly wrote instead of what was said

    # ---- the script in hand ---------------------------------------------------------------------------------------

    @property
    def script(self) -> Script:
        script = self.library.script(self.state.service)
        if script is None:
            raise MachineError(f"no script {self.state.service!r} in this library")
        return script

    def slot(self, name: str) -> Slot:
        slot = self.script.slot(name)
        if slot is None:
            raise MachineError(f"no slot {name!r} in {self.state.service!r}")
        return slot

    @property
    def on_screen(self) -> bool:
        return self.state.channel == "screen"

    @property
    def answered(self) -> tuple[str, ...]:
        """The filled slots on the way taken, in the order they were filled: what can be taken back."""
        way = collected(self.script, self.state.values(), self.state.step)
        return tuple(name for name in self.state.trail if name in way)

    def rewind(self, slot: str) -> None:
        """Go back to the step that asks for `slot`; what follows runs again with the values kept."""
        self.set(step=asked_at(self.script, self.state.values(), slot, self.state.step))

    # ---- changing the state ---------------------------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def put(self, *values: Filled) -> None:
        """Fill values, replacing older ones of the same name."""
        names = {value.name for value in values}
        self.set(filled=(*(old for old in self.state.filled if old.name not in names), *values))

    def drop(self, name: str) -> None:
        """Forget a slot's value. What was confirmed with it is no longer confirmed."""
        self.set(
            filled=tuple(old for old in self.state.filled if old.name != name),
            trail=tuple(old for old in self.state.trail if old != name),
            confirmed=False,
        )

    def question(self, question: Question) -> None:
        """Open a new question: the ladders start from their foot."""
        self.set(question=question, aside=None, misses=0, silences=0)

    # ---- acting ---------------------------------------------------------------------------------------------------

    def say(self, text: str | Template, values: Mapping[str, str] | None = None) -> None:
        """Speak a phrase or template; one without holes is the same for every citizen."""
        template = plain(text) if isinstance(text, str) else text
        if not template.fixed and not any(isinstance(act, Say) for act in self.acts):
            self.acts.append(Say(phrases.LEAD_IN, fixed=True))
        self.acts.append(Say(template.fill(values or {}, spoken=True), template.fixed))

    def say_text(self, text: str, *, fixed: bool = False) -> None:
        """Speak text as it is: it may hold a citizen's words, brackets and all."""
        self.acts.append(Say(text, fixed))

    def show(self, *cards: Card) -> None:
        if self.on_screen:
            self.acts.append(Show(cards))

    def note(self, what: str, detail: str = "") -> None:
        self.acts.append(Note(what, detail))

    def gesture(self, name: Literal["wave", "nod", "smile", "point", "sorry", "bow"]) -> None:
        self.acts.append(Gesture(name))

    def hand_off(self, reason: str, text: str | Template, values: Mapping[str, str] | None = None) -> None:
        self.say(text, values)
        self.note("handoff", reason)
        self.acts.append(Handoff(reason))
        self._over("handoff")

    def end(self, reason: Literal["completed", "cancelled", "idle"], text: str) -> None:
        self.say(text)
        self.gesture("bow")
        self.note("end", reason)
        self._over(reason)

    def _over(self, reason: Literal["completed", "cancelled", "handoff", "idle"]) -> None:
        self.show()
        self.acts.append(EndAct(reason))
        self.set(ended=reason, question=Question("none"), aside=None)
