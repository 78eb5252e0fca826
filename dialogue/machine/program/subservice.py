"""A service inside another: the one in hand is put aside as a frame, and taken up again when the other is over."""

from __future__ import annotations

from typing import Literal

from dialogue import phrases
from dialogue.acts import Pace
from dialogue.errors import MachineError
from dialogue.machine.context import Move
from dialogue.machine.extraction import harvest
from dialogue.machine.state import OF_A_SERVICE, Filled, Frame, Question
from dialogue.script.model import Visit

#: Services on top of each other: more than anybody keeps in mind, and an end to calls in a ring.
DEEPEST = 3


def take_up(m: Move, name: str, given: dict[str, str] | None = None) -> None:
    """Start on a service with a clean sheet, but for the values `given` by the one that called it."""
    script = m.library.script(name)
    if script is None:
        raise MachineError(f"no script {name!r} in this library")
    leave(m)
    nth = 1
    while any(_of(key, base_key(m, name, nth)) for key in m.state.submitted):
        nth += 1
    slots = ((slot, given.get(slot.name, "")) for slot in script.slots) if given else ()
    kept = tuple(Filled(slot.name, value, slot.personal, "given") for slot, value in slots if value)
    m.set(service=name, version=script.version, nth=nth, kept=kept)
    m.note("service", f"{name} {script.version}")
    m.gesture("nod")
    if m.state.elderly and m.state.speed != script.elderly.speed:
        m.set(speed=script.elderly.speed)
        m.acts.append(Pace(m.state.speed, m.state.gain))


def leave(m: Move) -> None:
    """Forget everything about the service in hand; what was submitted stays submitted."""
    m.set(
        service="", version="", nth=1, step=0, question=Question("none"), aside=None, filled=(), kept=(), trail=(),
        way=(), visited=(), told=(), pinned="", consented=False, confirmed=False, sent=False, rating="", misses=0,
        silences=0,
    )  # fmt: skip


def keep_told(m: Move, text: str, via: str) -> None:
    """What the wish for the service told of its form: 我要正式挂失社保卡."""
    script = m.script
    slots = [slot for slot in script.slots if "voice" in slot.means or via != "voice"]
    told = harvest(slots, text, m.state.today, names=(script.name,), area=m.area).values
    m.keep(*(Filled(slot.name, told[slot.name], slot.personal, via) for slot in slots if slot.name in told))


def put_aside(m: Move, why: Literal["visit", "digression"]) -> None:
    common = {name: getattr(m.state, name) for name in OF_A_SERVICE}
    m.set(stack=(*m.state.stack, Frame(why=why, **common)))


def begin(m: Move, step: Visit) -> bool:
    """Go into the service that the script calls. False when it cannot be done here or now."""
    if step.service not in m.offered or len(m.state.stack) >= DEEPEST:
        m.note("visit failed", step.service)
        return False
    values = m.values
    given = {theirs: values.get(ours, "") for theirs, ours in step.given}
    put_aside(m, "visit")
    take_up(m, step.service, given)
    m.say_text(phrases.about(phrases.SERVICE_FIRST, step.service), fixed=True)
    return True


def come_back(m: Move, *, completed: bool) -> Frame:
    """Take up what was put aside last, with what the service that is over has brought."""
    brought, name = m.values, m.state.service
    open_to_all = frozenset(filled.name for filled in m.state.filled if not filled.personal)
    frame = m.state.stack[-1]
    m.set(
        **{field: getattr(frame, field) for field in OF_A_SERVICE},
        stack=m.state.stack[:-1],
        aside=None,
        misses=0,
        silences=0,
    )
    m.say_text(phrases.about(phrases.SERVICE_DONE, name) if completed else phrases.SERVICE_LEFT, fixed=True)
    m.say_text(phrases.about(phrases.SERVICE_BACK, frame.service), fixed=True)
    if frame.why == "visit":
        _bring(m, brought, open_to_all, completed=completed)
    return frame


def _bring(m: Move, brought: dict[str, str], open_to_all: frozenset[str], *, completed: bool) -> None:
    """The calling step is done: on to the next, with its results, or to its failure branch."""
    step = m.script.steps[m.state.step]
    if not isinstance(step, Visit):
        raise MachineError("a visit that nobody called for")
    if not completed or any(theirs not in brought for _, theirs in step.results):
        m.note("visit failed", step.service)
        m.set(step=step.failed)
        return
    m.put(*(Filled(ours, brought[theirs], theirs not in open_to_all, "api") for ours, theirs in step.results))
    m.note("visit done", step.service)
    m.set(visited=(*m.state.visited, m.state.step), step=m.state.step + 1)


def base_key(m: Move, service: str, nth: int) -> str:
    """What every idempotency key of a service begins with: one for each time that it is done."""
    return f"{m.state.conversation}:{service}" + (f":{nth}" if nth > 1 else "")


def _of(key: str, base: str) -> bool:
    return key == base or key.startswith(base + "/")
