"""Two courses of one conversation compared, and told for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogue.testing.keywords import ENDINGS
from kiosk.hall.replay.course import Course, shown
from kiosk.hall.replay.substitutes import Substitutes

#: What may go otherwise, as operators read it.
KINDS: Mapping[str, str] = {
    "service": "办的业务",
    "slots": "填的内容",
    "calls": "发给业务系统的",
    "ending": "怎么结束",
    "words": "说的话",
}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """`other`: this step goes otherwise in the other course."""

    did: str
    said: tuple[str, ...]
    calls: tuple[str, ...]
    asks: str
    other: bool


@dataclass(frozen=True, slots=True)
class ShownCourse:
    steps: tuple[ShownStep, ...]
    services: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]
    ended: str
    stopped: str


def kinds(before: Course, after: Course) -> tuple[str, ...]:
    """Keys of `KINDS`; none: it goes the same way."""
    words = [step.said for step in before.steps] != [step.said for step in after.steps]
    found = {
        "service": before.services != after.services,
        "slots": sorted(before.slots) != sorted(after.slots),
        "calls": before.calls != after.calls or before.stopped != after.stopped,
        "ending": before.ended != after.ended,
        "words": words or [step.asks for step in before.steps] != [step.asks for step in after.steps],
    }
    return tuple(name for name, differs in found.items() if differs)


def told(course: Course, other: Course, made: Substitutes) -> ShownCourse:
    steps = tuple(
        ShownStep(
            shown(step.did, made),
            tuple(shown(line, made) for line in step.said),
            step.calls,
            step.asks,
            at >= len(other.steps) or _key(step) != _key(other.steps[at]),
        )
        for at, step in enumerate(course.steps)
    )
    slots = tuple((name, shown(value, made)) for name, value in course.slots)
    return ShownCourse(steps, course.services, slots, ENDINGS.get(course.ended, course.ended), course.stopped)


def _key(step: object) -> tuple[object, ...]:
    return tuple(getattr(step, name) for name in ("did", "said", "calls", "service", "asks"))
