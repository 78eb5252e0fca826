"""What a step of the dialogue means for the numbers: services begun and over, questions put. No words, no values.

Sans-I/O: `RunTracker.step` is fed the states before and after each step with its acts, and returns entries of the
record. `back` takes the last step back, as the dialogue does when the citizen goes on speaking.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from dialogue import State
from dialogue.acts import Act, Handoff
from dialogue.machine.state import RATING_QUESTIONS
from dialogue.testing.keywords import asked
from kiosk.store.entries import AskEntry, RunEntry

#: Questions behind a service that is complete.
_OVER = (*RATING_QUESTIONS, "more")
#: Reasons for which a conversation ends that are ours, not the citizen's.
_OURS = frozenset({"fault", "drain"})


@dataclass(frozen=True, slots=True)
class DialogueFacts:
    runs: tuple[RunEntry, ...] = ()
    asks: tuple[AskEntry, ...] = ()

    def then(self, later: DialogueFacts) -> DialogueFacts:
        return DialogueFacts((*self.runs, *later.runs), (*self.asks, *later.asks))


class RunTracker:
    """Of one conversation. `kept`: its state where an earlier process has begun it, and when it goes on."""

    def __init__(self, kept: State | None = None, now_ms: int = 0) -> None:
        self._open: tuple[RunEntry, ...] = ()
        if kept is not None:
            self._open = tuple(RunEntry(*key, now_ms, _step(kept)) for key in _in_hand(kept, 0))
        self._before = self._open
        self._number = 1  # of the last question

    def step(self, before: State, after: State, acts: tuple[Act, ...], now_ms: int) -> DialogueFacts:
        """Entries of the runs that began, went on or are over, and of the question that was put. A turn may have
        several steps.
        """
        self._number = max(1, after.asked)
        now = {key[0]: key for key in _in_hand(after, self._number)}
        still = [run for run in self._open if run.service in now]
        known = {run.service for run in self._open}
        still += [RunEntry(*key, now_ms, "") for name, key in now.items() if name not in known]
        if still and after.question.kind not in _OVER:
            still[-1] = replace(still[-1], step=_step(after) or still[-1].step)
        over = [
            replace(run, outcome=_outcome(run, before, after), ended_ms=now_ms)
            for run in self._open
            if run.service not in now
        ]
        for name in _at_once(before, after, known):
            over.append(RunEntry(name, self._number, "", now_ms, "", "completed", "", now_ms))
        if (reason := next((act.reason for act in acts if isinstance(act, Handoff)), None)) is not None:
            over = self._handed_off(over, reason, now_ms)
        self._open = tuple(still)
        return DialogueFacts((*over, *still), _asks(before, after, now_ms))

    def settle(self) -> None:
        """The steps so far can no longer be taken back."""
        self._before = self._open

    def back(self) -> None:
        """The steps since `settle` were taken back."""
        self._open = self._before

    def end(self, reason: str, now_ms: int, handoff: str = "") -> DialogueFacts:
        """The conversation is over. `handoff`: why staff were called outside the dialogue, where they were."""
        outcome = "broken" if reason in _OURS else "left"
        over = [replace(run, outcome=outcome, reason=reason, ended_ms=now_ms) for run in self._open]
        self._open = ()
        return DialogueFacts(tuple(self._handed_off(over, handoff, now_ms) if handoff else over))

    def _handed_off(self, over: list[RunEntry], reason: str, now_ms: int) -> list[RunEntry]:
        """The innermost that was not completed; where there is none, a row without a service."""
        at = next((at for at in reversed(range(len(over))) if over[at].outcome != "completed"), None)
        if at is None:
            return [*over, RunEntry("", max(1, self._number), "", now_ms, "", "handoff", reason, now_ms)]
        return [*over[:at], replace(over[at], outcome="handoff", reason=reason), *over[at + 1 :]]


def _in_hand(state: State, number: int) -> list[tuple[str, int, str]]:
    """The services that a citizen began and that are not over, innermost last, with `number` and their versions; not
    those that a script called.
    """
    found, called = list[tuple[str, int, str]](), False
    if state.ended:
        return found
    for frame in state.stack:
        if not called and frame.question.kind not in _OVER:
            found.append((frame.service, number, frame.version))
        called = frame.why == "subservice"
    if state.service and not called and state.question.kind not in _OVER:
        found.append((state.service, number, state.version))
    return found


def served(state: State) -> bool:
    """A service is complete and none is in hand: a citizen who leaves now has got what they came for."""
    over = bool(state.before) or (bool(state.service) and state.question.kind in _OVER)
    return over and not _in_hand(state, 0)


def _step(state: State) -> str:
    """The open question, also where one is put in between; empty while the back end is asked."""
    return asked(state.changed({"interjection": None}))


def _outcome(run: RunEntry, before: State, after: State) -> str:
    if after.service == run.service and after.question.kind in _OVER:
        return "completed"
    if _completed(after, run.service) > _completed(before, run.service):
        return "completed"
    return "left" if after.ended == "idle" else "cancelled"


def _at_once(before: State, after: State, known: Collection[str]) -> list[str]:
    """Services that began and were over in one step."""
    if before.service and before.question.kind not in _OVER:
        return []  # it may be one that the service in hand called
    new = after.before[len(before.before) :]
    waiting = before.service if before.question.kind in _OVER else ""  # complete before, and told now
    return [one.service for one in new if one.service != waiting and one.service not in known]


def _completed(state: State, service: str) -> int:
    return sum(one.service == service for one in state.before)


def _asks(before: State, after: State, now_ms: int) -> tuple[AskEntry, ...]:
    reask = (
        "no_match" if after.no_matches > before.no_matches else "no_input" if after.no_inputs > before.no_inputs else ""
    )
    if after.asked > before.asked and asked(after):  # the back end's questions are numbered too
        return (AskEntry(after.asked, after.service, asked(after), now_ms, reask),)
    if reask and after.ended:
        return (AskEntry(before.asked + 1, before.service, asked(before), now_ms, reask, put=False),)
    return ()
