"""What the recogniser and its worker processes say to each other, as bytes. Sans-I/O.

A frame is `length u32le | payload`. Down go orders: `number u32 | beam u8 | count u16 | count x length u32 | sounds`,
each sound mono int16 at 16 kHz. Up comes JSON: `Ready` once, then one `Done` or `Failed` for each order.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

from asr.errors import RecogniserError
from asr.whisper.hypothesis import Heard, Reading

#: The longest payload (bytes): sixteen utterances of 29 s are 15 MB. What claims to be longer is no frame.
LONGEST = 32 << 20
_LENGTH = struct.Struct("<I")
_ORDER = struct.Struct("<IBH")


class GarbageError(RecogniserError):
    """The other side does not speak this language: a stray print of a native library, a torn frame."""


@dataclass(frozen=True, slots=True)
class Order:
    number: int
    beam: int
    sounds: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded and has been used once."""


@dataclass(frozen=True, slots=True)
class Done:
    """`heard`: in the order of the sounds."""

    number: int
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """`number` 0: the model could not be loaded. `lost`: the device went away, or its memory is full."""

    number: int
    why: str
    lost: bool


Answer = Ready | Done | Failed


def frame(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


class Frames:
    """Cuts a stream of bytes into payloads, however it was torn apart on the way."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads completed by `data`. Raises `GarbageError` for a length that cannot be."""
        self._buffer += data
        payloads = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > LONGEST:
                raise GarbageError(f"a frame of {length} bytes")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            payloads.append(bytes(self._buffer[_LENGTH.size : end]))
            del self._buffer[:end]
        return payloads


def write_order(order: Order) -> bytes:
    lengths = struct.pack(f"<{len(order.sounds)}I", *map(len, order.sounds))
    return b"".join((_ORDER.pack(order.number, order.beam, len(order.sounds)), lengths, *order.sounds))


def read_order(payload: bytes) -> Order:
    """Raises `GarbageError`."""
    try:
        number, beam, count = _ORDER.unpack_from(payload)
        lengths = struct.unpack_from(f"<{count}I", payload, _ORDER.size)
    except struct.error as error:
        raise GarbageError(f"not an order: {error}") from None
    start = _ORDER.size + 4 * count
    if start + sum(lengths) != len(payload) or any(length % 2 for length in lengths):
        raise GarbageError("an order whose sounds are not as long as it says")
    sounds = []
    for length in lengths:
        sounds.append(payload[start : start + length])
        start += length
    return Order(number, beam, tuple(sounds))


def write_answer(answer: Answer) -> bytes:
    match answer:
        case Ready():
            said: dict[str, Any] = {"ready": True}
        case Done(number, heard):
            sounds = [[h.no_speech, [[r.text, r.logprob, r.total] for r in h.readings]] for h in heard]
            said = {"done": number, "heard": sounds}
        case Failed(number, why, lost):
            said = {"failed": number, "why": why, "lost": lost}
    return json.dumps(said, ensure_ascii=False).encode()


def read_answer(payload: bytes) -> Answer:
    """Raises `GarbageError`."""
    try:
        said = json.loads(payload)
        if "done" in said:
            heard = tuple(
                Heard(tuple(Reading(str(t), float(p), float(total)) for t, p, total in readings), float(no_speech))
                for no_speech, readings in said["heard"]
            )
            _check(heard)
            return Done(int(said["done"]), heard)
        if "failed" in said:
            return Failed(int(said["failed"]), str(said["why"]), bool(said["lost"]))
        if "ready" in said:
            return Ready()
    except (ValueError, TypeError, KeyError) as error:  # JSON and UTF-8 errors are ValueErrors
        raise GarbageError(f"not an answer: {type(error).__name__}") from None
    raise GarbageError("not an answer")


def _check(heard: tuple[Heard, ...]) -> None:
    """A device in trouble computes NaN before it falls over."""
    for one in heard:
        numbers = [one.no_speech, *(n for reading in one.readings for n in (reading.logprob, reading.total))]
        if not one.readings or not all(map(math.isfinite, numbers)):
            raise GarbageError("an answer without a reading, or with numbers that are none")
