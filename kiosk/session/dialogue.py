"""The dialogue stage of a session: one turn at a time through the step machine, and its acts carried out in order.

A `Call` is answered by the back end, a `Consult` by the language model, before the next turn is decided: what the
citizen says meanwhile waits. The machine is pure, so a turn can be decided preemptively (`prepare`) and, until the back
end was called or a human sent for, be rolled back (`retract`). Advice has no effect outside the conversation: it is
asked for preemptively too, and cancelled when the turn is rolled back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from dialogue import Machine, State, phrases
from dialogue.acts import (
    Act,
    Advised,
    Answered,
    Call,
    CallToVouch,
    Claimed,
    ClaimParked,
    Consult,
    End,
    Expect,
    Filed,
    Handoff,
    Park,
    Print,
    ProofAct,
    ReceiptCard,
    Said,
    Say,
    Show,
    TextMessage,
    Turn,
    Unresolved,
)
from dialogue.script.assurance import ProofMeans
from kiosk.session.proving import NoProofs, Proofs
from kiosk.telemetry.fault import Fault
from kiosk.upstream.advice import Adviser
from kiosk.upstream.answer import AnswerFields, BackendError
from kiosk.upstream.origin import calls_from
from mandarin.text_cache import TextCache

#: Turns waiting to be decided. Overflow: the newest is dropped (a button pressed many times a second).
TURNS = 16


class Backend(Protocol):
    """Calls an interface of the hall's back end. Raises `BackendError`."""

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]: ...


class DialogueListener(Protocol):
    """Is told what is decided, in the order in which it is to be carried out."""

    def about_to(self, coming: tuple[Act, ...]) -> None:
        """All acts of one step, before the first of them is carried out."""

    def carry_out(self, act: Act) -> None:
        """The next act; not told of those that have a method of their own, nor of `Call`, `Consult`, `Filed`,
        `Unresolved`.
        """

    def silent_from(self) -> float:
        """Loop time from which the citizen hears nothing; now, while the clerk speaks or nobody listens."""

    def committed(self) -> None:
        """From here on the decision cannot be rolled back."""

    def decided(self) -> None:
        """One turn has been worked off."""

    def called(self, api: str, outcome: str, took_ms: float) -> None:
        """A call of interface `api` has ended: `ok`, or the kind of its `BackendError`."""

    def answered(self, api: str, fields: Mapping[str, str | None]) -> None:
        """The fields of an answer of interface `api` that the script wants; None: the answer lacks it."""

    def unusable(self, api: str, why: str) -> None:
        """An answer of interface `api` lacks a field that the script wants, and why."""

    async def secured(self) -> None:
        """Wait until what `about_to` kept is on the disk: before a case is sent, and before its receipt is shown."""

    async def text(self, message: TextMessage) -> None:
        """Send it, and say what became of it. Takes a few seconds at most."""

    async def print(self, act: Print) -> None:
        """Print it, and say what became of it. Takes half a minute at most."""

    def park(self, act: Park) -> None:
        """Keep the conversation, and say its number."""

    def claim(self, act: ClaimParked) -> str:
        """The state that is claimed; empty where the claim is wrong."""

    def fault(self, fault: Fault) -> None:
        """Something failed; the stage goes on."""


#: Seconds of silence during a call after which the citizen hears that it goes on, again and again.
SLOW_S = 4.0
#: Longer texts (characters) are decided in a worker thread: 500 random ones take 0.1 s, in which the event loop must
#: move the sound of the other conversations. An utterance of usual length is decided on the event loop, in 1 to 5 ms.
#: A hall has one such thread for all conversations: with several the event loop waits for the interpreter behind each,
#: and nothing is decided sooner.
LONG_TEXT = 60


@dataclass(frozen=True, slots=True)
class _Prepared:
    before: State
    turn: Turn
    after: State
    acts: tuple[Act, ...]
    lost: frozenset[ProofMeans]
    advice: asyncio.Task[Advised] | None  # what the last of `acts` asks for


class DialogueStage:
    """`decide` takes turns; `run` works them off. `state`: after the last turn."""

    def __init__(
        self,
        listener: DialogueListener,
        machine: Machine,
        state: State,
        backend: Backend,
        adviser: Adviser | None = None,
        long_texts: Executor | None = None,
        body: Callable[[Call], dict[str, Any]] = lambda call: call.body,
        desk: Callable[[], str] = lambda: "",
        kiosk: str = "",
        proofs: Proofs | None = None,
        lost: Callable[[], frozenset[ProofMeans]] = frozenset,
    ) -> None:
        """`long_texts`: where long texts are decided; None: the event loop's default executor. `body`: of a call, as it
        is sent; it may raise BackendError. `desk`: where citizens are sent, if nobody can be called now. `kiosk`: the
        client's name, which calls tell the back end. `proofs`: None where nothing
        can be proven. `lost`: the ways of proving who the citizen is that do not work at this kiosk now.
        """
        self._body, self._desk, self._kiosk, self._lost = body, desk, kiosk, lost
        self._proofs = proofs or NoProofs()
        self.state = state
        self._long_texts = long_texts
        self.machine, self._backend, self._adviser = machine, backend, adviser
        self._listener = listener
        self._texts = TextCache()
        self._turns: asyncio.Queue[Turn] = asyncio.Queue(TURNS)
        self._prepared: _Prepared | None = None
        self._before: State | None = None  # what a rollback returns to
        self._retractions = 0
        self._working = False
        self._advice: asyncio.Task[Advised] | None = None  # of the turn that is being worked off
        self._told_at = 0.0  # loop time at which this turn began, or the citizen was last told that a call goes on

    @property
    def busy(self) -> bool:
        """A turn is being worked off, or waits for that."""
        return self._working or not self._turns.empty()

    def start(self, machine: Machine, state: State) -> None:
        """Begin with this machine. The conversation keeps it to its end, also when the hall reloads its scripts."""
        self.machine, self.state = machine, state
        self._prepared = self._before = None

    def heeds(self, turn: Turn) -> bool:
        """Whether `turn` would be answered now."""
        return not self.busy and bool(self._step_of(turn)()[1])

    def drop_texts(self) -> None:
        """What was read out of the citizen's words is dropped: the conversation is over."""
        self._texts.clear()

    def prepare(self, turn: Turn) -> tuple[Act, ...]:
        """Decide on `turn` preemptively: gives the acts. No effect until `decide` is called with the same turn.

        None for a long text: it is decided once, in its own thread.
        """
        self.discard()
        if _is_long(turn):
            return ()
        after, acts = self._step_of(turn)()
        consults = [act for act in acts if isinstance(act, Consult)]
        advice = self._begin_advice(consults[0]) if consults else None
        self._prepared = _Prepared(self.state, turn, after, acts, self._lost(), advice)
        return acts

    def would_ask(self, turn: Turn) -> Expect | None:
        """What would be asked after `turn`, without any effect; None where that is not known without the back end."""
        if self.busy:
            return None
        _, acts = self._step_of(turn)()
        return next((act for act in acts if isinstance(act, Expect)), None)

    def discard(self) -> None:
        """Cancel the preemptive decision."""
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared.advice is not None:
            prepared.advice.cancel()

    def decide(self, turn: Turn) -> None:
        """Queue a turn. The one before it can no longer be rolled back."""
        self._before = None
        try:
            self._turns.put_nowait(turn)
        except asyncio.QueueFull:
            self._listener.fault(Fault("deciding", "too many turns at once"))
            self._listener.decided()

    def retract(self) -> None:
        """Roll back the last turn, and forget turns not decided yet. After `committed` only the latter."""
        while not self._turns.empty():
            self._turns.get_nowait()
            self._listener.decided()
        if self._before is not None:
            self.state, self._before = self._before, None
            self._retractions += 1
            self._drop_advice()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                turn = await self._turns.get()
                self._working = True
                await self._work_off(turn)
                self._working = False
                self._listener.decided()
                await asyncio.sleep(0)  # other conversations' frames come between two turns of a full queue
        finally:
            self.discard()
            self._drop_advice()
            self.drop_texts()  # a turn may have been decided since the end

    async def _work_off(self, turn: Turn) -> None:
        self._before, self._told_at = self.state, asyncio.get_running_loop().time()
        following: Turn | None = turn
        while following is not None:
            retractions = self._retractions
            after, acts = await self._step(following)
            if self._retractions != retractions:
                return  # rolled back while it was being decided
            self.state, following = after, None
            self._listener.about_to(acts)
            for act in acts:
                if _commits(act):
                    self._before = None
                    self._listener.committed()
                match act:
                    case Filed() | Unresolved():
                        await self._listener.secured()
                    case TextMessage():
                        await self._listener.text(act)
                    case Print():
                        await self._listener.print(act)
                    case Park():
                        self._listener.park(act)
                    case _ if isinstance(act, ProofAct):
                        following = await self._proofs.answer(act)
                    case ClaimParked():
                        following = Claimed(self._listener.claim(act))
                    case Call():
                        if act.key:
                            await self._listener.secured()
                        following = await self._ask(act)
                    case Consult():
                        following = await self._advised(act)
                        if following is None:
                            return
                    case _:
                        self._listener.carry_out(act)

    async def _step(self, turn: Turn) -> tuple[State, tuple[Act, ...]]:
        prepared = self._prepared
        same = prepared is not None and prepared.before is self.state and prepared.turn == turn
        if prepared is not None and same and prepared.lost == self._lost():
            self._prepared, self._advice = None, prepared.advice
            return prepared.after, prepared.acts
        self.discard()
        if _is_long(turn):
            return await asyncio.get_running_loop().run_in_executor(self._long_texts, self._step_of(turn))
        return self._step_of(turn)()

    def _step_of(self, turn: Turn) -> Callable[[], tuple[State, tuple[Act, ...]]]:
        return partial(self.machine.step, self.state, turn, self._texts, now(), self._desk(), self._lost())

    def _begin_advice(self, consult: Consult) -> asyncio.Task[Advised] | None:
        if self._adviser is None:
            return None
        return asyncio.create_task(self._adviser.advise(consult), name="deciding.advice")

    async def _advised(self, consult: Consult) -> Advised | None:
        """None: the turn that asked for it was rolled back."""
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
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            data = await self._called(call)
        except BackendError as error:
            self._listener.called(call.api, error.kind, (loop.time() - began) * 1000)
            self._listener.fault(Fault("backend", f"{call.api}: {error.kind}"))
            return Answered(call.call, ok=False, reason=error.kind, message=error.message)
        self._listener.called(call.api, "ok", (loop.time() - began) * 1000)
        if isinstance(data, AnswerFields):
            data = data.with_lists(call.lists)
        self._listener.answered(call.api, {name: data.get(name) or None for name in call.wanted})
        self._check(call, data)
        return Answered(call.call, ok=True, data=data)

    async def _called(self, call: Call) -> dict[str, str]:
        """The back end's answer. Tells the citizen after `SLOW_S` of silence that it goes on. Raises BackendError."""
        body = self._body(call)
        with calls_from(self.state.conversation, self._kiosk):
            asking = asyncio.ensure_future(self._backend.call(call.api, body, key=call.key, timeout_s=call.timeout_s))
        try:
            while not (await asyncio.wait([asking], timeout=max(0.0, self._silence_left())))[0]:
                if self._silence_left() <= 0:
                    self._told_at = asyncio.get_running_loop().time()
                    self._listener.carry_out(Say(phrases.STILL_WORKING, fixed=True))
        finally:
            if not asking.done():
                asking.cancel()
        return asking.result()

    def _silence_left(self) -> float:
        """Seconds until the citizen will have heard nothing for `SLOW_S`, as far as it is known now."""
        silent_from = max(self._told_at, self._listener.silent_from())
        return silent_from + SLOW_S - asyncio.get_running_loop().time()

    def _check(self, call: Call, data: dict[str, str]) -> None:
        """Report the fields that the script wants and the answer lacks; the machine takes the failure branch."""
        unusable = data.unusable if isinstance(data, AnswerFields) else {}
        for name in call.wanted:
            if not data.get(name):
                came = unusable.get(name, "nothing")
                wanted = "a list of objects" if name in call.lists else "text or a number"
                self._listener.unusable(call.api, f"“{name}”: expected {wanted}, got {came}")


def now() -> str:
    """The hall's time of day, `HH:MM`, which 现在 and 办公时间 in a script mean."""
    return datetime.now().astimezone().strftime("%H:%M")


def _is_long(turn: Turn) -> bool:
    return isinstance(turn, Said) and len(turn.text) > LONG_TEXT


def _commits(act: Act) -> bool:
    """Whether the act has an effect outside the conversation, so that the decision cannot be rolled back."""
    outside = (
        Call | Filed | Unresolved | TextMessage | Print | ProofAct | CallToVouch | Park | ClaimParked | Handoff | End
    )  # fmt: skip
    return isinstance(act, outside) or (
        isinstance(act, Show) and any(isinstance(card, ReceiptCard) for card in act.cards)
    )
