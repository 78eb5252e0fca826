"""The context of one step: the state as it changes, and the acts collected so far. Exists only in `Machine.step`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

from dialogue import phrases
from dialogue.acts import Act, Advised, Card, Gesture, Handoff, Note, ReceiptCard, Say, Show
from dialogue.acts import End as EndAct
from dialogue.errors import MachineError
from dialogue.library import Library
from dialogue.machine.path import asked_at, collected, scope_at
from dialogue.machine.state import Filled, Question, State
from dialogue.machine.unresolved import unresolved_cards
from dialogue.script import Script, Slot
from dialogue.script.assurance import EVERYTHING, ProofMeans
from dialogue.script.expression import Scope
from dialogue.script.lists import list_words
from dialogue.script.template import Template, plain
from dialogue.slot_kinds import kind_of
from dialogue.understand.wording import Wording
from mandarin.masking import mentioned
from mandarin.printable import printable

Watch = Callable[[str, int], None]
_template = lru_cache(maxsize=512)(plain)


class StepContext:
    def __init__(
        self, library: Library, state: State, *, watch: Watch | None = None, advised: bool = False, area: str = ""
    ) -> None:
        self.library = library
        self.state = state
        self._script: Script | None = None  # of the current service
        self.watch = watch
        self.advised = advised  # a language model answers `Consult`
        self.area = area  # the hall's telephone area code
        self.texts = False  # the hall sends text messages
        self.desk = (
            ""  # the desk that citizens are told to go to when no staff can be called; empty: staff can be called
        )
        self.means: frozenset[ProofMeans] = frozenset()  # how the hall can prove who a citizen is
        self.heard = False  # members of staff may hear the conversation
        self.data_first = False  # of these, data before a code
        self.policy = EVERYTHING  # what they prove
        self.lost: frozenset[ProofMeans] = frozenset()  # how else it could, if it worked where this citizen is
        self.advice: Advised | None = None  # its answer to this turn's `Consult`
        self.receipt_due: Callable[[Script, State], ReceiptCard | None] | None = None  # of a case that was filed
        self.receipt_shown: Callable[[Script, State], Card | None] | None = None  # beside the open question
        self.acts: list[Act] = []
        self.answer_card: Card | None = None  # shown beside the card of the next question
        self.wording = Wording()  # the utterance; readers use its folded text
        self.alternatives: tuple[str, ...] = ()  # other hypotheses of recognition, folded
        self.candidates: tuple[str, ...] = ()  # numbers that the sound allows, where recognition is in doubt
        self.low_confidence = False  # a yes must be repeated before it files or consents
        self.error = ""  # why the keyed or typed entry was not accepted, for the card
        self.denied: frozenset[str] = frozenset()  # services that the utterance says are not wanted
        self.not_meant: tuple[str, ...] = ()  # passages that were asked about, and are not what the citizen means
        self.why = ""  # why a rating is poor, as it is recorded
        self.early = False  # before the question could be read or heard: does not commit
        self.answers_call = False  # the turn is the back end's answer: the citizen was told to wait for it

    # ---- the current script ---------------------------------------------------------------------------------------

    @property
    def script(self) -> Script:
        name = self.state.service
        if self._script is None or self._script.name != name:
            self._script = self.library.script(name)
        if self._script is None:
            raise MachineError(f"no script {name!r} in this library")
        return self._script

    def slot(self, name: str) -> Slot:
        slot = self.script.slot(name)
        if slot is None:
            raise MachineError(f"no slot {name!r} in {self.state.service!r}")
        return slot

    @property
    def open_slot(self) -> Slot | None:
        """The slot asked for by the open question, also while an interjection is open."""
        return self.slot(self.state.question.slot) if self.state.question.kind == "slot" else None

    @property
    def on_screen(self) -> bool:
        return self.state.channel == "screen"

    @property
    def answered(self) -> tuple[str, ...]:
        """The filled slots on the path taken, in the order filled: those that can be corrected."""
        path = collected(self.script, self.state)
        return tuple(name for name in self.state.fill_order if name in path)

    @property
    def values(self) -> Mapping[str, str]:
        """Every value that a sentence or condition may name, computed values included."""
        return self.scope.values if self.state.service else self.state.values()

    @property
    def scope(self) -> Scope:
        """What the script's expressions are worked out from."""
        return scope_at(self.script, self.state)

    @property
    def offered(self) -> tuple[str, ...]:
        """The services offered on this channel today, without those that the utterance says are not wanted."""
        on = self.library.on(self.state.channel, self.state.today)
        return tuple(name for name in on if name not in self.denied) if self.denied else on

    def rewind(self, slot: str) -> None:
        """Go back to the step that asks for `slot`. The steps after it run again with the values they have."""
        step = asked_at(self.script, self.state, slot)
        inside = self.state.item if self.script.loop_at(step) else 0
        self.set(step=step, item=inside, path=tuple(at for at in self.state.path if at <= step))

    # ---- changing the state ---------------------------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        self.state = self.state.changed(changes)

    def put(self, *values: Filled) -> None:
        """Fill values, replacing older ones of the same name."""
        names = {value.name for value in values}
        self.set(filled=(*(old for old in self.state.filled if old.name not in names), *map(_visible, values)))

    def prefill(self, *values: Filled) -> None:
        """Store values given before they were asked for, replacing older ones of the same name."""
        names = {value.name for value in values}
        self.set(prefilled=(*(old for old in self.state.prefilled if old.name not in names), *map(_visible, values)))

    def drop(self, *names: str) -> None:
        """Remove slots' values, and the confirmation that covered them."""
        self.set(
            filled=tuple(old for old in self.state.filled if old.name not in names),
            fill_order=tuple(old for old in self.state.fill_order if old not in names),
            confirmed=False,
        )

    def question(self, question: Question) -> None:
        """Open a question and reset the no-match and no-input counts."""
        self.set(question=question, interjection=None, no_matches=0, no_inputs=0)

    # ---- acting ---------------------------------------------------------------------------------------------------

    @property
    def has_spoken(self) -> bool:
        """Whether this step says something."""
        return any(isinstance(act, Say) for act in self.acts)

    def announce_wait(self, text: str) -> None:
        """Tell the citizen to wait for a call, once for all calls that follow each other without a word between."""
        if self.has_spoken or not self.answers_call:
            self.say(text)

    def say(self, text: str | Template, values: Mapping[str, str] | None = None) -> None:
        """Speak a phrase or template. One without holes is fixed: the same for every citizen."""
        template = _template(text) if isinstance(text, str) else text
        asks = template.raw.rstrip().endswith(("？", "?"))
        if asks and not template.fixed and not self.has_spoken and not self.answers_call:
            self.acts.append(Say(phrases.LEAD_IN, fixed=True))
        said = {name: mentioned(value) if name in self._word_slots else value for name, value in (values or {}).items()}
        filled = template.fill(self.in_words(said, template), spoken=True, today=self.state.today)
        self.acts.append(Say(filled, template.fixed))

    def in_words(self, values: Mapping[str, str], template: Template, *, spoken: bool = True) -> dict[str, str]:
        """`values`, with the lists that `template` names as the words of their items."""
        script = self.library.script(self.state.service)
        lists = [one for one in script.lists if one.name in template.names and one.name in values] if script else []
        today = self.state.today
        return {**values, **{one.name: list_words(one, values[one.name], spoken=spoken, today=today) for one in lists}}

    @property
    def _word_slots(self) -> frozenset[str]:
        """Slots whose values are free text, in which long numbers must not be spoken in full."""
        script = self.library.script(self.state.service)
        return frozenset(slot.name for slot in script.slots if kind_of(slot).free_text) if script else frozenset()

    def say_text(self, text: str, *, fixed: bool = False) -> None:
        """Speak `text` unchanged: 【】 in it is not a hole."""
        self.acts.append(Say(text, fixed))

    def show(self, *cards: Card) -> None:
        """Beside `cards`: one card for each submission whose outcome is unknown."""
        if self.on_screen:
            self.acts.append(Show((*unresolved_cards(self.state), *cards)))

    def note(self, what: str, detail: str = "") -> None:
        self.acts.append(Note(what, detail))

    def gesture(self, name: Literal["wave", "nod", "smile", "point", "sorry", "bow"]) -> None:
        self.acts.append(Gesture(name))

    def hand_off(
        self, reason: str, text: str | Template, values: Mapping[str, str] | None = None, *, card: Card | None = None
    ) -> None:
        """`values`: of the holes in `text`; None: the current service's. `card`: what stays on the screen.

        A case that was filed gets its receipt first. Where nobody can be called, the citizen is sent to the desk.
        """
        script = self.library.script(self.state.service)
        if script and self.receipt_due and (receipt := self.receipt_due(script, self.state)):
            self.note("receipt", "before the hand-off")
            self.say(phrases.FILED_ALREADY, {"号": receipt.number})
            card = card or receipt
        elif script and card is None and self.receipt_shown:
            card = self.receipt_shown(script, self.state)  # its number is what the citizen shows to staff
        self.say(text, self.values if values is None else values)
        if desk := self.desk if self.on_screen else "":
            promised = self.acts.pop()
            assert isinstance(promised, Say)
            told = phrases.DANGER_ALONE if reason == "danger" else phrases.without_staff(promised.text, desk)
            self.say_text(told, fixed=promised.fixed)
        self.note("handoff", reason)
        self.acts.append(Handoff(reason, desk))
        self._over("handoff", card)

    def end(self, reason: Literal["completed", "cancelled", "idle"], text: str) -> None:
        self.say(text)
        self.gesture("bow")
        self.note("end", reason)
        self._over(reason)

    def _over(self, reason: Literal["completed", "cancelled", "handoff", "idle"], card: Card | None = None) -> None:
        self.show(*([card] if card else []))
        self.acts.append(EndAct(reason))
        self.set(ended=reason, question=Question("none"), interjection=None, deferred=None, prefilled=())


def _visible(value: Filled) -> Filled:
    """The value without invisible characters, whatever its source (card, back end, keyboard)."""
    seen = printable(value.value)
    return value if seen == value.value else replace(value, value=seen)
