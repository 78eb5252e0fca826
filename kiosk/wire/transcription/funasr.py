"""FunASR's WebSocket protocol, the server's side, without a socket: modes 2pass, online and offline.

Written after FunASR's runtime/docs/websocket_protocol.md. JSON sets a stream up, binary frames are PCM16, and
`{"is_speaking": false}` ends the stream; the last result of a stream has `is_final: true`, after which the next may
begin. `docs/protocol.md` says what is not supported.

    WAITING --set-up--> SPEAKING --is_speaking false--> ENDING --flushed--> WAITING
"""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from kiosk.wire.codec import WireError
from kiosk.wire.transcription.actions import Action, Deltas, ErrorBudget, Flush, HangUp, Hear, read_object, write

MODES = ("2pass", "online", "offline")
_LOWEST_RATE, _HIGHEST_RATE = 8000, 48_000
_LONGEST_NAME = 200
#: Characters of one stream's text in offline mode: about ten hours of speech.
_LONGEST_TEXT = 200_000


class FunasrState(Enum):
    WAITING = "waiting for a stream to be set up"
    SPEAKING = "taking sound"
    ENDING = "recognising the rest of the stream"
    CLOSED = "closed"


class FunasrProtocol:
    """See `TranscriptionProtocol`. A mistake is told to the client."""

    def __init__(self, *, message_bytes: int = 1 << 20, errors: int = 5) -> None:
        self.state = FunasrState.WAITING
        self._message_bytes = message_bytes
        self._error_budget = ErrorBudget(errors)
        self._mode, self._name, self._rate = "2pass", "", 16_000
        self._half = b""  # a sample of which only one byte has come
        self._deltas = Deltas()
        self._offline: list[str] = []

    @property
    def closed(self) -> bool:
        return self.state is FunasrState.CLOSED

    # ---- from the client --------------------------------------------------------------------------------------------

    def sound_in(self, text: str) -> int:
        return 0

    def feed_text(self, text: str) -> list[Action]:
        if self.state is FunasrState.CLOSED:
            return []
        try:
            message = read_object(text, self._message_bytes)
            speaking = message.get("is_speaking", True)
            if not isinstance(speaking, bool):
                raise WireError("bad_message", "expected true or false for is_speaking")
            return self._set_up(message) if speaking else self._end()
        except WireError as error:
            return self._refuse(error)

    def feed_binary(self, data: bytes) -> list[Action]:
        if self.state is FunasrState.CLOSED:
            return []
        try:
            if len(data) > self._message_bytes:
                raise WireError("too_big", f"expected at most {self._message_bytes} bytes in a frame; got more")
            if self.state is not FunasrState.SPEAKING:
                raise WireError("bad_order", f"expected no sound now ({self.state.value}); got a binary frame")
        except WireError as error:
            return self._refuse(error)
        data = self._half + data
        whole = len(data) // 2 * 2
        self._half = data[whole:]
        return [Hear(np.frombuffer(data[:whole], "<i2").astype(np.int16), self._rate)] if whole else []

    # ---- from the speech input --------------------------------------------------------------------------------------

    def opened(self) -> list[Action]:
        return []

    def voice(self, start_ms: int) -> list[Action]:
        return []  # this protocol has no message for it

    def pause(self, end_ms: int) -> list[Action]:
        return []

    def transcribed(self, key: str, text: str | None, seconds: float) -> list[Action]:
        return []  # this protocol never returns `Transcribe`

    def partial(self, text: str, stable: int) -> list[Action]:
        if self._mode == "offline" or self.state is FunasrState.CLOSED:
            return []
        piece = self._deltas.partial(text, stable)
        return [self._result(self._streaming, piece)] if piece else []

    def text(self, text: str, start_ms: int, end_ms: int) -> list[Action]:
        if self.state is FunasrState.CLOSED:
            return []
        told = self._deltas.told
        rest = self._deltas.final(text)
        if self._mode == "offline":
            self._offline.append(text)
            if sum(map(len, self._offline)) > _LONGEST_TEXT:
                return self._refuse(WireError("too_long", f"expected at most {_LONGEST_TEXT} characters in a stream"))
            return []
        if self._mode == "online":
            return [self._result("online", rest)] if rest else []
        if not (text or told):
            return []
        sentence = {"text_seg": text, "punc": "", "start": start_ms, "end": end_ms, "ts_list": []}
        return [self._result("2pass-offline", text, stamp_sents=[sentence])]

    def fault(self) -> list[Action]:
        if self.state is FunasrState.CLOSED:
            return []
        self._deltas.final("")
        return [self._error("recogniser", "an utterance could not be recognised; the ones after it may")]

    def flushed(self) -> list[Action]:
        if self.state is not FunasrState.ENDING:
            return []
        self.state = FunasrState.WAITING
        text, self._offline = "".join(self._offline), []
        self._deltas.final("")
        mode = "2pass-offline" if self._mode == "2pass" else self._mode
        return [self._result(mode, text, is_final=True)]

    def too_fast(self, what: str) -> list[Action]:
        """Counts as a mistake."""
        if self.state is FunasrState.CLOSED:
            return []
        return self._refuse(WireError("too_fast", f"expected fewer {what} in this time; threw one away"))

    def hang_up(self, code: str, text: str) -> list[Action]:
        """The server closes the connection: say why."""
        if self.state is FunasrState.CLOSED:
            return []
        self.state = FunasrState.CLOSED
        return [self._error(code, text, is_final=True), HangUp(code)]

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _set_up(self, message: dict[str, Any]) -> list[Action]:
        if self.state is FunasrState.ENDING:
            raise WireError("bad_order", "expected the result with is_final before the next stream is set up")
        mode, name, rate = _mode(message), _name(message), _rate(message)
        kind = message.get("wav_format", "pcm")
        if kind not in ("pcm", "PCM", None, ""):
            raise WireError("unsupported", "expected wav_format pcm (16 bit, mono, without a header)")
        if self.state is FunasrState.SPEAKING and rate not in (None, self._rate):
            raise WireError("bad_order", f"expected audio_fs {self._rate} throughout a stream")
        if self.state is FunasrState.WAITING:
            self._half, self._mode, self._name, self._rate = b"", "2pass", "", 16_000
        self._mode, self._name, self._rate = mode or self._mode, name or self._name, rate or self._rate
        self.state = FunasrState.SPEAKING
        return []

    def _end(self) -> list[Action]:
        if self.state is not FunasrState.SPEAKING:
            raise WireError("bad_order", f"expected a stream before its end; now {self.state.value}")
        self.state = FunasrState.ENDING
        return [Flush()]

    @property
    def _streaming(self) -> str:
        return "2pass-online" if self._mode == "2pass" else "online"

    def _result(self, mode: str, text: str, *, is_final: bool = False, **more: Any) -> Action:
        return write({"mode": mode, "wav_name": self._name, "text": text, "is_final": is_final, **more})

    def _error(self, code: str, text: str, *, is_final: bool = False) -> Action:
        """FunASR has no message for errors: this is a result without text, which its clients accept."""
        mode = "2pass-offline" if self._mode == "2pass" else self._mode
        return self._result(mode, "", is_final=is_final, error={"code": code, "message": text})

    def _refuse(self, error: WireError) -> list[Action]:
        self._error_budget.spend()
        if self._error_budget.spent or error.code in ("too_big", "too_long"):
            return self.hang_up(error.code, str(error))
        return [self._error(error.code, str(error))]


def _mode(message: dict[str, Any]) -> str | None:
    mode = message.get("mode")
    if mode is None or mode in MODES:
        return mode
    raise WireError("bad_message", f"expected mode {', '.join(MODES)}")


def _name(message: dict[str, Any]) -> str | None:
    name = message.get("wav_name")
    if name is None or (isinstance(name, str) and len(name) <= _LONGEST_NAME):
        return name
    raise WireError("bad_message", f"expected a wav_name of at most {_LONGEST_NAME} characters")


def _rate(message: dict[str, Any]) -> int | None:
    rate = message.get("audio_fs")
    if rate is None:
        return None
    if isinstance(rate, int) and not isinstance(rate, bool) and _LOWEST_RATE <= rate <= _HIGHEST_RATE:
        return rate
    raise WireError("bad_message", f"expected audio_fs from {_LOWEST_RATE} to {_HIGHEST_RATE}")
