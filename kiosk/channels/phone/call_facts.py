"""What is known of one call: counts, times and a bounded list of events. Nothing personal: no words, no keys."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

#: Events that a call keeps; those after them are counted only.
EVENTS = 200

HungUpBy = Literal["", "caller", "hall", "lost", "server"]
Refusal = Literal["", "lines", "caller", "closing", "unanswered"]
#: The outcome of a call that only checked the line.
CHECK = "check"
#: In the events, of a call that was `left_served`.
LEFT_SERVED = "left served"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """`ms`: since the connection was accepted. `detail`: a word of a fixed set, a number, an interface."""

    ms: int
    kind: str
    detail: str = ""


@dataclass(slots=True)
class CallFacts:
    """Of one call, while it is up and after it. Times that have no unit in their name are counts.

    `began_ms`: when the connection was accepted, since 1970, UTC. `answer_ms`: from then to the clerk's first sound;
    None: there was none. `rate`: Hz of the caller's sound; `coding`: how it stands on the wire. `outcome`: the reason
    of the goodbye, or `CHECK`; empty while the call is up. `check`: it is a call of `kiosk phone check`.
    `hung_up_by`: lost: the connection ended without a hang-up; server: it was shut down.
    `refused`: why there was only an announcement: lines: all were taken; caller: too many calls of one number;
    closing: the hall was closing; unanswered: no clerk took the call when it was handed over.

    `parted`: the clerk said goodbye before either side hung up.

    `heard`, `keyed`: inputs that were understood as words or keys. `keys`: presses, in a conversation and outside of
    one. `ticket`: the caller has one for a call back. `sound_s`: of the caller; `loud_s`: above the noise
    of a line. `late`: frames; `lost_ms`: gaps under a second; `gap_s`: the longest time without any sound.
    `answers`: spoken turns that were answered, `slow_answers` later than 2 s, `worst_ms` the latest.
    `backend_api`: the interface of the longest call.
    `scripts`: hash of the published version of the scripts; empty: the folder's.
    `hook`: whether the hand-off hook took the case: off, taken or failed.
    `recording`: off, on or failed; `missing_s`: what is missing from it.
    """

    surface: str
    began_ms: int
    call: str = ""
    conversation: str = ""
    rate: int = 0
    coding: str = ""
    answer_ms: int | None = None
    seconds: float = 0.0
    outcome: str = ""
    check: bool = False
    hung_up_by: HungUpBy = ""
    refused: Refusal = ""
    heard: int = 0
    keyed: int = 0
    keys: int = 0
    no_inputs: int = 0
    no_matches: int = 0
    barge_ins: int = 0
    sound_s: float = 0.0
    loud_s: float = 0.0
    late: int = 0
    lost_ms: int = 0
    gap_s: float = 0.0
    answers: int = 0
    slow_answers: int = 0
    worst_ms: int = 0
    backend_calls: int = 0
    backend_failed: int = 0
    backend_worst_ms: int = 0
    backend_api: str = ""
    handoff: str = ""
    hook: Literal["", "off", "taken", "failed"] = ""
    hook_ms: int = 0
    ticket: bool = False
    parted: bool = False
    scripts: str = ""
    recording: Literal["off", "on", "failed"] = "off"
    missing_s: float = 0.0
    mistakes: int = 0
    mistake: str = ""  # the code of the last one
    events: list[CallEvent] = field(default_factory=list)
    more_events: int = 0

    @property
    def left_served(self) -> bool:
        """The service was completed, and the caller hung up before the goodbye."""
        return self.outcome == "completed" and self.hung_up_by == "caller" and not self.parted

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> CallFacts:
        """What `to_json` wrote; facts that this release does not know are left out. Raises ValueError, TypeError."""
        data: dict[str, Any] = json.loads(text)
        known = {each.name for each in fields(CallFacts)}
        events = [CallEvent(**event) for event in data.pop("events", [])]
        return CallFacts(**{name: value for name, value in data.items() if name in known}, events=events)
