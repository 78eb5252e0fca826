"""What the adapters for other people's clients have in common: what they want done, and reading JSON. Sans-I/O.

Such a client only wants its speech written down. Its protocol is fed with frames and with what the ear and the
recogniser found, and answers with the actions below, to be carried out in their order.
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
    """Mono int16 at `rate` Hz for the ear; it goes on where the last one ended."""

    pcm: Pcm
    rate: int


@dataclass(frozen=True, slots=True)
class Flush:
    """What is being said ends here. Tell the protocol `flushed` once all of its text has been told."""


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Write down the whole of this, without looking for speech in it. Tell the protocol `transcribed`, with the key."""

    key: str
    pcm: Pcm
    rate: int


@dataclass(frozen=True, slots=True)
class SetEndSilence:
    """From now on this much silence is the end of an utterance."""

    silence_ms: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection, after what has been sent before. `reason` is for the close frame."""

    reason: str


Action = Send | Hear | Flush | Transcribe | SetEndSilence | HangUp


class TranscriptionProtocol(Protocol):
    """What the two protocols have in common. Nothing raises; after `closed` nothing happens any more.

    `voice`, `pause`, `text`: an utterance begins, ends, has been recognised (empty text: it was no speech), in ms of
    the sound given to the ear. `partial`: what has been said so far; its first `stable` characters stay. `fault`: in
    place of a `text`. `flushed`: all text of what was said before a `Flush` has been told. `sound_in`: how many
    characters of a text frame are sound. `too_fast`: a frame beyond the budget was thrown away unread.
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


class Patience:
    """How many mistakes a client may still make."""

    def __init__(self, errors: int) -> None:
        self._left = errors

    @property
    def over(self) -> bool:
        return self._left <= 0

    def spend(self) -> None:
        self._left -= 1


#: Bytes in a message of JSON: reading it costs a hundred times what as much sound costs. And in one that carries sound,
#: besides the sound.
TEXT_BYTES, BESIDE_SOUND_BYTES = 16_384, 1024


def read_object(text: str, longest: int, *, sound: int = 0) -> dict[str, Any]:
    """A JSON object. `sound`: so many of its characters are base64, which do not count.

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
    """Captions that may change -> pieces of text that a client can put one behind the other."""

    def __init__(self) -> None:
        self.told = ""

    def partial(self, text: str, stable: int) -> str:
        """What may be told now: of the part that stays, what was not told yet."""
        piece = text[len(self.told) : stable] if text.startswith(self.told) else ""
        self.told += piece
        return piece

    def final(self, text: str) -> str:
        """What is missing, and start anew. What was told and turned out otherwise cannot be taken back."""
        piece = text[len(self.told) :]
        self.told = ""
        return piece
