"""What reviewers get of the record: conversations by what stands in clear, and one of them turn by turn. And what they
add: what was really said, and score sheets.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, insert, or_, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.reading import Opener, answer_fields
from kiosk.store.records import ANSWERED
from kiosk.store.schema import (
    cases,
    conversations,
    corrections,
    events,
    ratings,
    review_scores,
    service_runs,
    slots,
    step_asks,
    turns,
)

#: Conversations of one page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Empty and None: any. Times: ms since 1970. `service`, `step`: one that was begun, or asked, in it. `outcome`: of
    one of its services. `poor`: it has a rating of `kiosk.store.ratings.POOR` or less. `unsure`: it has a turn whose
    confidence is below this.
    """

    since_ms: int | None = None
    until_ms: int | None = None
    service: str = ""
    step: str = ""
    outcome: str = ""
    ending: str = ""
    device: str = ""
    channel: str = ""
    scripts: str = ""
    best_score: int | None = None
    unsure: float | None = None


@dataclass(frozen=True, slots=True)
class ListedConversation:
    id: str
    began_ms: int
    ended_ms: int | None
    ending: str
    service: str
    device: str
    channel: str
    place: str
    scripts: str
    reasks: int | None
    score: int | None

    @property
    def cursor(self) -> str:
        return f"{self.began_ms}-{self.id}"


@dataclass(frozen=True, slots=True)
class ReviewTurn:
    """`rivals`: the recogniser's other hypotheses. `corrected`: what a reviewer heard, empty if nothing was misheard;
    None: nobody looked at it. `corrected_by`, `corrected_ms`: who did, and when.
    """

    id: str
    number: int
    at_ms: int
    who: str
    via: str
    text: str = field(repr=False)
    heard: str | None = field(repr=False)
    timings: Mapping[str, float]
    confidence: float | None
    rivals: tuple[str, ...] = field(repr=False)
    corrected: str | None = field(repr=False)
    corrected_by: str = field(default="", repr=False)
    corrected_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewAsk:
    """A question of the clerk. `reask`: why it was put again (no_match, no_input); empty: put for the first time."""

    at_ms: int
    service: str
    step: str
    reask: str


@dataclass(frozen=True, slots=True)
class ReviewRun:
    """A service that was begun, and what became of it. `reason`: of a hand-off or of the conversation's end."""

    service: str
    began_ms: int
    ended_ms: int | None
    outcome: str
    reason: str
    step: str


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """What was decided or happened, without words."""

    at_ms: int
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """Of the back end. `fields`: those that the script wanted; None: the answer lacked it."""

    at_ms: int
    api: str
    fields: Mapping[str, str | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReviewedConversation:
    """`given`: name and value of what the citizen told, for masking. `answers`: for a replay; reviewers see only what
    of them was said.
    """

    listed: ListedConversation
    turns: tuple[ReviewTurn, ...]
    events: tuple[ReviewEvent, ...]
    given: tuple[tuple[str, str], ...] = field(repr=False)
    unreadable: int
    asks: tuple[ReviewAsk, ...] = ()
    runs: tuple[ReviewRun, ...] = ()
    answers: tuple[ReviewAnswer, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """`marks`: criterion -> 0 to 2."""

    account: str
    at_ms: int
    marks: Mapping[str, int]
    note: str = field(repr=False)


class ReviewRecord:
    """What reviewers write. Reads are functions of this module, for a connection of their own."""

    def __init__(
        self, write: Callable[[Any], Awaitable[Any]], keys: Keyring, now_ms: Callable[[], int], url: Callable[[], str]
    ) -> None:
        self._write, self.keys, self._now_ms, self._url = write, keys, now_ms, url

    @property
    def url(self) -> str:
        return self._url()

    async def correct(self, turn: str, text: str, who: str) -> bool:
        """What was really said in this turn of a citizen; empty: nothing was misheard. False: there is no such turn."""
        at_ms, keys = self._now_ms(), self.keys
        values = {
            "at_ms": at_ms,
            "text_sealed": keys.seal(text, f"corrections/{turn}/text"),
            "who_sealed": keys.seal(who, f"corrections/{turn}/who"),
        }

        def work(connection: Connection) -> bool:
            mine = select(turns.c.id).where(turns.c.id == turn, turns.c.who == "citizen")
            if connection.execute(mine).first() is None:
                return False
            change = update(corrections).where(corrections.c.turn == turn).values(values)
            if connection.execute(change).rowcount == 0:
                connection.execute(insert(corrections).values({"turn": turn, **values}))
            return True

        done: bool = await self._write(lambda connection: connection.run_sync(work))
        return done

    async def score(self, conversation: str, account: str, marks: Mapping[str, int], note: str) -> bool:
        """The account's score sheet; an earlier one of its own is replaced. False: there is no such conversation."""
        place = f"review_scores/{conversation}/{account}/note"
        values = {"at_ms": self._now_ms(), "marks": dict(marks), "note_sealed": self.keys.seal(note, place)}
        mine = (review_scores.c.conversation == conversation, review_scores.c.account == account)

        def work(connection: Connection) -> bool:
            if connection.execute(select(conversations.c.id).where(conversations.c.id == conversation)).first() is None:
                return False
            if connection.execute(update(review_scores).where(*mine).values(values)).rowcount == 0:
                row = {"conversation": conversation, "account": account, **values}
                connection.execute(insert(review_scores).values(row))
            return True

        done: bool = await self._write(lambda connection: connection.run_sync(work))
        return done


def listed(
    connection: Connection, wanted: ReviewFilter, cursor: str = "", most: int = PAGE
) -> list[ListedConversation]:
    """The newest first. `cursor`: of the last one of the page before. Raises ValueError for one that is none."""
    began, _, name = cursor.partition("-")
    behind = int(began) if cursor else None
    table = conversations.c
    query = _query(wanted)
    if behind is not None:
        query = query.where(or_(table.began_ms < behind, and_(table.began_ms == behind, table.id < name)))
    rows = connection.execute(query.order_by(table.began_ms.desc(), table.id.desc()).limit(most))
    return [ListedConversation(*row) for row in rows]


def reviewed(connection: Connection, keys: Keyring, name: str) -> ReviewedConversation | None:
    row = connection.execute(_query(ReviewFilter()).where(conversations.c.id == name)).first()
    if row is None:
        return None
    opener = Opener(keys)
    told, answers = tuple(_turns(connection, opener, name)), tuple(_answers(connection, opener, name))
    mine = events.c.conversation == name
    happened = connection.execute(
        select(events.c.at_ms, events.c.kind, events.c.detail).where(mine).order_by(events.c.id)
    )
    seen = tuple(ReviewEvent(*event) for event in happened)
    given = tuple(dict.fromkeys(_given(connection, opener, name)))
    return ReviewedConversation(
        ListedConversation(*row), told, seen, given, len(opener.unreadable), _asks(connection, name),
        _runs(connection, name), answers,
    )  # fmt: skip


def scores(connection: Connection, keys: Keyring, conversation: str) -> list[ScoreSheet]:
    """Of every account, the oldest first."""
    opener = Opener(keys)
    query = select(review_scores).where(review_scores.c.conversation == conversation).order_by(review_scores.c.at_ms)
    return [
        ScoreSheet(
            row["account"], row["at_ms"], row["marks"],
            opener.open(row["note_sealed"], f"review_scores/{conversation}/{row['account']}/note"),
        )
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


def scored(connection: Connection, since_ms: int, account: str = "") -> frozenset[str]:
    """Conversations begun since then that have a score sheet; `account`: one of this account."""
    query = select(review_scores.c.conversation).join(conversations).where(conversations.c.began_ms >= since_ms)
    query = query.where(review_scores.c.account == account) if account else query
    return frozenset(connection.execute(query).scalars())


def _query(wanted: ReviewFilter) -> Select[Any]:
    table = conversations.c
    score = select(func.min(ratings.c.score)).where(ratings.c.conversation == table.id).scalar_subquery()
    query = select(
        table.id, table.began_ms, table.ended_ms, func.coalesce(table.ending, ""), table.service, table.device,
        table.channel, table.place, table.scripts, table.reasks, score,
    )  # fmt: skip
    for column, value in (
        (table.ending, wanted.ending), (table.device, wanted.device), (table.channel, wanted.channel),
        (table.scripts, wanted.scripts),
    ):  # fmt: skip
        query = query.where(column == value) if value else query
    if wanted.since_ms is not None:
        query = query.where(table.began_ms >= wanted.since_ms)
    if wanted.until_ms is not None:
        query = query.where(table.began_ms < wanted.until_ms)
    if wanted.service or wanted.outcome:
        run = [service_runs.c.conversation == table.id]
        run += [service_runs.c.service == wanted.service] if wanted.service else []
        run += [service_runs.c.outcome == wanted.outcome] if wanted.outcome else []
        query = query.where(exists().where(*run))
    if wanted.step:
        query = query.where(exists().where(step_asks.c.conversation == table.id, step_asks.c.step == wanted.step))
    if wanted.best_score is not None:
        poor = (ratings.c.conversation == table.id, ratings.c.score <= wanted.best_score)
        query = query.where(exists().where(*poor))
    if wanted.unsure is not None:
        query = query.where(exists().where(turns.c.conversation == table.id, turns.c.confidence < wanted.unsure))
    return query


def _turns(connection: Connection, opener: Opener, name: str) -> Iterator[ReviewTurn]:
    joined = turns.outerjoin(corrections, corrections.c.turn == turns.c.id)
    corrected_columns = (
        corrections.c.text_sealed.label("corrected"), corrections.c.who_sealed.label("corrected_by"),
        corrections.c.at_ms.label("corrected_ms"),
    )  # fmt: skip
    query = select(turns, *corrected_columns).select_from(joined)
    query = query.where(turns.c.conversation == name, turns.c.who != ANSWERED).order_by(turns.c.number)
    for row in connection.execute(query).mappings():
        place, rivals, corrected = f"turns/{row['id']}", row["rivals_sealed"], row["corrected"]
        yield ReviewTurn(
            id=row["id"], number=row["number"], at_ms=row["at_ms"], who=row["who"], via=row["via"],
            text=opener.open(row["text_sealed"], f"{place}/text"),
            heard=None if row["heard_sealed"] is None else opener.open(row["heard_sealed"], f"{place}/heard"),
            timings=row["timings"], confidence=row["confidence"],
            rivals=() if rivals is None else tuple(json.loads(opener.open(rivals, f"{place}/rivals") or "[]")),
            corrected=None if corrected is None else opener.open(corrected, f"corrections/{row['id']}/text"),
            corrected_by="" if corrected is None else opener.open(row["corrected_by"], f"corrections/{row['id']}/who"),
            corrected_ms=row["corrected_ms"],
        )  # fmt: skip


def _answers(connection: Connection, opener: Opener, name: str) -> Iterator[ReviewAnswer]:
    query = select(turns.c.id, turns.c.at_ms, turns.c.via, turns.c.text_sealed)
    mine = (turns.c.conversation == name, turns.c.who == ANSWERED)
    for row in connection.execute(query.where(*mine).order_by(turns.c.number)).mappings():
        fields = answer_fields(opener.open(row["text_sealed"], f"turns/{row['id']}/text"))
        yield ReviewAnswer(row["at_ms"], row["via"], fields)


def _asks(connection: Connection, name: str) -> tuple[ReviewAsk, ...]:
    """Those that were put, in order."""
    table = step_asks.c
    query = select(table.at_ms, table.service, table.step, table.reask)
    rows = connection.execute(query.where(table.conversation == name, table.put == 1).order_by(table.number))
    return tuple(ReviewAsk(*row) for row in rows)


def _runs(connection: Connection, name: str) -> tuple[ReviewRun, ...]:
    table = service_runs.c
    query = select(table.service, table.began_ms, table.ended_ms, table.outcome, table.reason, table.step)
    rows = connection.execute(query.where(table.conversation == name).order_by(table.began_ms, table.number))
    return tuple(ReviewRun(*row) for row in rows)


def _given(connection: Connection, opener: Opener, name: str) -> Iterator[tuple[str, str]]:
    for row in connection.execute(select(slots).where(slots.c.conversation == name)).mappings():
        yield row["name"], opener.open(row["value_sealed"], f"slots/{name}/{row['name']}")
    for row in connection.execute(select(cases).where(cases.c.conversation == name)).mappings():
        yield "受理号", opener.open(row["receipt_sealed"], f"cases/{row['id']}/receipt")
        if row["slots_sealed"] is not None:
            yield from json.loads(opener.open(row["slots_sealed"], f"cases/{row['id']}/slots") or "{}").items()
