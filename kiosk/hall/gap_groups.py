"""What nobody could answer, by meaning: questions of one service that ask the same are one group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogue.knowledge.grouping import same_questions
from kiosk.store import Gap
from mandarin.pinyin import clean


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions of one service that ask the same. `questions`: the most frequent first. `ids`: of their rows."""

    questions: tuple[str, ...]
    service: str
    times: int
    first: datetime
    last: datetime
    devices: tuple[str, ...]
    ids: tuple[str, ...]


def grouped(gaps: Sequence[Gap]) -> list[GapGroup]:
    """The most frequent first; of the same number the one asked last. Blocking: it reads every question."""
    found = []
    for service in dict.fromkeys(gap.service for gap in gaps):
        of_service = [gap for gap in gaps if gap.service == service]
        for places in same_questions([gap.question for gap in of_service]):
            found.append(_group([of_service[place] for place in places]))
    return sorted(found, key=lambda one: (-one.times, -one.last.timestamp()))


def group_of(groups: Iterable[GapGroup], question: str) -> GapGroup | None:
    """The group that has this question; None: there is none."""
    return next((one for one in groups if clean(question) in map(clean, one.questions)), None)


def _group(members: Sequence[Gap]) -> GapGroup:
    return GapGroup(
        tuple(gap.question for gap in sorted(members, key=lambda gap: -gap.times)),
        members[0].service,
        sum(gap.times for gap in members),
        min(gap.first for gap in members),
        max(gap.last for gap in members),
        tuple(dict.fromkeys(device for gap in members for device in gap.devices)),
        tuple(name for gap in members for name in gap.ids),
    )
