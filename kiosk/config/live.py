"""The settings of the live wall: what members of staff may hear, and how they are told to the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.config.rules import decimal, one_of


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """`listen`: what a member of staff gets of a conversation that is going on: its `captions`, numbers masked, or its
    `sound` too; with `sound`, `hall.notice` must say so to the citizens. `staff_name`: whether a citizen is told the
    name of the member of staff who answers in the clerk's place. `idle_s`: seconds without a word of that member of
    staff, then the machine goes on.
    """

    listen: Literal["captions", "sound"] = one_of("captions", "captions", "sound")
    staff_name: Literal["on", "off"] = one_of("off", "off", "on")
    idle_s: float = decimal(180, 30, 3600)
