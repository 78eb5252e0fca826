"""The protocol between the recogniser and its worker processes, as bytes. Sans-I/O.

A frame is `length u32le | payload`. Requests: `number u32 | beam u8 | style u8 | count u16 | count x length u32 |
sounds`, each sound mono int16 at 16 kHz; beam 0: the syllables alone are wanted; style 1: a number is expected. Replies
are JSON, lattices in it in base 64: `WorkerReady` once, then one `DecodeResult` or `DecodeFailure` for each request,
before which one `SyllablesHeard` may come.
"""

from __future__ import annotations

import base64
import json
import math
import struct
from dataclasses import dataclass
from typing import Any

from asr.errors import RecogniserError
from asr.syllables.lattice import Lattice
from asr.whisper.hypothesis import Decoded, Hypothesis

#: The longest payload (bytes): sixteen utterances of 29 s are 15 MB.
LONGEST = 32 << 20
_LENGTH = struct.Struct("<I")
_REQUEST = struct.Struct("<IBBH")


class WorkerProtocolError(RecogniserError):
    """Bytes that are no message of this protocol: a stray print of a native library, a torn frame."""


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """`digits`: a number is expected in these sounds."""

    number: int
    beam: int
    sounds: tuple[bytes, ...]
    digits: bool = False


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """The model is loaded and has been used once."""


@dataclass(frozen=True, slots=True)
class SyllablesHeard:
    """What the syllable head heard in each sound, in the order of the sounds, before their text is known."""

    number: int
    lattices: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class DecodeResult:
    """`decoded`: in the order of the sounds."""

    number: int
    decoded: tuple[Decoded, ...]


@dataclass(frozen=True, slots=True)
class DecodeFailure:
    """`number` 0: the model could not be loaded. `lost`: the device went away, or its memory is full."""

    number: int
    why: str
    lost: bool


WorkerReply = WorkerReady | SyllablesHeard | DecodeResult | DecodeFailure


def frame(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


class FrameReader:
    """Cuts a stream of bytes into payloads, at whatever places the stream was split."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads completed by `data`. Raises `WorkerProtocolError` for a length over `LONGEST`."""
        self._buffer += data
        payloads = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > LONGEST:
                raise WorkerProtocolError(f"expected a frame of at most {LONGEST} bytes, got one of {length}")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            payloads.append(bytes(self._buffer[_LENGTH.size : end]))
            del self._buffer[:end]
        return payloads


def write_request(request: DecodeRequest) -> bytes:
    lengths = struct.pack(f"<{len(request.sounds)}I", *map(len, request.sounds))
    return b"".join(
        (_REQUEST.pack(request.number, request.beam, request.digits, len(request.sounds)), lengths, *request.sounds)
    )


def read_request(payload: bytes) -> DecodeRequest:
    """Raises `WorkerProtocolError`."""
    try:
        number, beam, style, count = _REQUEST.unpack_from(payload)
        lengths = struct.unpack_from(f"<{count}I", payload, _REQUEST.size)
    except struct.error as error:
        raise WorkerProtocolError(f"not a request: {error}") from None
    start = _REQUEST.size + 4 * count
    if start + sum(lengths) != len(payload) or any(length % 2 for length in lengths):
        raise WorkerProtocolError("a request whose sounds are not as long as it says")
    sounds = []
    for length in lengths:
        sounds.append(payload[start : start + length])
        start += length
    return DecodeRequest(number, beam, tuple(sounds), bool(style))


def write_reply(reply: WorkerReply) -> bytes:
    match reply:
        case WorkerReady():
            fields: dict[str, Any] = {"ready": True}
        case SyllablesHeard(number, lattices):
            fields = {"heard": number, "lattices": [_text(lattice) for lattice in lattices]}
        case DecodeResult(number, decoded):
            sounds = [
                [
                    d.no_speech,
                    [[h.text, h.logprob, h.total] for h in d.hypotheses],
                    _text(d.lattice),
                ]
                for d in decoded
            ]
            fields = {"done": number, "decoded": sounds}
        case DecodeFailure(number, why, lost):
            fields = {"failed": number, "why": why, "lost": lost}
    return json.dumps(fields, ensure_ascii=False).encode()


def read_reply(payload: bytes) -> WorkerReply:
    """Raises `WorkerProtocolError`."""
    try:
        fields = json.loads(payload)
        if "done" in fields:
            decoded = tuple(
                Decoded(
                    tuple(Hypothesis(str(t), float(p), float(total)) for t, p, total in hypotheses),
                    float(no_speech),
                    _lattice(lattice) if lattice else b"",
                )
                for no_speech, hypotheses, lattice in fields["decoded"]
            )
            _check(decoded)
            return DecodeResult(int(fields["done"]), decoded)
        if "heard" in fields:
            lattices = tuple(map(_lattice, fields["lattices"]))
            return SyllablesHeard(int(fields["heard"]), lattices)
        if "failed" in fields:
            return DecodeFailure(int(fields["failed"]), str(fields["why"]), bool(fields["lost"]))
        if "ready" in fields:
            return WorkerReady()
    except (ValueError, TypeError, KeyError) as error:  # JSON and UTF-8 errors are ValueErrors
        raise WorkerProtocolError(f"not a reply: {type(error).__name__}") from None
    raise WorkerProtocolError("not a reply")


def _check(decoded: tuple[Decoded, ...]) -> None:
    """Raises `WorkerProtocolError` for NaN and infinite scores: a failing device computes them."""
    for one in decoded:
        numbers = [one.no_speech, *(n for h in one.hypotheses for n in (h.logprob, h.total))]
        if not (one.hypotheses or one.lattice) or not all(map(math.isfinite, numbers)):
            raise WorkerProtocolError("a reply without text and syllables, or with scores that are not finite")


def _text(lattice: bytes) -> str:
    return base64.b64encode(lattice).decode()


def _lattice(text: str) -> bytes:
    """Raises ValueError if `text` does not hold a lattice."""
    return Lattice(base64.b64decode(text, validate=True)).data
