"""The deciding stage of a session: one turn at a time through the step machine, and its acts carried out in order.

A `Call` is answered by the back end before the next turn is looked at: what the citizen says meanwhile waits its turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from dialogue import Machine, State
from dialogue.acts import Act, Answered, Call, Turn
from kiosk.backend import BackendError

#: Turns waiting to be decided. Overflow: the newest is dropped (a citizen pressing a button like mad).
TURNS = 16


class Backend(Protocol):
    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float) -> dict[str, str]: ...


class Deciding:
    """`on_act`: carry this out. `on_decided`: one turn has been worked off, and how long the machine thought (ms)."""

    def __init__(
        self,
        machine: Machine,
        state: State,
        backend: Backend,
        *,
        on_act: Callable[[Act], None],
        on_decided: Callable[[], None],
        on_fault: Callable[[str], None],
    ) -> None:
        self.state = state
        self._machine, self._backend = machine, backend
        self._on_act, self._on_decided, self._on_fault = on_act, on_decided, on_fault
        self._turns: asyncio.Queue[Turn] = asyncio.Queue(TURNS)

    def decide(self, turn: Turn) -> None:
        try:
            self._turns.put_nowait(turn)
        except asyncio.QueueFull:
            self._on_fault("deciding: too many turns at once")
            self._on_decided()

    async def run(self) -> None:
        while True:
            await self._work_off(await self._turns.get())
            self._on_decided()

    async def _work_off(self, turn: Turn) -> None:
        following: Turn | None = turn
        while following is not None:
            self.state, acts = self._machine.step(self.state, following)
            following = None
            for act in acts:
                if isinstance(act, Call):
                    following = await self._ask(act)
                else:
                    self._on_act(act)

    async def _ask(self, call: Call) -> Answered:
        try:
            data = await self._backend.call(call.api, call.params, key=call.key, timeout_s=call.timeout_s)
        except BackendError as error:
            self._on_fault(f"backend: {call.api}: {error.kind}")
            return Answered(call.call, ok=False, reason=error.kind)
        return Answered(call.call, ok=True, data=data)
