"""The settings of listening and stepping in: whether conversations may be heard, how a member of staff is told to the
citizen, and for how long one may be silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.config.rules import decimal, one_of


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """`staff_name`: whether a citizen is told the name of the member of staff who answers in the clerk's place.
    `idle_s`: seconds without a word of that member of staff, then the machine goes on. `sound`: whether seats may hear
    conversations, not only read them: numbers are masked in captions, and not in sound.
    """

    staff_name: Literal["on", "off"] = one_of("off", "off", "on")
    idle_s: float = decimal(180, 30, 3600)
    sound: Literal["on", "off"] = one_of("off", "off", "on")
