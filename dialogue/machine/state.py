"""Where a conversation stands: one frozen value that can be stored as JSON and taken up again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal[
    "service",
    "which",
    "consent",
    "slot",
    "readback",
    "confirm",
    "change",
    "call",
    "rating",
    "more",
    "cancel",
    "human",
    "restart",
    "none",
]


@dataclass(frozen=True, slots=True)
class Question:
    """What the citizen (or, for `call`, the back end) is asked now.

    `slot`: the slot asked for or read back; `options`: values on offer; `partial`: digits heard so far; `value`: read
    back and not yet confirmed.
    """

    kind: Kind
    slot: str = ""
    options: tuple[str, ...] = ()
    partial: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A value of this conversation: a slot's (`via` voice, text, keys, touch, card) or a back end's (`via` api)."""

    name: str
    value: str
    personal: bool
    via: str


@dataclass(frozen=True, slots=True)
class State:
    """`step` indexes the script's program. `aside`: a question put in between; `question` waits behind it.
    `pinned`: the card that stays on screen beside the questions.

    `trail`: slots in the order filled, for 上一步. `told`: sentences of 说 steps already spoken in this service.
    `sent`: this service's case has gone to the back end.
    `submitted`: idempotency keys that were sent, never sent again. `before`: services finished earlier.
    """

    conversation: str
    today: date
    channel: Literal["screen", "phone"] = "screen"
    elderly: bool = False
    begun: bool = False
    ended: str = ""
    service: str = ""
    version: str = ""
    step: int = 0
    question: Question = Question("none")
    aside: Question | None = None
    filled: tuple[Filled, ...] = ()
    trail: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    pinned: str = ""
    consented: bool = False
    confirmed: bool = False
    sent: bool = False
    submitted: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    rating: str = ""
    call: int = 0
    misses: int = 0
    silences: int = 0
    speed: float = 1.0
    gain: float = 1.0

    def value(self, name: str) -> str:
        return next((filled.value for filled in self.filled if filled.name == name), "")

    def has(self, name: str) -> bool:
        return any(filled.name == name for filled in self.filled)

    def values(self) -> dict[str, str]:
        return {filled.name: filled.value for filled in self.filled}

    def to_json(self) -> str:
        data = asdict(self)
        data["today"] = self.today.isoformat()
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> State:
        """The value `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        data: dict[str, Any] = json.loads(text)
        data["today"] = date.fromisoformat(data["today"])
        data["question"] = _question(data["question"])
        data["aside"] = _question(data["aside"]) if data["aside"] else None
        data["filled"] = tuple(Filled(**item) for item in data["filled"])
        for name in ("trail", "told", "submitted", "before"):
            data[name] = tuple(data[name])
        return State(**data)


def _question(data: dict[str, Any]) -> Question:
    return Question(**{**data, "options": tuple(data["options"])})
