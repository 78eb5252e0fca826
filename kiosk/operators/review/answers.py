"""What the review's routes take and answer."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dialogue.redaction import redacted
from kiosk.operators.review.event_words import event_words
from kiosk.operators.review.tags import Tag, tags_of
from kiosk.operators.rivals import read_otherwise
from kiosk.operators.routes import ApiAnswer, RequestBody
from kiosk.store.review import (
    ListedConversation,
    ReviewedConversation,
    ReviewEvent,
    ReviewFilter,
    ReviewTurn,
    ScoreSheet,
)
from mandarin.printable import printable

#: What a reviewer marks, 0 to 2 each.
CRITERIA = ("听得准", "答得对", "说得清", "办得成", "态度好")
_LONG = 2000

Moment = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class FindBody(RequestBody):
    """Empty and null: any. Times: ms since 1970. `words`: looked for in what was said. `poor`: rated 2 or less.
    `unsure`: has a turn of a lower confidence than this. `cursor`: of the page before.
    """

    words: Short = ""
    tag: Tag | None = None
    since_ms: Moment | None = None
    until_ms: Moment | None = None
    service: Short = ""
    step: Short = ""
    outcome: Literal["", "completed", "handoff", "cancelled", "left", "broken"] = ""
    ending: Short = ""
    kiosk: Short = ""
    channel: Literal["", "screen", "phone"] = ""
    version: Short = ""
    best_score: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    unsure: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200, pattern="^([0-9]{1,16}-.+)?$")] = ""

    def filter(self) -> ReviewFilter:
        return ReviewFilter(
            self.since_ms, self.until_ms, self.service, self.step, self.outcome, self.ending, self.kiosk,
            self.channel, self.version, self.best_score, self.unsure,
        )  # fmt: skip


class FoundConversation(ApiAnswer):
    """`version`: hash of the published scripts; empty: the folder's. `tags`: null where it could not be opened."""

    id: str
    began_ms: int
    ended_ms: int | None
    ending: str
    service: str
    kiosk: str
    channel: str
    place: str
    version: str
    reasks: int | None
    score: int | None
    tags: list[Tag] | None


class FoundPage(ApiAnswer):
    """`cursor`: for the next page; empty: there is none. `looked_at`: conversations that were opened to look for
    words or tags; `limit`: how many one request opens at most; it goes on with `cursor`.
    """

    conversations: list[FoundConversation]
    cursor: str
    looked_at: int
    limit: int


class ShownTurn(ApiAnswer):
    """`at_ms`: when it was over. `heard`: of a clerk's turn that was cut. `timings`: stage -> ms. `corrected`: what a
    reviewer heard; empty: nothing was misheard; null: nobody looked at it. `rivals`: what may have been said instead,
    of those that are read aloud in another way.
    """

    id: str
    number: int
    at_ms: int
    who: str
    via: str
    text: str
    heard: str | None
    timings: dict[str, float]
    confidence: float | None
    rivals: list[str]
    corrected: str | None
    corrected_by: str
    corrected_ms: int | None


class ShownAsk(ApiAnswer):
    """A question of the clerk. `reask`: no_match or no_input, where it was put again for that; else empty."""

    at_ms: int
    service: str
    step: str
    reask: str


class ShownRun(ApiAnswer):
    """A service, and what became of it."""

    service: str
    began_ms: int
    ended_ms: int | None
    outcome: str
    reason: str
    step: str


class ShownEvent(ApiAnswer):
    """`kind`, `detail`: as noted, for programs. `title`, `told`: in words; `told` may be empty. `bad`: worth a look."""

    at_ms: int
    kind: str
    detail: str
    title: str
    told: str
    bad: bool


class ShownSheet(ApiAnswer):
    account: str
    at_ms: int
    marks: dict[str, int]
    note: str


class ShownConversation(ApiAnswer):
    """`masked`: numbers and names are left out, but of a turn that was asked for. `sound_from_ms`: when its recording
    begins; null: there is none. `unreadable`: values that do not open.
    """

    conversation: FoundConversation
    masked: bool
    turns: list[ShownTurn]
    events: list[ShownEvent]
    asks: list[ShownAsk]
    runs: list[ShownRun]
    scores: list[ShownSheet]
    criteria: list[str]
    sound_from_ms: int | None
    unreadable: int


def found_conversation(one: ListedConversation, tags: tuple[Tag, ...] | None = None) -> FoundConversation:
    return FoundConversation(
        id=one.id, began_ms=one.began_ms, ended_ms=one.ended_ms, ending=one.ending, service=one.service,
        kiosk=one.device, channel=one.channel, place=one.place, version=one.scripts, reasks=one.reasks,
        score=one.score, tags=None if tags is None else list(tags),
    )  # fmt: skip


def shown(
    talk: ReviewedConversation,
    scores: list[ScoreSheet],
    *,
    unmasked: frozenset[str] | None,
    sound_from_ms: int | None,
) -> ShownConversation:
    """`unmasked`: the ids of the turns that are shown as they are; None: everything is."""

    def told(text: str, turn: str = "") -> str:
        plain = unmasked is None or turn in unmasked
        return text if plain else redacted(text, talk.given, longest=_LONG)

    def rivals(turn: ReviewTurn) -> list[str]:
        """Those that read otherwise; where something is left out, without those that have it in a form which was not
        recognised.
        """
        left_out = unmasked is not None and told(turn.text, turn.id) != printable(turn.text)
        both = ((rival, told(rival, turn.id)) for rival in turn.rivals)
        shown = (masked for rival, masked in both if not left_out or masked != printable(rival))
        return read_otherwise(told(turn.text, turn.id), shown)

    return ShownConversation(
        conversation=found_conversation(talk.listed, tags_of(talk)),
        masked=unmasked is not None,
        turns=[
            ShownTurn(
                id=turn.id, number=turn.number, at_ms=turn.at_ms, who=turn.who, via=turn.via,
                text=told(turn.text, turn.id),
                heard=None if turn.heard is None else told(turn.heard, turn.id), timings=dict(turn.timings),
                confidence=turn.confidence, rivals=rivals(turn),
                corrected=None if turn.corrected is None else told(turn.corrected, turn.id),
                corrected_by=turn.corrected_by,
                corrected_ms=turn.corrected_ms,
            )
            for turn in talk.turns
        ],
        events=[_event(event) for event in talk.events],
        asks=[ShownAsk(at_ms=ask.at_ms, service=ask.service, step=ask.step, reask=ask.reask) for ask in talk.asks],
        runs=[
            ShownRun(
                service=run.service, began_ms=run.began_ms, ended_ms=run.ended_ms, outcome=run.outcome,
                reason=run.reason, step=run.step,
            )
            for run in talk.runs
        ],
        scores=[
            ShownSheet(account=sheet.account, at_ms=sheet.at_ms, marks=dict(sheet.marks), note=told(sheet.note))
            for sheet in scores
        ],
        criteria=list(CRITERIA),
        sound_from_ms=sound_from_ms,
        unreadable=talk.unreadable,
    )  # fmt: skip


def _event(event: ReviewEvent) -> ShownEvent:
    words = event_words(event.kind, event.detail)
    return ShownEvent(
        at_ms=event.at_ms, kind=event.kind, detail=event.detail, title=words.title, told=words.detail, bad=words.bad
    )
