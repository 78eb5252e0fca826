"""What went wrong in a stage while the conversation goes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`stage`: the label of the metric `kiosk_faults` (recogniser, ear, voice, page, backend, …).

    `detail`: for the log. It names errors and interfaces, and never holds what a citizen said.
    """

    stage: str
    detail: str

    def __str__(self) -> str:
        return f"{self.stage}: {self.detail}"
