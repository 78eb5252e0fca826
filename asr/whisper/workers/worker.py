"""The process that decodes: `python -m asr.whisper.workers.worker FOLDER --device cpu --compute int8`.

`process.py` starts it. It is a process of its own because a native library that crashes, stalls or is killed for its
memory takes its process along, and the hall must go on. It reads requests from its standard input and replies on its
standard output (`messages.py`), one after the other, until the input ends.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from asr.errors import DeviceLostError, RecogniserError
from asr.transcript import RATE
from asr.whisper.hypothesis import Decoded
from asr.whisper.workers.messages import (
    DecodeFailure,
    DecodeRequest,
    DecodeResult,
    FrameReader,
    SyllablesHeard,
    WorkerReady,
    WorkerReply,
    frame,
    read_request,
    write_reply,
)

_PR_SET_PDEATHSIG = 1
#: oneDNN, on which CTranslate2 stands, keeps what it has prepared for a length of sound, for up to 1,024 lengths: 120
#: utterances of 0.5 to 4 s took 67 MB that were never given back. With this limit: 4 MB, at the same speed.
_PREPARED = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "32"}


class Decoder(Protocol):
    def decode(
        self,
        sounds: Sequence[NDArray[np.float32]],
        *,
        beam: int,
        digits: bool = False,
        on_syllables: Callable[[list[bytes]], None] | None = None,
    ) -> list[Decoded]:
        """As `asr.whisper.decoder.WhisperDecoder.decode`."""
        ...


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute", default="int8")
    options = parser.parse_args()

    os.environ.update(_PREPARED)  # it is read when the library is first used

    def load() -> Decoder:
        # Imported here, so that a native library that cannot be loaded is reported as a `DecodeFailure`.
        from asr.syllables.heads import head_for
        from asr.whisper.decoder import WhisperDecoder

        head = head_for(options.folder)
        return WhisperDecoder(options.folder, device=options.device, compute_type=options.compute, head=head)

    sys.exit(serve(load))


def serve(load: Callable[[], Decoder]) -> int:
    """Load, send `WorkerReady`, and answer requests until the input ends. Returns the exit status."""
    _die_with_the_parent()
    replies = _claim_stdout()
    try:
        decoder = load()
        # Warm-up: what the engine allocates at its first use is allocated now.
        decoder.decode([np.zeros(RATE, np.float32)], beam=2)
    except (RecogniserError, ImportError) as error:
        _send(replies, DecodeFailure(0, _short(error), isinstance(error, DeviceLostError)))
        return 1
    _send(replies, WorkerReady())
    frames = FrameReader()
    while data := os.read(0, 1 << 20):
        for payload in frames.feed(data):
            _send(replies, _reply(decoder, read_request(payload), lambda reply: _send(replies, reply)))
    return 0


def _reply(decoder: Decoder, request: DecodeRequest, tell: Callable[[WorkerReply], None]) -> WorkerReply:
    sounds = [np.frombuffer(sound, "<i2").astype(np.float32) / 32768.0 for sound in request.sounds]
    try:
        decoded = decoder.decode(
            sounds,
            beam=request.beam,
            digits=request.digits,
            on_syllables=lambda lattices: tell(SyllablesHeard(request.number, tuple(lattices))),
        )
        return DecodeResult(request.number, tuple(decoded))
    except RecogniserError as error:
        return DecodeFailure(request.number, _short(error), isinstance(error, DeviceLostError))


def _short(error: Exception) -> str:
    return str(error)[:500]


def _send(file: int, reply: WorkerReply) -> None:
    data = memoryview(frame(write_reply(reply)))
    while data:
        data = data[os.write(file, data) :]


def _claim_stdout() -> int:
    """A descriptor for the replies alone. Other prints to standard output go to standard error, outside the frames."""
    replies = os.dup(1)
    os.dup2(2, 1)
    return replies


def _die_with_the_parent() -> None:
    """End with the hall, not before: Ctrl-C and a service manager's SIGTERM are for the hall, which may drain."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # The end of the input ends this process too, but not during a native call.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
