"""The state of one conversation: a frozen value, stored as JSON so that the conversation can be resumed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any, Literal

from dialogue.acts import NOWHERE, KioskFacts, Say
from dialogue.script.assurance import LEVELS, Assurance, ProofMeans, reaches

QuestionKind = Literal[
    "service", "which", "guess", "consent", "slot", "readback", "confirm", "change", "call", "advice", "rating",
    "more", "which_value", "cancel", "human", "restart", "switch", "replace", "topic", "claim", "proof", "code",
    "agent", "other_card", "face_consent", "face", "vouch", "proving", "rating_why", "none",
]  # fmt: skip


#: Of the JSON that `State.to_json` writes. A new number for every change of a field; other formats are refused.
FORMAT = 7


#: After a service: how it was, and why it was poor.
RATING_QUESTIONS = ("rating", "rating_why")
#: In `Question.value` of the question which service: both on offer are wanted, one after the other.
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked now: of the citizen, of the back end (`call`) or of the language model (`advice`).

    `slot`: the slot asked for or read back. `options`: the values on offer. `partial`: digits recognised or choices
    touched so far, the range (`low..high`) out of which a value is asked for, or the words that a service was guessed
    from, or "doubted" at a consent or confirmation whose next yes asks it again. `value`: read back and not yet
    confirmed, the value that a slot had before it was reopened, the idempotency key of the submission in progress, or
    the identity number of the person who is to be proven (proof, code, agent, face_consent, face, vouch, proving). A
    poor rating's why (`rating_why`) has in `options` the case's number and the citizen's mobile number. `page`: of the
    list that is chosen from, from 0; of a code, how often a wrong one was entered; of a number read back, how often a
    group of it was put right. A `which_value` with a `value` asks which group of a number is wrong (`wrong_group.py`).
    """

    kind: QuestionKind
    slot: str = ""
    options: tuple[str, ...] = ()
    partial: str = ""
    value: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """A value of this conversation. `via`: voice, text, keys, touch, card or skip for a slot's value, given for
    one that the calling service passed, api for a result of the back end, set for a value of 设, item for what a 逐条
    has in hand.
    """

    name: str
    value: str
    personal: bool
    via: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The citizen has proven to be `person` (an identity number; a mobile number where the script's 发到 says so).

    `until`: the time of day, `HH:MM`, at which it no longer holds; empty: it holds for the conversation. `name`: as the
    card or the code had it; empty: not known.
    """

    person: str
    level: Assurance
    means: ProofMeans
    until: str = ""
    name: str = ""

    def holds(self, now: str) -> bool:
        """`now`: the time of day, `HH:MM`; half a day to either side tells before from after."""
        return not (self.until and now) or (minutes_of(now) - minutes_of(self.until)) % _DAY > _DAY // 2


#: Minutes.
_DAY = 24 * 60


def minutes_of(clock: str) -> int:
    """Of `HH:MM`, since midnight."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True)
class Filing:
    """A submission that the back end took: what was sent, what the confirmation told besides, what came back.

    `step`: the index of its 提交.
    """

    step: int
    params: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A suspended service, with every field of `State` that belongs to one service.

    `why`: its script called another service (调用服务), or the citizen asked for another service in between.
    """

    why: Literal["subservice", "digression"]
    service: str
    version: str
    occurrence: int
    step: int
    item: int
    question: Question
    filled: tuple[Filled, ...]
    prefilled: tuple[Filled, ...]
    fill_order: tuple[str, ...]
    path: tuple[int, ...]
    subservices_done: tuple[int, ...]
    spoken: tuple[str, ...]
    pinned: str
    consented: bool
    confirmed: bool
    sent: bool
    filings: tuple[Filing, ...]
    rating: str


@dataclass(frozen=True, slots=True)
class Completed:
    """A service completed in this conversation. `filed`: its case was sent to the back end. `label`, `number`: of the
    receipt, empty where there is none. `shown`: its slots' values as a screen shows them.
    """

    service: str
    filed: bool
    label: str
    number: str
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OpenSubmission:
    """A submission whose outcome is unknown. `number`: eight digits, by which staff find it."""

    number: str
    service: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A service to take up when the current one is done. `utterance`: the request, whose values are prefilled."""

    service: str
    utterance: str
    via: str


@dataclass(frozen=True, slots=True)
class DeferredTurn:
    """A turn that waits for the language model, and what was open when the citizen spoke."""

    call: int
    text: str
    confidence: float
    alternatives: tuple[str, ...]
    question: Question
    interjection: Question | None
    early: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """`step`: index into the script's program. `item`: how many items the 逐条 in progress has begun; 0: none is in
    progress. `interjection`: a question put before `question`, which waits: of yes or no, or which question is meant.

    `occurrence`: how many times this conversation has begun this service. `prefilled`: values given before they were
    asked for. `fill_order`: slots in the order filled, for 上一步. `path`: indices of the 收集 steps passed, with the
    current one. `subservices_done`: indices of the 调用服务 steps completed. `spoken`: sentences of 说 steps already
    spoken in this service. `pinned`: the card shown beside every following question. `sent`: this service's case was
    sent to the back end. `filings`: its submissions that were taken. `stack`: suspended services, innermost last.
    `last`: the sentences of the last step. `answered`: the question last answered, as its passage puts it.
    `submitted`: idempotency keys of calls begun. No second
    case is sent under one; its call may repeat (`backend_call.submit`). `before`: services completed earlier, oldest
    first. `queued`: services wanted after the current one, next first.
    `no_matches`, `no_inputs`, `chats`: consecutive; `angers`, `abuses`: in total. `asked`: number of questions put so
    far, to the citizen or the back end; an answer that carries another number is late. `now`: the hall's time of
    day at the last turn, `HH:MM`; empty: unknown. `proofs`: who the citizen has proven to be, in this conversation.
    `acts_for`: identity numbers of others for whom the citizen says to act. `codes`: one-time codes sent, `unproven`:
    proofs that failed, `faces`: pictures of a face compared, `vouches`: calls for staff to vouch, in total. `face`:
    what became of comparing it: the citizen agreed, or did not, or it cannot be done, or it was another's. `reprove`:
    what was proven where the conversation was begun, and must be proven here before its service goes on.
    `kiosk`: where the conversation takes place. `keys_told`: the caller knows that keys are not needed. `unresolved`:
    submissions whose outcome is unknown.
    """

    conversation: str
    today: date
    channel: Literal["screen", "phone"] = "screen"
    elderly: bool = False
    begun: bool = False
    ended: str = ""
    service: str = ""
    version: str = ""
    occurrence: int = 1
    step: int = 0
    item: int = 0
    question: Question = Question("none")
    interjection: Question | None = None
    filled: tuple[Filled, ...] = ()
    prefilled: tuple[Filled, ...] = ()
    fill_order: tuple[str, ...] = ()
    path: tuple[int, ...] = ()
    subservices_done: tuple[int, ...] = ()
    spoken: tuple[str, ...] = ()
    pinned: str = ""
    consented: bool = False
    confirmed: bool = False
    sent: bool = False
    filings: tuple[Filing, ...] = ()
    rating: str = ""
    stack: tuple[Frame, ...] = ()
    deferred: DeferredTurn | None = None
    last: tuple[Say, ...] = ()
    submitted: tuple[str, ...] = ()
    before: tuple[Completed, ...] = ()
    queued: tuple[Queued, ...] = ()
    call: int = 0
    no_matches: int = 0
    no_inputs: int = 0
    chats: int = 0
    answered: str = ""
    angers: int = 0
    keys_told: bool = False
    abuses: int = 0
    asked: int = 0
    speed: float = 1.0
    gain: float = 1.0
    now: str = ""
    proofs: tuple[Proof, ...] = ()
    acts_for: tuple[str, ...] = ()
    codes: int = 0
    unproven: int = 0
    faces: int = 0
    face: Literal["", "agreed", "declined", "failed", "differs"] = ""
    vouches: int = 0
    reprove: Proof | None = None
    kiosk: KioskFacts = NOWHERE
    unresolved: tuple[OpenSubmission, ...] = ()

    def value(self, name: str) -> str:
        return next((filled.value for filled in self.filled if filled.name == name), "")

    def has(self, name: str) -> bool:
        return any(filled.name == name for filled in self.filled)

    def proven(self, person: str, level: Assurance) -> bool:
        """Whether the citizen is known, to this level, to be `person`; "": to be anybody."""
        return any(reaches(one.level, level) and person in ("", one.person) for one in self.valid_proofs)

    @property
    def valid_proofs(self) -> tuple[Proof, ...]:
        return tuple(one for one in self.proofs if one.holds(self.now))

    @property
    def moved(self) -> State:
        """As it goes on elsewhere, perhaps with somebody else: nothing is proven any more."""
        strongest = max(self.proofs, key=lambda one: LEVELS.index(one.level), default=self.reprove)
        strongest = strongest and replace(strongest, until="", name="")
        return self.changed({
            "proofs": (), "acts_for": (), "codes": 0, "unproven": 0, "faces": 0, "face": "", "vouches": 0,
            "reprove": strongest,
        })  # fmt: skip

    @property
    def submitting(self) -> bool:
        """Whether a submission was sent and not yet answered."""
        return self.question.kind == "call" and self.question.value != ""

    @property
    def sent_in_hand(self) -> bool:
        """Whether the case of a service in hand was sent to the back end."""
        return self.sent or any(frame.sent for frame in self.stack)

    @property
    def keyed_in_hand(self) -> bool:
        """Whether a service in hand has sent its case or drawn a queue number: the idempotency keys hold under this
        conversation's name alone, and under another's the same could be filed or drawn again.
        """
        in_hand = ((self.service, self.occurrence), *((frame.service, frame.occurrence) for frame in self.stack))
        bases = [base_key(self.conversation, service, occurrence) for service, occurrence in in_hand if service]
        return self.sent_in_hand or any(is_key_of(key, base) for key in self.submitted for base in bases)

    def values(self) -> dict[str, str]:
        return {filled.name: filled.value for filled in self.filled}

    def changed(self, changes: Mapping[str, Any]) -> State:
        """As `dataclasses.replace`, in half the time: a step changes the state a dozen times."""
        values = list(_values(self))
        for name, value in changes.items():
            values[_PLACES[name]] = value
        return State(*values)

    def to_json(self) -> str:
        data = {"format": FORMAT, **asdict(self), "today": self.today.isoformat()}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> State:
        """The value that `to_json` wrote. Raises ValueError on another format, ValueError, KeyError or TypeError on
        anything else.
        """
        data = {**json.loads(text)}
        if (found := data.pop("format", 1)) != FORMAT:
            raise ValueError(f"expected a state of format {FORMAT}, got format {found}")
        data = _service(data)
        data["today"] = date.fromisoformat(data["today"])
        data["interjection"] = _question(data["interjection"])
        data["stack"] = tuple(Frame(**_service(item)) for item in data["stack"])
        data["last"] = tuple(Say(**item) for item in data["last"])
        if deferred := data["deferred"]:
            questions = {name: _question(deferred[name]) for name in ("question", "interjection")}
            data["deferred"] = DeferredTurn(
                **{**deferred, **questions, "alternatives": tuple(deferred["alternatives"])}
            )
        data["submitted"] = tuple(data["submitted"])
        data["before"] = tuple(_completed(item) for item in data["before"])
        data["queued"] = tuple(Queued(**item) for item in data["queued"])
        data["proofs"] = tuple(Proof(**item) for item in data["proofs"])
        data["acts_for"] = tuple(data["acts_for"])
        data["reprove"] = Proof(**data["reprove"]) if data["reprove"] else None
        data["kiosk"] = KioskFacts(**data["kiosk"])
        data["unresolved"] = tuple(OpenSubmission(**item) for item in data["unresolved"])
        return State(**data)


def base_key(conversation: str, service: str, occurrence: int) -> str:
    """The prefix of a service's idempotency keys, one for each occurrence in the conversation."""
    return f"{conversation}:{service}" + (f":{occurrence}" if occurrence > 1 else "")


def is_key_of(key: str, base: str) -> bool:
    """Whether an idempotency key has this prefix."""
    return key == base or key.startswith(f"{base}/")


_NAMES = tuple(field.name for field in fields(State))
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_values = attrgetter(*_NAMES)
#: The fields of `State` that belong to one service, which a `Frame` keeps.
OF_A_SERVICE = tuple(field.name for field in fields(Frame) if field.name != "why")
#: Their values while no service has been chosen.
NO_SERVICE: dict[str, Any] = {field.name: field.default for field in fields(State) if field.name in OF_A_SERVICE}


def _service(data: dict[str, Any]) -> dict[str, Any]:
    data = {**data, "question": _question(data["question"])}
    for name in ("filled", "prefilled"):
        data[name] = tuple(Filled(**item) for item in data[name])
    data["filings"] = tuple(_filing(item) for item in data["filings"])
    for name in ("fill_order", "path", "subservices_done", "spoken"):
        data[name] = tuple(data[name])
    return data


def _filing(data: dict[str, Any]) -> Filing:
    pairs = {name: tuple(map(tuple, data[name])) for name in ("params", "told", "results")}
    return Filing(data["step"], **pairs)


def _completed(data: dict[str, Any]) -> Completed:
    return Completed(**{**data, "shown": tuple((name, value) for name, value in data["shown"])})


def _question(data: dict[str, Any] | None) -> Question | None:
    return Question(**{**data, "options": tuple(data["options"])}) if data else None
