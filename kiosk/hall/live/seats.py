"""Who answers in the clerk's place, conversation by conversation: one member of staff at a time. Sans-I/O.

    nobody ──take──> owned ──hand_back, lost, idle, ended──> nobody
                       └──hand_over──> owned by another

An owner keeps the conversation by being there: his page says so every few seconds, and he acts now and then.
Times are seconds on the caller's monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

#: Seconds without a sign of the owner's page after which he is gone.
LOST_S = 20.0

#: Why the machine goes on.
HandBack = Literal["handed_back", "lost", "idle"]


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of staff at the console. `account`: tells him from others. `name`: as people call him."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """`seen`: when his page last gave a sign. `acted`: when he last took, said or received it. `came`: whether his
    coming was told (`SeatTable.came`); one whom it was handed over to may never come.
    """

    seat: Seat
    since: float
    seen: float
    acted: float
    came: bool = False


class SeatTable:
    """`idle_s`: seconds without an act of the owner after which he does not answer any more."""

    def __init__(self, *, idle_s: float) -> None:
        self._idle_s = idle_s
        self._owned: dict[str, Ownership] = {}  # by conversation

    def __len__(self) -> int:
        return len(self._owned)

    def owner(self, conversation: str) -> Seat | None:
        owned = self._owned.get(conversation)
        return None if owned is None else owned.seat

    def owns(self, conversation: str, account: str) -> bool:
        owner = self.owner(conversation)
        return owner is not None and owner.account == account

    def take(self, conversation: str, seat: Seat, now: float) -> Seat:
        """Gives who has it now: `seat` itself, or who was faster."""
        owned = self._owned.get(conversation)
        if owned is None:
            owned = Ownership(seat, now, now, now)
        elif owned.seat.account == seat.account:
            owned = replace(owned, seen=now, acted=now)
        self._owned[conversation] = owned
        return owned.seat

    def seen(self, conversation: str, account: str, now: float, *, acted: bool = False) -> bool:
        """A sign of the owner's page; `acted`: of himself. False: he does not have it."""
        owned = self._owned.get(conversation)
        if owned is None or owned.seat.account != account:
            return False
        self._owned[conversation] = replace(owned, seen=now, acted=now if acted else owned.acted)
        return True

    def came(self, conversation: str, account: str) -> bool:
        """True once: at the first sign of `account` since it took the conversation, or was handed it."""
        owned = self._owned.get(conversation)
        if owned is None or owned.seat.account != account or owned.came:
            return False
        self._owned[conversation] = replace(owned, came=True)
        return True

    def hand_over(self, conversation: str, account: str, to: Seat, now: float) -> bool:
        """From its owner to another, who has `LOST_S` to give a sign. False: `account` does not have it."""
        if not self.owns(conversation, account):
            return False
        self._owned[conversation] = Ownership(to, now, now, now)
        return True

    def release(self, conversation: str) -> Seat | None:
        """Nobody has it any more. Gives who had it."""
        owned = self._owned.pop(conversation, None)
        return None if owned is None else owned.seat

    @property
    def deadline(self) -> float | None:
        """When `due` has something to give; None: nobody owns anything."""
        return min((self._until(owned) for owned in self._owned.values()), default=None)

    def due(self, now: float) -> list[tuple[str, HandBack]]:
        """The conversations whose owner is gone or idle; they are still his until `release`."""
        return [
            (conversation, "lost" if now >= owned.seen + LOST_S else "idle")
            for conversation, owned in self._owned.items()
            if now >= self._until(owned)
        ]

    def _until(self, owned: Ownership) -> float:
        return min(owned.seen + LOST_S, owned.acted + self._idle_s)
