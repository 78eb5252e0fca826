"""What the record has of a conversation that can be played again. Reads; for a connection in a worker."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.store.crypto import Keyring
from kiosk.store.review import ReviewAnswer, ReviewFilter, listed, reviewed
from kiosk.store.schema import step_asks

#: Why a conversation cannot be played again, as operators read it.
REASONS: Mapping[str, str] = {
    "unreadable": "记录里有打不开的内容",
    "no_consent": "没有同意使用个人信息，或者撤回了",
    "nothing_said": "群众什么也没有说",
    "staff": "工作人员接管过",
    "moved": "换了机器接着办，或者断过又接上",
    "proof": "当面核验、扫码或者人脸核实过身份",
    "answer": "业务系统的答复没有录下来",
    "no_version": "它用的话术版本已经不在了，或者读不出来",
    "unfaithful": "按原来的话术重放，也和当时走得不一样",
}
#: Events of the record after which inputs or answers are missing.
_STOPS = {
    "staff step in": "staff", "taken up": "moved", "parked": "moved", "claimed": "moved", "consent face": "proof",
}  # fmt: skip
_PROOFS = ("code of an app shown", "face compared", "acts for another", "reader lost")


@dataclass(frozen=True, slots=True)
class RecordedInput:
    """`via`: voice, text, touch, key, card; or silence, noise: nothing, or nothing understood, was said."""

    at_ms: int
    via: str
    text: str = field(default="", repr=False)
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """Of the back end. `outcome`: why it failed; empty: it was answered. `fields`: that the script wanted, None: the
    answer lacked it; no `fields`: by a release that did not record them.
    """

    api: str
    outcome: str = ""
    fields: Mapping[str, str | None] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RecordedTalk:
    """`scripts`: hash of the version it had; empty: the folder's. `values`: name -> value of what was given or
    answered. `asked`: service and step of each question, in order. `answers`: of each call, in order. `trouble`: a key
    of `REASONS`, or empty.
    """

    id: str
    began: datetime
    channel: str
    device: str
    place: str
    service: str
    scripts: str
    inputs: tuple[RecordedInput, ...] = field(repr=False)
    values: tuple[tuple[str, str], ...] = field(repr=False)
    asked: tuple[tuple[str, str], ...]
    answers: tuple[RecordedAnswer, ...] = field(repr=False)
    wrong_codes: int = 0
    codes_fail: bool = False
    data_differ: bool = False
    elderly: bool = False
    trouble: str = ""


def names_since(connection: Connection, since_ms: int, most: int) -> list[str]:
    """Of ended conversations, the oldest first."""
    found, cursor = list[str](), ""
    while len(found) < most:
        page = listed(connection, ReviewFilter(since_ms=since_ms), cursor)
        found += [one.id for one in page if one.ended_ms is not None]
        if not page:
            break
        cursor = page[-1].cursor
    return found[:most][::-1]


def recorded(connection: Connection, keys: Keyring, name: str) -> RecordedTalk | None:
    talk = reviewed(connection, keys, name)
    if talk is None:
        return None
    one, happened = talk.listed, [(event.kind, event.detail) for event in talk.events]
    query = select(step_asks).where(step_asks.c.conversation == name).order_by(step_asks.c.number)
    asks = connection.execute(query).mappings().all()
    said = [
        RecordedInput(turn.at_ms, turn.via, turn.corrected or turn.text, turn.confidence)
        for turn in talk.turns
        if turn.who == "citizen"
    ]
    unsaid = [
        RecordedInput(row["at_ms"], "silence" if row["reask"] == "no_input" else "noise")
        for at, row in enumerate(asks)
        if row["reask"] and not _spoken_between(said, asks[at - 1]["at_ms"] if at else 0, row["at_ms"])
    ]
    return RecordedTalk(
        id=one.id,
        began=datetime.fromtimestamp(one.began_ms / 1000).astimezone(),
        channel=one.channel,
        device=one.device,
        place=one.place,
        service=one.service,
        scripts=one.scripts,
        inputs=tuple(sorted((*said, *unsaid), key=lambda entry: entry.at_ms)),
        values=talk.given,
        asked=tuple((row["service"], row["step"]) for row in asks if row["put"]),
        answers=tuple(_answers(happened, talk.answers)),
        wrong_codes=happened.count(("identity", "wrong code")),
        codes_fail=("identity", "no code sent") in happened,
        data_differ=("identity", "data differ") in happened,
        trouble=_trouble(happened, said=bool(said), values=bool(talk.given), unreadable=talk.unreadable),
    )


def _spoken_between(said: list[RecordedInput], after_ms: int, until_ms: int) -> bool:
    return any(after_ms < one.at_ms <= until_ms for one in said)


def _answers(happened: list[tuple[str, str]], told: Iterable[ReviewAnswer]) -> Iterator[RecordedAnswer]:
    left: dict[str, deque[Mapping[str, str | None]]] = {}
    for one in told:
        left.setdefault(one.api, deque()).append(one.fields)
    for kind, detail in happened:
        what, _, outcome = kind.rpartition(" ")
        if what not in ("query", "submit", "take") or outcome not in ("done", "failed"):
            continue
        api, _, why = detail.partition(" ")
        lacked = why.startswith("no ")
        if (outcome == "done" or lacked) and left.get(api):
            yield RecordedAnswer(api, fields=left[api].popleft())
        else:
            yield RecordedAnswer(api, "" if outcome == "done" else "refused" if lacked else why or "refused")


def _trouble(happened: list[tuple[str, str]], *, said: bool, values: bool, unreadable: int) -> str:
    if unreadable:
        return "unreadable"
    if not said:
        return "nothing_said"
    consents = [detail for kind, detail in happened if kind == "consent"]
    if "withdrawn" in consents or "refused" in consents or (values and "given" not in consents):
        return "no_consent"
    for kind, detail in happened:
        if kind in _STOPS:
            return _STOPS[kind]
        if kind == "identity" and detail in _PROOFS:
            return "proof"
    return ""
