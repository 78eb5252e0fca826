"""Comparing the face before the kiosk's camera with a person's card: what the machine asks for, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: Pictures that one conversation may have compared.
FACE_TRIES = 3
#: `poor`: the service could not use the picture, or did not find that a living person was before the camera;
#: `unavailable`: it does not answer, or not about this person.
FaceOutcome = Literal["same", "differs", "poor", "unavailable"]


@dataclass(frozen=True, slots=True)
class CompareFace:
    """Send the picture that was taken last to the service, and forget it. The answer comes as `FaceCompared(call=...)`.

    `person`: an identity number. `name`: as the card had it; empty: not known.
    """

    call: int
    person: str = field(repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FaceCompared:
    call: int
    outcome: FaceOutcome
