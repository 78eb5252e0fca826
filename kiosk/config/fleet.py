"""The settings of the kiosks of a hall (docs/fleet.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.config.rules import one_of


@dataclass(frozen=True, slots=True)
class FleetSettings:
    """`enrolment`: which pages may connect. required: those of enrolled kiosks, and pages that a browser on this
    machine opens under localhost; open: all pages.
    """

    enrolment: Literal["required", "open"] = one_of("required", "required", "open")
