"""Transcripts, tickets, and the interface of a recogniser."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from asr.syllables.heard_answer import HeardAnswer
from asr.syllables.lattice import Lattice

#: All sound in this package is mono int16 at this rate (Hz).
RATE = 16_000


class Urgency(IntEnum):
    """The order of work. Within a class, the earliest `Ticket.due` goes first."""

    FINAL = 0  # the citizen has finished, and waits
    SPECULATIVE = 1  # the citizen pauses, and may have finished
    PARTIAL = 2  # a caption during speech: dropped before other work has to wait


@dataclass(slots=True, eq=False)
class Ticket:
    """How urgent a piece of work is. May be changed while it waits: a pause that becomes an end makes it `FINAL`.

    `due`: when the text is wanted, in seconds on the event loop's clock. `number`: a number is asked for, and may be
    decoded in the style of one. `on_syllables`: called with what the head heard as soon as that is known, before the
    text; not for partials, and never where there is no head. `syllables_only`: no text is wanted where there is a
    head, and the transcript has its lattice alone; without a head the sound is decoded as for a partial.
    """

    urgency: Urgency = Urgency.FINAL
    due: float = math.inf
    number: bool = False
    on_syllables: Callable[[Lattice], None] | None = None
    syllables_only: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another hypothesis, with its own confidence (0..1)."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """One recognised utterance. `text` is Simplified Chinese, empty when a guard refused it (`refused` says which).

    `alternatives`: other hypotheses, likeliest first, `text` itself not among them. `lattice`: the syllables heard by
    the head; None where there is no head for the model, or the text is a caption. `answer`: what they say in answer to
    the open question, once `choose` has looked.
    """

    text: str
    confidence: float  # 0..1, how likely it is that every syllable of `text` is right
    no_speech: float  # 0..1, the model's probability that there is no speech
    seconds: float  # length of the sound
    refused: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    lattice: Lattice | None = None
    answer: HeardAnswer | None = None


class Recogniser(Protocol):
    """Turns one stretch of speech into text. Raises `asr.RecogniserError` when it cannot."""

    @property
    def name(self) -> str:
        """Model and device, e.g. `whisper-base int8 cpu`."""
        ...

    @property
    def backlog_s(self) -> float:
        """How long (s, estimated) a final handed in now would wait before its decoding starts."""
        ...

    @property
    def timeout_s(self) -> float:
        """How long (s) one call may take. Callers give up a call after this plus a margin."""
        ...

    @property
    def hears_syllables(self) -> bool:
        """Whether transcripts have a lattice, so that `Ticket.syllables_only` makes sense."""
        ...

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Cancelling the call takes it out of the queue. Raises `BusyError` for a partial that had to give way."""
        ...

    async def close(self) -> None: ...
