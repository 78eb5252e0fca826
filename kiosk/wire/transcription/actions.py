"""What the transcription protocols have in common: their actions, and the reading and writing of JSON. Sans-I/O.

A protocol is fed with the client's frames and with the results of the speech input, and returns actions that are to be
carried out in their order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.wire.codec import WireError
from kiosk.wire.texts import is_text

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Send:
    """A text frame for the client."""

    text: str


@dataclass(frozen=True, slots=True)
class Hear:
    """Mono int16 at `rate` Hz for the speech input, following on the last one."""

    pcm: Pcm
    rate: int


@dataclass(frozen=True, slots=True)
class Flush:
    """End the utterance here. Call `flushed` once the texts of all sound before have been told."""


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Recognise all of `pcm` as one utterance, and call `transcribed` with `key`."""

    key: str
    pcm: Pcm
    rate: int


@dataclass(frozen=True, slots=True)
class SetEndSilence:
    """Set the silence that ends an utterance."""

    silence_ms: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection, after what has been sent before. `reason` is for the close frame."""

    reason: str


Action = Send | Hear | Flush | Transcribe | SetEndSilence | HangUp


class TranscriptionProtocol(Protocol):
    """FunASR's or OpenAI's protocol. No method raises; once `closed`, none returns an action.

    `voice`, `pause`, `text`: an utterance begins, ends, has been recognised (empty text: no speech); times in ms of the
    sound given to the speech input. `partial`: the utterance so far; its first `stable` characters do not change.
    `fault`: in place of a `text`. `flushed`: the texts of all sound before a `Flush` have been told. `sound_in`: how
    many characters of a text frame are sound. `too_fast`: a frame beyond the budget was dropped unread.
    """

    @property
    def closed(self) -> bool: ...
    def opened(self) -> list[Action]: ...
    def sound_in(self, text: str) -> int: ...
    def feed_text(self, text: str) -> list[Action]: ...
    def feed_binary(self, data: bytes) -> list[Action]: ...
    def voice(self, start_ms: int) -> list[Action]: ...
    def partial(self, text: str, stable: int) -> list[Action]: ...
    def pause(self, end_ms: int) -> list[Action]: ...
    def text(self, text: str, start_ms: int, end_ms: int) -> list[Action]: ...
    def fault(self) -> list[Action]: ...
    def transcribed(self, key: str, text: str | None, seconds: float) -> list[Action]: ...
    def flushed(self) -> list[Action]: ...
    def too_fast(self, what: str) -> list[Action]: ...
    def hang_up(self, code: str, text: str) -> list[Action]: ...


class ErrorBudget:
    """How many mistakes a client may still make."""

    def __init__(self, errors: int) -> None:
        self._left = errors

    @property
    def spent(self) -> bool:
        return self._left <= 0

    def spend(self) -> None:
        self._left -= 1


#: Most bytes of JSON in a message without sound (a byte of JSON costs a hundred times a byte of sound to read), and in
#: one with sound, apart from the sound.
TEXT_BYTES, BESIDE_SOUND_BYTES = 16_384, 1024


def read_object(text: str, longest: int, *, sound: int = 0) -> dict[str, Any]:
    """A JSON object. `sound`: how many of its characters are base64 sound, which has limits of its own.

    Raises WireError: `too_big` past `longest` bytes and past the limits above, `bad_message` for anything else.
    """
    least = min(longest, BESIDE_SOUND_BYTES if sound else TEXT_BYTES)
    if len(text) - sound > least or len(encoded := text.encode(errors="replace")) - sound > least:
        raise WireError("too_big", f"expected at most {least} bytes of JSON in a message{_beside(sound)}; got more")
    if len(encoded) > longest:
        raise WireError("too_big", f"expected at most {longest} bytes in a message; got more")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise WireError("bad_message", "expected a JSON object; got something that is no JSON") from None
    if not isinstance(found, dict):
        raise WireError("bad_message", f"expected a JSON object; got {type(found).__name__}")
    if "\\u" in text and not is_text(json.dumps(found, ensure_ascii=False)):
        raise WireError("bad_message", "expected Unicode text; got a lone surrogate")
    return found


def _beside(sound: int) -> str:
    return ", besides its sound" if sound else ""


def write(message: dict[str, Any]) -> Send:
    return Send(json.dumps(message, ensure_ascii=False, separators=(",", ":")))


class Deltas:
    """Turns captions, which may change, into pieces of text that a client appends to each other."""

    def __init__(self) -> None:
        self.told = ""

    def partial(self, text: str, stable: int) -> str:
        """The stable part that has not been sent yet."""
        piece = text[len(self.told) : stable] if text.startswith(self.told) else ""
        self.told += piece
        return piece

    def final(self, text: str) -> str:
        """The rest of the utterance; then start anew. A piece that was sent and proved wrong cannot be withdrawn."""
        piece = text[len(self.told) :]
        self.told = ""
        return piece
