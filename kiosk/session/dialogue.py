"""The deciding stage of a session: one turn at a time through the step machine, and its acts carried out in order.

A `Call` is answered by the back end, a `Consult` by the language model, before the next turn is looked at: what the
citizen says meanwhile waits its turn. The machine is pure, so a turn can be decided ahead of time (`prepare`) and,
until the back end was asked or a human called, taken back (`retract`). Advice binds nobody: it is asked for ahead of
time too, and no longer wanted once the turn is taken back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from dialogue import Machine, State
from dialogue.acts import Act, Advised, Answered, Call, Consult, End, Filed, Handoff, ReceiptCard, Said, Show, Turn
from kiosk.upstream.answer import AnswerFields, BackendError
from mandarin.text_cache import TextCache

#: Turns waiting to be decided. Overflow: the newest is dropped (a citizen pressing a button like mad).
TURNS = 16


class Backend(Protocol):
    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]: ...


class Adviser(Protocol):
    async def advise(self, consult: Consult) -> Advised: ...


#: Longer texts (characters) are decided in a worker thread: 500 typed at random take 0.1 s, and the event loop moves
#: the sound of every other conversation meanwhile. What is spoken in one breath is decided at once, in 1 to 5 ms.
LONG_TEXT = 60


@dataclass(frozen=True, slots=True)
class _Prepared:
    before: State
    turn: Turn
    after: State
    acts: tuple[Act, ...]
    advice: asyncio.Task[Advised] | None  # what the last of `acts` asks for


async def _at_once() -> None:
    """Where there is no record."""


class DialogueStage:
    """`on_acts`: these are about to be carried out. `on_act`: carry this out. `on_committed`: from here on the decision
    stands. `on_decided`: one turn has been worked off. `on_unusable`: an interface's answer lacks a field, and why.
    `secured`: waits until what `on_acts` kept is on the disk, which it must be before a case is sent and before its
    receipt is shown.
    """

    def __init__(
        self,
        machine: Machine,
        state: State,
        backend: Backend,
        adviser: Adviser | None = None,
        *,
        on_acts: Callable[[tuple[Act, ...]], None],
        on_act: Callable[[Act], None],
        on_committed: Callable[[], None],
        on_decided: Callable[[], None],
        on_fault: Callable[[str], None],
        on_unusable: Callable[[str, str], None] = lambda api, why: None,
        secured: Callable[[], Awaitable[object]] = _at_once,
    ) -> None:
        self.state = state
        self.machine, self._backend, self._adviser = machine, backend, adviser
        self._on_acts, self._on_act, self._on_committed = on_acts, on_act, on_committed
        self._on_decided, self._on_fault, self._secured = on_decided, on_fault, secured
        self._on_unusable = on_unusable
        self._texts = TextCache()
        self._turns: asyncio.Queue[Turn] = asyncio.Queue(TURNS)
        self._prepared: _Prepared | None = None
        self._before: State | None = None  # what a retraction goes back to
        self._retractions = 0
        self._advice: asyncio.Task[Advised] | None = None  # waited for by the turn that is being worked off

    def start(self, machine: Machine, state: State) -> None:
        """Begin with this machine; the conversation keeps it to its end, whatever the hall loads meanwhile."""
        self.machine, self.state = machine, state
        self._prepared = self._before = None

    def drop_texts(self) -> None:
        """What was read out of the citizen's words is dropped: the conversation is over."""
        self._texts.clear()

    def prepare(self, turn: Turn) -> tuple[Act, ...]:
        """What would be done upon `turn`, as things stand. Nothing happens until it is really decided."""
        self.discard()
        after, acts = self.machine.step(self.state, turn, self._texts)
        consults = [act for act in acts if isinstance(act, Consult)]
        advice = self._begin_advice(consults[0]) if consults else None
        self._prepared = _Prepared(self.state, turn, after, acts, advice)
        return acts

    def discard(self) -> None:
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared.advice is not None:
            prepared.advice.cancel()

    def decide(self, turn: Turn) -> None:
        self._before = None  # what there was to go back to is over
        try:
            self._turns.put_nowait(turn)
        except asyncio.QueueFull:
            self._on_fault("deciding: too many turns at once")
            self._on_decided()

    def retract(self) -> None:
        """As if the last turn had not been. After `on_committed` it only forgets turns not looked at yet."""
        while not self._turns.empty():
            self._turns.get_nowait()
            self._on_decided()
        if self._before is not None:
            self.state, self._before = self._before, None
            self._retractions += 1
            self._drop_advice()

    async def run(self) -> None:
        try:
            while True:
                await self._work_off(await self._turns.get())
                self._on_decided()
                await asyncio.sleep(0)  # a full queue is worked off between other conversations' frames
        finally:
            self.discard()
            self._drop_advice()

    async def _work_off(self, turn: Turn) -> None:
        self._before = self.state
        following: Turn | None = turn
        while following is not None:
            retractions = self._retractions
            after, acts = await self._step(following)
            if self._retractions != retractions:
                return  # taken back while it was being decided
            self.state, following = after, None
            self._on_acts(acts)
            for act in acts:
                if _binds(act):
                    self._before = None
                    self._on_committed()
                match act:
                    case Filed():
                        await self._secured()
                    case Call():
                        if act.key:
                            await self._secured()
                        following = await self._ask(act)
                    case Consult():
                        following = await self._advised(act)
                        if following is None:
                            return
                    case _:
                        self._on_act(act)

    async def _step(self, turn: Turn) -> tuple[State, tuple[Act, ...]]:
        prepared = self._prepared
        if prepared is not None and prepared.before is self.state and prepared.turn == turn:
            self._prepared, self._advice = None, prepared.advice
            return prepared.after, prepared.acts
        self.discard()
        if isinstance(turn, Said) and len(turn.text) > LONG_TEXT:
            return await asyncio.to_thread(self.machine.step, self.state, turn, self._texts)
        return self.machine.step(self.state, turn, self._texts)

    def _begin_advice(self, consult: Consult) -> asyncio.Task[Advised] | None:
        if self._adviser is None:
            return None
        return asyncio.create_task(self._adviser.advise(consult), name="deciding.advice")

    async def _advised(self, consult: Consult) -> Advised | None:
        """None: the turn that wanted it has been taken back."""
        advice = self._advice = self._advice or self._begin_advice(consult)
        if advice is None:
            return Advised(consult.call)
        await asyncio.wait([advice])
        if self._advice is not advice:
            return None
        self._advice = None
        return advice.result()

    def _drop_advice(self) -> None:
        advice, self._advice = self._advice, None
        if advice is not None:
            advice.cancel()

    async def _ask(self, call: Call) -> Answered:
        try:
            data = await self._backend.call(call.api, call.params, key=call.key, timeout_s=call.timeout_s)
        except BackendError as error:
            self._on_fault(f"backend: {call.api}: {error.kind}")
            return Answered(call.call, ok=False, reason=error.kind, message=error.message)
        self._check(call, data)
        return Answered(call.call, ok=True, data=data)

    def _check(self, call: Call, data: dict[str, str]) -> None:
        """Name the fields that the script wants and the answer lacks; the machine takes the failure branch."""
        unusable = data.unusable if isinstance(data, AnswerFields) else {}
        for name in call.wanted:
            if not data.get(name):
                came = unusable.get(name, "nothing")
                self._on_unusable(call.api, f"“{name}”: expected text or a number, got {came}")


def _binds(act: Act) -> bool:
    """What others have noticed cannot be taken back."""
    return isinstance(act, Call | Filed | Handoff | End) or (
        isinstance(act, Show) and any(isinstance(card, ReceiptCard) for card in act.cards)
    )
