"""What the console is told of knowledge, and what it sends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

import msgspec

from dialogue.knowledge import Passage
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestQuery

#: A passage that is valid for no longer than this expires soon. Passages of one page.
SOON = timedelta(days=30)
PAGE = 50

Validity = Literal["valid", "soon", "over", "later"]
Words = Annotated[str, msgspec.Meta(max_length=200)]
Name = Annotated[str, msgspec.Meta(max_length=120)]
#: 2026-01-31, or empty.
Day = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


class PassagesQuery(RequestQuery):
    """`words`: all of them, apart by blanks, in one passage. `draft`: of its files; empty: what the hall answers by.
    `first`: the place of the first one that is wanted.
    """

    words: Words = ""
    service: Words = ""
    validity: Literal["", "valid", "soon", "over", "later"] = ""
    draft: Annotated[str, msgspec.Meta(max_length=40)] = ""
    first: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0


class TryBody(RequestBody):
    """`service`: the one that is in hand. `draft`: whose knowledge is asked; empty: what the hall answers by now."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    service: Words = ""
    draft: Annotated[str, msgspec.Meta(max_length=40)] = ""


class StrikeBody(RequestBody):
    """`question`: any wording of the gap."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class PassageBody(RequestBody):
    """A new passage. `questions`: at least one."""

    questions: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=100)]], msgspec.Meta(min_length=1, max_length=50)
    ]
    answer: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    clause: Words = ""
    speech: Annotated[str, msgspec.Meta(max_length=500)] = ""
    service: Words = ""
    since: Day = ""
    until: Day = ""


class OldPassage(RequestBody):
    """A passage as it was shown: its file is that of `id`, its place where these wordings and this answer stand."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    questions: Annotated[list[str], msgspec.Meta(min_length=1, max_length=200)]
    answer: Annotated[str, msgspec.Meta(max_length=20_000)]
    source: str = ""
    clause: str = ""
    speech: str = ""
    service: str = ""
    since: str = ""
    until: str = ""


class ChangeBody(RequestBody):
    old: OldPassage
    new: PassageBody


class RemoveBody(RequestBody):
    old: OldPassage


class DocumentBody(RequestBody):
    """`data`: the file, as base64."""

    name: Name
    data: bytes


class ToldPassage(ApiAnswer):
    """`validity`: today; `soon`: it is over within `SOON`. `since`, `until`: the first and the last day, or empty."""

    id: str
    name: str
    questions: list[str]
    answer: str
    speech: str
    source: str
    clause: str
    since: str
    until: str
    validity: Validity
    service: str
    topics: list[str]


class PassagesPage(ApiAnswer):
    """`of`: how many fit; `all`, `soon`, `over`: of the whole hall."""

    passages: list[ToldPassage]
    of: int
    all: int
    soon: int
    over: int
    services: list[str]


class TriedPassage(ApiAnswer):
    """`score`: how near it is, 0 to 1. `matched`: words of the question that it has; `unknown`: that it has not;
    `missing`: those of its nearest wording that the question has not. `same`: whether the same is asked (fee, place,
    …); null: neither says. `why`: in a sentence.
    """

    passage: ToldPassage
    score: float
    matched: list[str]
    unknown: list[str]
    missing: list[str]
    same: bool | None
    why: str


class TriedWish(ApiAnswer):
    """What the words do at the beginning of a conversation: `begins`: `service`; `asks`: which service, or whether one,
    is meant; `question`: the knowledge is asked; `other`: none of these. `said`: what she says to it.
    """

    outcome: Literal["begins", "asks", "question", "other"]
    service: str
    said: list[str]


class TriedQuestion(ApiAnswer):
    """`outcome`: `answers`: by the first of `ranked`; `asks`: 您是想问…, of those in `asked`; `none`: it is noted as a
    gap. `about`: what is asked (费用, 地点). `ranked`: the likeliest first. `wish`: None while a service is in hand.
    """

    outcome: Literal["answers", "asks", "none"]
    sentence: str
    about: list[str]
    words: list[str]
    asked: list[str]
    ranked: list[TriedPassage]
    wish: TriedWish | None


class ToldGap(ApiAnswer):
    """`answered`: the wording of the passage that answers it by now; empty: none does."""

    questions: list[str]
    service: str
    times: int
    first_ms: int
    last_ms: int
    kiosks: list[str]
    answered: str


class ToldGaps(ApiAnswer):
    """`unreadable`: rows that do not open."""

    gaps: list[ToldGap]
    unreadable: int


class DocumentProblem(ApiAnswer):
    line: int
    message: str
    fix: str


class ReadDocument(ApiAnswer):
    """What a document holds. With `problems` it cannot be used."""

    passages: list[ToldPassage]
    problems: list[DocumentProblem]


class SavedKnowledge(ApiAnswer):
    """The file of the draft, and its revision; `base`: the one before, 0 for that of the draft's beginning. `passages`:
    of the file; 0: it is gone with its last one.
    """

    path: str
    revision: int
    base: int
    passages: int


def validity(passage: Passage, today: date) -> Validity:
    if passage.since is not None and today < passage.since:
        return "later"
    if passage.until is None or today + SOON < passage.until:
        return "valid"
    return "soon" if today <= passage.until else "over"


def told_passage(passage: Passage, today: date) -> ToldPassage:
    return ToldPassage(
        id=passage.id, name=passage.name, questions=list(passage.questions), answer=passage.answer,
        speech=passage.speech, source=passage.source, clause=passage.clause, since=_day(passage.since),
        until=_day(passage.until), validity=validity(passage, today), service=passage.service,
        topics=list(passage.topics),
    )  # fmt: skip


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
