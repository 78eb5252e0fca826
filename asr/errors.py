"""The errors of this package; all are `AsrError`."""

from __future__ import annotations


class AsrError(Exception):
    """Base of the package's errors."""


class SoundError(AsrError):
    """A sound of the wrong type, shape or content (NaN), or a file that cannot be read."""


class VoiceActivityError(AsrError):
    """The voice activity model is missing, of another version, or failed."""


class RecogniserError(AsrError):
    """The recogniser could not make a transcript: model missing, input unusable, engine failed, or already closed."""


class DeviceLostError(RecogniserError):
    """The accelerator ran out of memory or went away. The same call may work on the CPU."""


class BusyError(RecogniserError):
    """A partial was dropped because finished utterances wait. The next partial may be decoded."""


class RemoteError(RecogniserError):
    """A transcription server is unreachable, refuses, or sends a malformed response. `status`: of HTTP, 0 for none."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status
