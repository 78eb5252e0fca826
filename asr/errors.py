"""What can go wrong in this room. Everything raised here is an `AsrError`."""

from __future__ import annotations


class AsrError(Exception):
    """Base of the room's errors."""


class SoundError(AsrError):
    """A sound of the wrong type, shape or content (NaN), or a file that cannot be read."""


class VoiceActivityError(AsrError):
    """The voice activity model is missing, of another make, or failed."""


class RecogniserError(AsrError):
    """The recogniser could not make a transcript: model missing, input unusable, engine failed, or already closed."""


class DeviceLostError(RecogniserError):
    """The accelerator ran out of memory or went away. The same call may well work on the CPU."""


class BusyError(RecogniserError):
    """A partial was dropped, because somebody else has finished speaking and waits. The next one may get through."""


class RemoteError(RecogniserError):
    """A transcription server is out of reach, refuses, or answers nonsense. `status`: its HTTP status, 0 for none."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status
