"""The gauges that the waiting room reads."""

from __future__ import annotations

from asr import Recogniser
from kiosk.admission.capacity import Capacity
from kiosk.admission.metering import Metering


class MachineGauges:
    """Capacity and backlog of this machine. Satisfies `waiting_room.Gauges`."""

    def __init__(self, metering: Metering, capacity: Capacity, recogniser: Recogniser) -> None:
        self._metering, self._capacity, self._recogniser = metering, capacity, recogniser

    def occupied(self, conversations: int) -> None:
        self._metering.conversations = conversations

    def capacity(self) -> int:
        self._metering.elapse()
        return self._capacity.update()

    def backlog_s(self) -> float:
        return self._recogniser.backlog_s
