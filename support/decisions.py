"""What a dialogue stage decides, for tests without a session."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from dialogue.acts import Act, ClaimParked, Park, Print, TextMessage
from kiosk.telemetry.fault import Fault


class Decisions:
    """A `DialogueListener` that keeps what it is told; there is no record to wait for."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.calls: list[tuple[str, str, float]] = []
        self.answers: list[tuple[str, dict[str, str | None]]] = []
        self.unusable_fields: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.commits = self.turns = 0
        self._decided = asyncio.Event()
        self._said_at = 0.0

    def about_to(self, coming: tuple[Act, ...]) -> None: ...

    def carry_out(self, act: Act) -> None:
        self.acts.append(act)
        self._said_at = asyncio.get_running_loop().time()

    def silent_from(self) -> float:
        """What is said takes no time."""
        return self._said_at

    def committed(self) -> None:
        self.commits += 1

    def decided(self) -> None:
        self.turns += 1
        self._decided.set()

    async def until_decided(self, turns: int) -> None:
        """Wait until so many turns have been worked off in all."""
        async with asyncio.timeout(60):
            while self.turns < turns:
                self._decided.clear()
                await self._decided.wait()

    def called(self, api: str, outcome: str, took_ms: float) -> None:
        self.calls.append((api, outcome, took_ms))

    def answered(self, api: str, fields: Mapping[str, str | None]) -> None:
        self.answers.append((api, dict(fields)))

    def unusable(self, api: str, why: str) -> None:
        self.unusable_fields.append((api, why))

    async def secured(self) -> None: ...

    async def text(self, message: TextMessage) -> None:
        self.acts.append(message)

    async def print(self, act: Print) -> None:
        self.acts.append(act)

    def park(self, act: Park) -> None:
        self.acts.append(act)

    def claim(self, act: ClaimParked) -> str:
        self.acts.append(act)
        return ""

    def fault(self, fault: Fault) -> None:
        self.faults.append(fault)
