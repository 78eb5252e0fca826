"""What the codecs of all telephone surfaces have in common: the events of a call, and what a codec can do. Sans-I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
#: One message on the wire: text and binary are kept apart where the surface is a WebSocket.
WireFrame = bytes | str
#: Milliseconds of sound in each frame that is sent.
FRAME_MS = 20
#: What a caller can press; the letters are on no caller's telephone, and are dropped.
DIGITS = "0123456789*#"


@dataclass(frozen=True, slots=True)
class CallStarted:
    """The call is identified; it comes once, before all other events. `call_id`: as the peer names it.

    `caller`, `called`: their numbers as the peer tells them (`known_number`), else empty. Personal: never logged.
    """

    call_id: str
    caller: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class CallerAudio:
    """Mono int16 at `rate` Hz, following on the last one."""

    pcm: Pcm
    rate: int


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """One of `DIGITS`, once for each press."""

    digit: str


@dataclass(frozen=True, slots=True)
class MarkPlayed:
    """The peer has played all sound that was sent before the mark of this name. Marks before a `clear` may be lost."""

    name: str


@dataclass(frozen=True, slots=True)
class BufferFull:
    """The peer takes no more sound (`full`), or takes it again (not `full`)."""

    full: bool


@dataclass(frozen=True, slots=True)
class QueueDrained:
    """The peer has played everything that it was sent."""


@dataclass(frozen=True, slots=True)
class CallHeld:
    """The caller put us on hold (`held`), or took the call up again. Meanwhile neither hears the other."""

    held: bool


@dataclass(frozen=True, slots=True)
class CallerHungUp:
    """The call is over. Nothing follows."""


@dataclass(frozen=True, slots=True)
class PeerMistake:
    """The peer sent what the protocol does not allow, and it was dropped. `fatal`: the connection must be closed.

    `code` is short and fixed, for counting; `text` says what was expected and never repeats what came.
    """

    code: str
    text: str
    fatal: bool = False


PhoneEvent = (
    CallStarted
    | CallerAudio
    | DigitPressed
    | MarkPlayed
    | BufferFull
    | QueueDrained
    | CallHeld
    | CallerHungUp
    | PeerMistake
)


class PhoneCodec(Protocol):
    """One call's protocol. No method raises; once `over`, `feed` gives nothing.

    `rate`: Hz of the sound to be sent now; it may change until the caller's first sound has come.
    `marks`: the peer reports `MarkPlayed`. `buffers`: the peer plays what it is sent in its own time, and can `clear`
    it; otherwise it must be sent sound all the time, silence too, and no faster than it is played.
    """

    @property
    def rate(self) -> int: ...
    @property
    def over(self) -> bool: ...
    @property
    def marks(self) -> bool: ...
    @property
    def buffers(self) -> bool: ...

    def feed(self, data: WireFrame) -> list[PhoneEvent]: ...

    def audio(self, pcm: Pcm) -> list[WireFrame]:
        """`FRAME_MS` of mono int16 at `rate`."""
        ...

    def clear(self) -> list[WireFrame]:
        """Drop what the peer has not played yet."""
        ...

    def mark(self, name: str) -> list[WireFrame]: ...

    def hang_up(self) -> list[WireFrame]: ...


@runtime_checkable
class NamesCoding(Protocol):
    """A codec that can say how samples stand on the wire, as `audio.CODING_NAMES` does; "" until it is known."""

    @property
    def coding_name(self) -> str: ...


@runtime_checkable
class CountsLoss(Protocol):
    """A codec that knows by numbers in the packets what was lost on the way, and what was never sent."""

    @property
    def lost_ms(self) -> int:
        """Of the caller's sound, so far."""
        ...


class Mistakes:
    """Counts a peer's mistakes: after `budget` of them the next is fatal."""

    def __init__(self, budget: int) -> None:
        self._left = budget

    def told(self, code: str, text: str, *, fatal: bool = False) -> PeerMistake:
        self._left -= 1
        return PeerMistake(code, text, fatal or self._left < 0)


def frame_samples(rate: int) -> int:
    """Samples in a frame of `FRAME_MS` at `rate` Hz."""
    return rate * FRAME_MS // 1000


def known_id(value: str) -> str:
    """A peer's name of a call, a stream or a number: printable ASCII without blanks, at most 128; else ""."""
    good = len(value) <= 128 and value.isascii() and value.isprintable() and " " not in value
    return value if good else ""


def known_number(value: str) -> str:
    """A caller's number: 5 to 15 digits, with or without a +; else "". Networks tell a word (anonymous, Restricted)
    where a number is withheld, the same for everybody.
    """
    return value if re.fullmatch(r"\+?[0-9]{5,15}", value) else ""
