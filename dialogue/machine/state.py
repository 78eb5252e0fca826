"""Where a conversation stands: one frozen value that can be stored as JSON and taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any, Literal

Kind = Literal[
    "service", "which", "guess", "consent", "slot", "readback", "confirm", "change", "call", "advice", "rating",
    "more", "cancel", "human", "restart", "switch", "topic", "none",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What the citizen (for `call` the back end, for `advice` the language model) is asked now.

    `slot`: the slot asked for or read back; `options`: values on offer; `partial`: digits heard, or choices touched, so
    far; `value`: read back and not yet confirmed, or the idempotency key of the submission under way.
    """

    kind: Kind
    slot: str = ""
    options: tuple[str, ...] = ()
    partial: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A value of this conversation: a slot's (`via` voice, text, keys, touch, card, skip; given by the service that
    called this one) or a back end's (`via` api).
    """

    name: str
    value: str
    personal: bool
    via: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something the clerk said, as `Say` has it."""

    text: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A service put aside while another is done, with all that `State` holds of it while it is in hand.

    `why`: its script called the other (调用服务), or the citizen wanted it in between.
    """

    why: Literal["visit", "digression"]
    service: str
    version: str
    nth: int
    step: int
    question: Question
    filled: tuple[Filled, ...]
    kept: tuple[Filled, ...]
    trail: tuple[str, ...]
    way: tuple[int, ...]
    visited: tuple[int, ...]
    told: tuple[str, ...]
    pinned: str
    consented: bool
    confirmed: bool
    sent: bool
    rating: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words that wait for the language model, and what was open when they were said."""

    call: int
    text: str
    confidence: float
    alternatives: tuple[str, ...]
    question: Question
    aside: Question | None
    early: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """`step` indexes the script's program. `aside`: a question put in between; `question` waits behind it.

    `nth`: which time this service is done here. `kept`: values told before they were asked for. `trail`: slots in the
    order filled, for 上一步. `way`: the 收集 steps passed, up to the one in hand. `visited`: the 调用服务 steps done.
    `told`: sentences of 说 steps already spoken in this service. `pinned`: the card that stays beside the questions.
    `sent`: this service's case has gone to the back end. `stack`: services put aside, the last on top.
    `last`: what was said last. `submitted`: idempotency keys that were sent, never sent again. `before`: services
    finished earlier. `misses`, `silences`, `chats`: in a row; `angers`, `abuses`: in all. `asked`: how often a question
    was put so far, to the citizen or the back end; an answer that carries another number comes too late.
    """

    conversation: str
    today: date
    channel: Literal["screen", "phone"] = "screen"
    elderly: bool = False
    begun: bool = False
    ended: str = ""
    service: str = ""
    version: str = ""
    nth: int = 1
    step: int = 0
    question: Question = Question("none")
    aside: Question | None = None
    filled: tuple[Filled, ...] = ()
    kept: tuple[Filled, ...] = ()
    trail: tuple[str, ...] = ()
    way: tuple[int, ...] = ()
    visited: tuple[int, ...] = ()
    told: tuple[str, ...] = ()
    pinned: str = ""
    consented: bool = False
    confirmed: bool = False
    sent: bool = False
    rating: str = ""
    stack: tuple[Frame, ...] = ()
    waiting: Waiting | None = None
    last: tuple[Sentence, ...] = ()
    submitted: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    call: int = 0
    misses: int = 0
    silences: int = 0
    chats: int = 0
    angers: int = 0
    abuses: int = 0
    asked: int = 0
    speed: float = 1.0
    gain: float = 1.0

    def value(self, name: str) -> str:
        return next((filled.value for filled in self.filled if filled.name == name), "")

    def has(self, name: str) -> bool:
        return any(filled.name == name for filled in self.filled)

    @property
    def submitting(self) -> bool:
        """Whether a submission is under way: it was sent, and its answer is not here."""
        return self.question.kind == "call" and self.question.value != ""

    def values(self) -> dict[str, str]:
        return {filled.name: filled.value for filled in self.filled}

    def changed(self, changes: Mapping[str, Any]) -> State:
        """As `dataclasses.replace`, in half the time: a step changes the state a dozen times."""
        values = list(_values(self))
        for name, value in changes.items():
            values[_PLACES[name]] = value
        return State(*values)

    def to_json(self) -> str:
        data = asdict(self)
        data["today"] = self.today.isoformat()
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> State:
        """The value `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        data = _service(json.loads(text))
        data["today"] = date.fromisoformat(data["today"])
        data["aside"] = _question(data["aside"])
        data["stack"] = tuple(Frame(**_service(item)) for item in data["stack"])
        data["last"] = tuple(Sentence(**item) for item in data["last"])
        if waiting := data["waiting"]:
            waiting |= {"question": _question(waiting["question"]), "aside": _question(waiting["aside"])}
            data["waiting"] = Waiting(**{**waiting, "alternatives": tuple(waiting["alternatives"])})
        for name in ("submitted", "before"):
            data[name] = tuple(data[name])
        return State(**data)


_NAMES = tuple(field.name for field in fields(State))
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_values = attrgetter(*_NAMES)
#: What a `Frame` and the `State` have in common: all that belongs to one service.
OF_A_SERVICE = tuple(field.name for field in fields(Frame) if field.name != "why")


def _service(data: dict[str, Any]) -> dict[str, Any]:
    data = {**data, "question": _question(data["question"])}
    for name in ("filled", "kept"):
        data[name] = tuple(Filled(**item) for item in data[name])
    for name in ("trail", "way", "visited", "told"):
        data[name] = tuple(data[name])
    return data


def _question(data: dict[str, Any] | None) -> Question | None:
    return Question(**{**data, "options": tuple(data["options"])}) if data else None
