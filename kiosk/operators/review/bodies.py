"""What is sent to the review's routes besides a search, and their smaller answers."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kiosk.operators.review.answers import FindBody, FoundConversation
from kiosk.operators.review.tags import Tag
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestQuery
from kiosk.operators.sheets import SheetFormat


class WhyBody(RequestBody):
    """`reason`: for the audit trail."""

    reason: Annotated[str, msgspec.Meta(min_length=2, max_length=200)]


class ShowBody(WhyBody):
    """`turn`: the id of the one turn that is unmasked; empty: all of them."""

    turn: str = ""


class CorrectBody(RequestBody):
    """`text`: what was really said; empty: nothing was misheard, and it has been looked at."""

    text: Annotated[str, msgspec.Meta(max_length=500)]


class ScoreBody(RequestBody):
    """`marks`: criterion -> 0 (bad) to 2 (good)."""

    marks: dict[str, Annotated[int, msgspec.Meta(ge=0, le=2)]]
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class ExportFoundBody(FindBody):
    form: SheetFormat = "csv"
    most: Annotated[int, msgspec.Meta(ge=1, le=5000)] = 1000


class QueueQuery(RequestQuery):
    """`day`: 2026-12-01, hall's local time. `seed`: the same draws the same."""

    day: str
    seed: Annotated[str, msgspec.Meta(max_length=40)] = ""
    most: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20


class QueueAnswer(ApiAnswer):
    """`scored`: those of them that have a score sheet. `mine`: those that the reader scored. `of`: conversations of
    that day. `tags`: their Chinese names.
    """

    conversations: list[FoundConversation]
    scored: list[str]
    mine: list[str]
    of: int
    tags: dict[Tag, str]


class ReviewChoices(ApiAnswer):
    """What can be filtered by. `versions`: hash -> number. `tags`: their Chinese names."""

    services: list[str]
    steps: list[str]
    kiosks: list[str]
    versions: dict[str, int]
    tags: dict[Tag, str]


class DraftAnswer(ApiAnswer):
    """`text`: YAML. `to_fill`: places where a number or name was left out and an invented one is wanted."""

    text: str
    to_fill: int


class SayingAnswer(ApiAnswer):
    """A 说法 for the service. `known`: the script has it already."""

    service: str
    text: str
    known: bool
