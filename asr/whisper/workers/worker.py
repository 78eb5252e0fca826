"""The process that decodes: `python -m asr.whisper.workers.worker FOLDER --device cpu --compute int8`.

`process.py` starts it. It is a process of its own because a native library that crashes, stalls or is killed for its
memory takes its process along, and the hall must go on. It reads requests from its standard input and answers on its
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
from asr.whisper.hypothesis import Heard
from asr.whisper.workers.messages import Answer, Done, Failed, Frames, Order, Ready, frame, read_order, write_answer

_PR_SET_PDEATHSIG = 1


class Decoder(Protocol):
    def decode(self, sounds: Sequence[NDArray[np.float32]], *, beam: int) -> list[Heard]:
        """See `asr.whisper.decoder.WhisperDecoder`."""
        ...


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute", default="int8")
    options = parser.parse_args()

    def load() -> Decoder:
        # Here, so that a native library that cannot even be loaded is told as an error.
        from asr.whisper.decoder import WhisperDecoder

        return WhisperDecoder(options.folder, device=options.device, compute_type=options.compute)

    sys.exit(serve(load))


def serve(load: Callable[[], Decoder]) -> int:
    """Load, say so, and answer orders until the input ends. Returns the exit status."""
    _live_with_the_parent()
    answers = _claim_stdout()
    try:
        decoder = load()
        # Once for nothing: what is made at the first use is made now, and the first citizen waits no longer.
        decoder.decode([np.zeros(RATE, np.float32)], beam=2)
    except (RecogniserError, ImportError) as error:
        _say(answers, Failed(0, _short(error), isinstance(error, DeviceLostError)))
        return 1
    _say(answers, Ready())
    frames = Frames()
    while data := os.read(0, 1 << 20):
        for payload in frames.feed(data):
            _say(answers, _answer(decoder, read_order(payload)))
    return 0


def _answer(decoder: Decoder, order: Order) -> Answer:
    sounds = [np.frombuffer(sound, "<i2").astype(np.float32) / 32768.0 for sound in order.sounds]
    try:
        return Done(order.number, tuple(decoder.decode(sounds, beam=order.beam)))
    except RecogniserError as error:
        return Failed(order.number, _short(error), isinstance(error, DeviceLostError))


def _short(error: Exception) -> str:
    return str(error)[:500]


def _say(file: int, answer: Answer) -> None:
    data = memoryview(frame(write_answer(answer)))
    while data:
        data = data[os.write(file, data) :]


def _claim_stdout() -> int:
    """A descriptor for the answers alone. Whatever else is printed goes to standard error, and tears no frame."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _live_with_the_parent() -> None:
    """Die when it dies, and not before: Ctrl-C and a service manager's SIGTERM are for the hall, which may drain."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # The end of the input does the same, but not while a native call runs on and on.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
