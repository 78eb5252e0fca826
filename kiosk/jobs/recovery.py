"""Closes conversations that a breakdown cut off and that were not resumed.

Where a submission was under way, whether the case was filed is unknown: the back end is called again with the same
idempotency key. It files nothing twice and answers with the case, which goes into the record. Where it gives no answer
for about a day, or refuses, the submission goes onto the reconciliation list.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from dialogue import Machine, MachineError, State, acts
from dialogue.acts import CaptureMode
from dialogue.machine.program.refusal import reference
from kiosk.hall import Hall
from kiosk.pictures.attaching import body_with_pictures
from kiosk.pictures.picture import Picture, PictureError
from kiosk.pictures.reencode import restored
from kiosk.session.recorder import case_entry, unsaid
from kiosk.session.resumption import Snapshot, snapshot_text
from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, LeftOpen, StoreError, UnresolvedEntry
from kiosk.upstream.answer import AnswerFields, BackendError
from kiosk.upstream.origin import calls_from

#: Rounds (of some minutes each) in which a submission is looked up before it is given up: about a day.
_LOOKS = 300
#: Rounds in a row after which another hall's open conversation is closed: two hours, longer than any conversation.
#: That hall is gone, or lost its data folder. Counted in rounds, because the clocks of two halls may differ.
_ANOTHERS = 24


class UnresolvedError(Exception):
    """Whether the case was filed is unknown. `again`: another call may resolve it."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.why, self.again = why, again


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """`call` None: its script was changed, so the call cannot be repeated."""

    state: State
    call: acts.Call | None
    machine: Machine


@dataclass(slots=True)
class Recovery:
    """Call `round` every few minutes. It skips conversations that are running or whose ending is being written.

    Where halls share a database, it also skips those of another hall, unless they stay open for hours.
    """

    hall: Hall
    _looks: dict[str, int] = field(default_factory=dict)  # conversation -> look-ups that brought no answer
    _anothers: dict[str, int] = field(default_factory=dict)  # another hall's conversation -> rounds it was open in
    _down: bool = False  # the back end did not answer in this round: no more calls before the next

    async def round(self) -> None:
        hall, self._down = self.hall, False
        try:
            left = await hall.store.left_open()
        except StoreError as error:
            hall.metrics.store_fault(error.kind)
            return
        anothers = [opening.conversation for opening in left if not opening.ours]
        self._anothers = {name: self._anothers.get(name, 0) + 1 for name in anothers}
        for opening in left:
            name = opening.conversation
            if self._anothers.get(name, _ANOTHERS) < _ANOTHERS:
                continue
            if hall.record_writer.pending(name) is not None or name in {session.id for session in hall.sessions.live}:
                continue
            hall.closing.add(name)  # from here on no page resumes it
            try:
                await self._close(opening)
                await hall.record_writer.secure(name)
            except StoreError as error:  # unreadable now: the next round tries again
                hall.metrics.store_fault(error.kind)
            finally:
                hall.closing.discard(name)

    async def _close(self, opening: LeftOpen) -> None:
        hall, name = self.hall, opening.conversation
        kept = await self._kept(name)
        cases: tuple[CaseEntry, ...] = ()
        unknown: tuple[UnresolvedEntry, ...] = ()
        outcome = "nothing under way"
        if kept is not None and (call := self._under_way(kept)) is not None:
            if self._down:
                return
            try:
                with calls_from(name, opening.device):
                    cases, outcome = await self._look_up(call), "looked up"
            except UnresolvedError as unresolved:
                looks = self._looks[name] = self._looks.get(name, 0) + 1
                self._down = unresolved.again
                if unresolved.again and looks < _LOOKS:
                    return
                outcome = f"unresolved: {unresolved.why}"
                unknown = (_unresolved(call, hall.store.now_ms()),)
            self._note(name, f"submission {outcome}", kept.state.service)
        self._looks.pop(name, None)
        slots = [case.slots for case in cases] + [one.values for one in unknown]
        sent = {value for values in slots for value in values.values()}
        filed = frozenset(value for value in sent if value.startswith("sha256:"))
        hall.record_writer.put(name, partial(hall.store.drop_pictures, name, filed))
        ending = _ending(kept, cases, hall.store.now_ms())
        rated = () if kept is None else (*kept.rated, *unsaid(kept.state))
        made = hall.ratings.entries(rated, name, opening.device, opening.channel, hall.store.now_ms())
        hall.record_writer.keep(
            ConversationEntry(
                name,
                opening.device,
                opening.channel,
                opening.began_ms,
                cases=cases,
                ending=ending,
                unresolved=unknown,
                ratings=made.ratings,
                deliveries=made.deliveries,
            )
        )
        count = len({case.identity for case in cases})
        hall.log.info("closed after a breakdown", conversation=name, outcome=outcome, count=count)

    async def _kept(self, name: str) -> Snapshot | None:
        try:
            text = await snapshot_text(self.hall, name)
            return None if text is None else Snapshot.from_json(text)
        except (ValueError, KeyError, TypeError):  # another release wrote it
            self._note(name, "state unreadable", "another release")
        except StoreError as error:
            if error.kind not in ("corrupt", "key"):
                raise
            self.hall.metrics.store_fault(error.kind)
            self._note(name, "state unreadable", error.kind)
        return None

    def _under_way(self, kept: Snapshot) -> _UnderWay | None:
        """The submission that was waiting for its answer, for a second call."""
        if kept.state.question.kind != "call":
            return None
        served = self.hall.scripts_holding(kept.state, kept.scripts, kept.version)
        machine = served.machine if served else self.hall.machine
        try:
            state, doing = machine.step(kept.state, acts.Resumed())
        except (MachineError, LookupError):  # its script was changed meanwhile
            return _UnderWay(kept.state, None, machine) if kept.state.submitting else None
        call = next((act for act in doing if isinstance(act, acts.Call)), None)
        return _UnderWay(state, call, machine) if call is not None and call.key else None

    async def _look_up(self, under_way: _UnderWay) -> tuple[CaseEntry, ...]:
        """The cases that the submission filed. Raises `UnresolvedError`."""
        call = under_way.call
        if call is None:
            raise UnresolvedError("other scripts", again=False)
        try:
            body = body_with_pictures(call, await self._pictures(under_way) if call.pictures else {})
            data = await self.hall.backend.call(call.api, body, key=call.key, timeout_s=call.timeout_s)
        except KeyError:  # another body under the same key would be another case
            raise UnresolvedError("a picture is gone", again=False) from None
        except BackendError as error:
            raise UnresolvedError(error.kind, again=error.kind != "refused") from None
        if isinstance(data, AnswerFields):
            data = data.with_lists(call.lists)
        _, doing = under_way.machine.step(under_way.state, acts.Answered(call.call, ok=True, data=data))
        now_ms = self.hall.store.now_ms()
        return tuple(case_entry(act, now_ms) for act in doing if isinstance(act, acts.Filed))

    async def _pictures(self, under_way: _UnderWay) -> dict[str, Picture]:
        """By digest; those that can be read."""
        found = {}
        for one in await self.hall.store.pictures(under_way.state.conversation):
            with contextlib.suppress(PictureError):
                found[one.digest] = await asyncio.to_thread(restored, one.data, cast(CaptureMode, one.mode))
        return found

    def _note(self, name: str, what: str, detail: str) -> None:
        at_ms, store = self.hall.store.now_ms(), self.hall.store
        self.hall.record_writer.put(name, lambda: store.event(what, name, detail, at_ms=at_ms))


def _unresolved(under_way: _UnderWay, now_ms: int) -> UnresolvedEntry:
    """What staff must find out. Where its script was changed, the interface is not known any more."""
    call, state = under_way.call, under_way.state
    key = call.key if call else state.question.value
    values = dict(call.params) if call else state.values()
    return UnresolvedEntry(reference(key), state.service, state.version, call.api if call else "", key, now_ms, values)


def _ending(kept: Snapshot | None, cases: tuple[CaseEntry, ...], now_ms: int) -> EndingEntry:
    if cases:
        return EndingEntry("lost", cases[-1].service, cases[-1].version, now_ms, cases[-1].slots)
    if kept is None:
        return EndingEntry("lost", "", "", now_ms)
    return EndingEntry(kept.state.ended or "lost", kept.state.service, kept.state.version, now_ms, kept.state.values())
