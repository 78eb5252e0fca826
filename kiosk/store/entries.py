"""The entries of a conversation that must never be lost: its existence, state, cases, submissions whose outcome is
unknown, deliveries, calls for staff, ratings, ending, and the facts of its services and questions.

Writing an entry is idempotent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case for which a receipt was shown. `slots`: name → value, as it was confirmed. Times: ms since 1970, UTC."""

    service: str
    version: str
    receipt: str
    filed_ms: int
    slots: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """Identifies the case within its conversation."""
        return self.service, self.receipt


@dataclass(frozen=True, slots=True)
class UnresolvedEntry:
    """A submission that may or may not have been filed. `number`: what the citizen was told to ask by. `key`: its
    idempotency key, by which it is one. `values`: what was sent, by name.
    """

    number: str
    service: str
    version: str
    api: str
    key: str
    at_ms: int
    values: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class EndingEntry:
    """How a conversation ended, and the slots collected in it. `reasks`: questions put again; None: not counted."""

    reason: str
    service: str
    version: str
    ended_ms: int
    slots: dict[str, str] = field(default_factory=dict)
    reasks: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryEntry:
    """Something that another system must get at least once. `id`: ASCII; that system may know a repetition by it.

    `kind`: which of the hall's carriers takes it (`kiosk.hall.outbox`). `body`: JSON, sealed in the record.
    """

    id: str
    kind: str
    at_ms: int
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RatingEntry:
    """A rating of a service. `id`: by which it is one. `score`: 5 to 1. `number`: of the case. `reason`: of a poor one.
    `phone`: where staff may call back after a poor one. Each may be empty.
    """

    id: str
    at_ms: int
    service: str
    version: str
    score: int
    number: str = ""
    reason: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StaffCallEntry:
    """A call for staff. `danger`: its kind, or empty. `values`: JSON of what staff are shown, masked. `stage`: place in
    line that is told first.
    """

    id: str
    at_ms: int
    reason: str
    danger: str
    service: str
    values: str = field(repr=False)
    stage: int = 0


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A service that a citizen began, as `schema.service_runs` has it. `number` 0: the newest of the service that the
    record has of the conversation: it was begun by an earlier process. Of one run the last entry counts.
    """

    service: str
    number: int
    version: str
    began_ms: int
    step: str
    outcome: str = ""
    reason: str = ""
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class AskEntry:
    """A question that was put, as `schema.step_asks` has it. Of one number the last entry counts."""

    number: int
    service: str
    step: str
    at_ms: int
    reask: str = ""
    put: bool = True


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """`state`: the snapshot with which the conversation can be resumed; None keeps the one before. `place`, `window`:
    of the kiosk. `scripts`: hash of the published version it has; "": the scripts are those of the folder.
    """

    conversation: str
    device: str
    channel: str
    began_ms: int
    state: str | None = None
    cases: tuple[CaseEntry, ...] = ()
    ending: EndingEntry | None = None
    deliveries: tuple[DeliveryEntry, ...] = ()
    staff_calls: tuple[StaffCallEntry, ...] = ()
    unresolved: tuple[UnresolvedEntry, ...] = ()
    ratings: tuple[RatingEntry, ...] = ()
    place: str = ""
    window: str = ""
    scripts: str = ""
    runs: tuple[RunEntry, ...] = ()
    asks: tuple[AskEntry, ...] = ()

    def followed_by(self, later: ConversationEntry) -> ConversationEntry:
        """One entry with the effect of both; of what is in both, the first."""
        cases: dict[tuple[str, str], CaseEntry] = {}
        for case in (*self.cases, *later.cases):
            cases.setdefault(case.identity, case)
        state = self.state if later.state is None else later.state
        sent = {one.id: one for one in (*later.deliveries, *self.deliveries)}
        called = {one.id: one for one in (*later.staff_calls, *self.staff_calls)}
        unknown = {one.key: one for one in (*later.unresolved, *self.unresolved)}
        rated = {one.id: one for one in (*later.ratings, *self.ratings)}
        runs = {(one.service, one.number): one for one in (*self.runs, *later.runs)}
        asks = {one.number: one for one in (*self.asks, *later.asks)}
        return replace(
            self,
            state=state,
            cases=tuple(cases.values()),
            ending=self.ending or later.ending,
            deliveries=tuple(sorted(sent.values(), key=lambda one: one.at_ms)),
            staff_calls=tuple(sorted(called.values(), key=lambda one: one.at_ms)),
            unresolved=tuple(sorted(unknown.values(), key=lambda one: one.at_ms)),
            ratings=tuple(sorted(rated.values(), key=lambda one: one.at_ms)),
            runs=tuple(runs.values()),
            asks=tuple(asks.values()),
        )

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> ConversationEntry:
        """The value `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        data: dict[str, Any] = json.loads(text)
        cases = tuple(CaseEntry(**case) for case in data["cases"])
        ending = EndingEntry(**data["ending"]) if data["ending"] else None
        deliveries = tuple(DeliveryEntry(**one) for one in data.get("deliveries", ()))  # of an older release: none
        calls = tuple(StaffCallEntry(**one) for one in data.get("staff_calls", ()))
        unresolved = tuple(UnresolvedEntry(**one) for one in data.get("unresolved", ()))
        found = {
            "cases": cases,
            "ending": ending,
            "deliveries": deliveries,
            "staff_calls": calls,
            "unresolved": unresolved,
            "ratings": tuple(RatingEntry(**one) for one in data.get("ratings", ())),
            "runs": tuple(RunEntry(**one) for one in data.get("runs", ())),
            "asks": tuple(AskEntry(**one) for one in data.get("asks", ())),
        }
        return ConversationEntry(**{**data, **found})
