"""OpenAI's Realtime API (GA), transcription sessions only: the server's side, without a socket.

Written after the event types of the `openai` client package (`openai.types.realtime`). With `server_vad` the speech
input finds the utterances; with `turn_detection: null` the client commits its buffer, and all of it is recognised.
`docs/protocol.md` says what is not supported.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import Any

import numpy as np

from kiosk.wire.codec import WireError
from kiosk.wire.transcription.actions import (
    Action,
    Deltas,
    ErrorBudget,
    Flush,
    HangUp,
    Hear,
    Pcm,
    SetEndSilence,
    Transcribe,
    read_object,
    write,
)
from kiosk.wire.transcription.openai_session import SessionConfig, updated

#: A turn that the client commits itself may be this long (s): the recogniser takes no more at once.
LONGEST_TURN_S = 29.0
#: Shorter than this (ms) is nothing to commit, as OpenAI's server has it.
_SHORTEST_TURN_MS = 100
#: Some clients escape the slashes.
_SOUND = re.compile(r'"audio"\s*:\s*"((?:[A-Za-z0-9+/=]|\\/)*)"')


class RealtimeProtocol:
    """See `TranscriptionProtocol`. A mistake is told as an `error` event."""

    def __init__(self, session: str, config: SessionConfig, *, message_bytes: int = 1 << 20, errors: int = 5) -> None:
        """`session`: an identifier, from which all others are made."""
        self.config = config
        self._closed = False
        self._session = session
        self._message_bytes = message_bytes
        self._error_budget = ErrorBudget(errors)
        self._events = self._items = 0
        self._previous: str | None = None  # the last item committed
        self._current = ""  # the item that is being spoken
        self._waiting: list[tuple[str, Deltas]] = []  # items whose text is still to come, in their order
        self._dropped: set[str] = set()  # cleared while being spoken
        self._deltas = Deltas()
        self._buffer = bytearray()  # of whole samples, while the client commits by itself
        self._aside_ms = 0  # sound that the client committed itself: the speech input never got it
        self._half = b""

    @property
    def closed(self) -> bool:
        return self._closed

    # ---- from the client --------------------------------------------------------------------------------------------

    def opened(self) -> list[Action]:
        return [self._event("session.created", session=self._described()), *self._set_end_silence()]

    def sound_in(self, text: str) -> int:
        """How many characters of a text frame are base64 that may be sound."""
        found = _SOUND.search(text)
        return 0 if found is None else len(found[1])

    def feed_text(self, text: str) -> list[Action]:
        if self.closed:
            return []
        given: str | None = None
        try:
            message = read_object(text, self._message_bytes, sound=self.sound_in(text))
            given = message.get("event_id") if isinstance(message.get("event_id"), str) else None
            match message.get("type"):
                case "session.update":
                    return self._update(message)
                case "input_audio_buffer.append":
                    return self._append(message)
                case "input_audio_buffer.commit":
                    return self._commit()
                case "input_audio_buffer.clear":
                    return self._clear()
                case str(kind):
                    raise WireError(
                        "unsupported_event", f"this server transcribes only; it does not know {kind[:80]!r}"
                    )
                case _:
                    raise WireError("bad_message", "expected an event with a type")
        except WireError as error:
            return self._refuse(error, given)

    def feed_binary(self, data: bytes) -> list[Action]:
        return [] if self.closed else self._refuse(WireError("bad_message", "expected text frames only"), None)

    # ---- from the speech input --------------------------------------------------------------------------------------

    def voice(self, start_ms: int) -> list[Action]:
        if self.closed:
            return []
        self._current, self._deltas = self._new_item(), Deltas()
        start_ms += self._aside_ms
        return [self._event("input_audio_buffer.speech_started", item_id=self._current, audio_start_ms=start_ms)]

    def partial(self, text: str, stable: int) -> list[Action]:
        if self.closed or not self._current or self._current in self._dropped:
            return []
        return self._delta(self._current, self._deltas.partial(text, stable))

    def pause(self, end_ms: int) -> list[Action]:
        if self.closed:
            return []
        item, self._current = self._current or self._new_item(), ""
        self._waiting.append((item, self._deltas))
        self._deltas = Deltas()
        if item in self._dropped:
            return []
        end_ms += self._aside_ms
        stopped = self._event("input_audio_buffer.speech_stopped", item_id=item, audio_end_ms=end_ms)
        return [stopped, *self._committed(item)]

    def text(self, text: str, start_ms: int, end_ms: int) -> list[Action]:
        """Of the earliest utterance that waits for its text."""
        if self.closed or not self._waiting:
            return []
        item, deltas = self._waiting.pop(0)
        return self._told(item, deltas, text, (end_ms - start_ms) / 1000)

    def fault(self) -> list[Action]:
        """Of the earliest utterance that waits for its text: it gets none."""
        if self.closed or not self._waiting:
            return []
        return self._failed(self._waiting.pop(0)[0])

    def transcribed(self, key: str, text: str | None, seconds: float) -> list[Action]:
        """The result of `Transcribe`; None where the recogniser failed."""
        if self.closed:
            return []
        return self._failed(key) if text is None else self._told(key, Deltas(), text, seconds)

    def flushed(self) -> list[Action]:
        return []

    def too_fast(self, what: str) -> list[Action]:
        """Counts as a mistake."""
        if self.closed:
            return []
        return self._refuse(WireError("too_fast", f"expected fewer {what} in this time; threw one away"), None)

    def hang_up(self, code: str, text: str) -> list[Action]:
        """The server closes the connection: say why."""
        if self.closed:
            return []
        self._closed = True
        return [self._error(code, text, None, kind="server_error"), HangUp(code)]

    # ---- the four events of a client --------------------------------------------------------------------------------

    def _update(self, message: dict[str, Any]) -> list[Action]:
        before = self.config
        self.config = updated(before, message.get("session"))
        actions: list[Action] = []
        if self.config.silence_ms != before.silence_ms or self.config.rate != before.rate:
            # The utterance under way ends under the settings it began with.
            actions += [Flush()] if before.silence_ms is not None else []
            self._empty()
        return [*actions, self._event("session.updated", session=self._described()), *self._set_end_silence()]

    def _append(self, message: dict[str, Any]) -> list[Action]:
        pcm = self._decoded(message.get("audio"))
        if self.config.silence_ms is not None:
            return [Hear(pcm, self.config.rate)] if len(pcm) else []
        if self._buffered + len(pcm) > LONGEST_TURN_S * self.config.rate:
            raise WireError("buffer_full", f"expected a commit within {LONGEST_TURN_S:g} s of sound; got more")
        self._buffer += pcm.tobytes()
        self._aside_ms += len(pcm) * 1000 // self.config.rate
        return []

    def _commit(self) -> list[Action]:
        if self.config.silence_ms is not None:
            if not self._current:
                raise WireError(
                    "input_audio_buffer_commit_empty", "expected speech in the buffer; there is nothing to commit"
                )
            return [Flush()]
        if self._buffered * 1000 < _SHORTEST_TURN_MS * self.config.rate:
            raise WireError(
                "input_audio_buffer_commit_empty", f"expected at least {_SHORTEST_TURN_MS} ms of sound in the buffer"
            )
        item, pcm = self._new_item(), np.frombuffer(bytes(self._buffer), np.int16)
        self._empty()
        return [*self._committed(item), Transcribe(item, pcm, self.config.rate)]

    def _clear(self) -> list[Action]:
        cleared = self._event("input_audio_buffer.cleared")
        speaking = self._current
        self._empty()
        if not speaking:
            return [cleared]
        self._dropped.add(speaking)
        return [cleared, Flush()]

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _decoded(self, audio: object) -> Pcm:
        if not isinstance(audio, str):
            raise WireError("bad_message", "expected base64 text in audio")
        try:
            data = self._half + b64decode(audio, validate=True)
        except (binascii.Error, ValueError):
            raise WireError("bad_audio", "expected base64 in audio; got something else") from None
        whole = len(data) // 2 * 2
        self._half = data[whole:]
        return np.frombuffer(data[:whole], "<i2").astype(np.int16)

    def _empty(self) -> None:
        self._buffer, self._half = bytearray(), b""

    @property
    def _buffered(self) -> int:
        """Samples."""
        return len(self._buffer) // 2

    def _set_end_silence(self) -> list[Action]:
        return [] if self.config.silence_ms is None else [SetEndSilence(self.config.silence_ms)]

    def _committed(self, item: str) -> list[Action]:
        before, self._previous = self._previous, item
        whole = {
            "id": item,
            "object": "realtime.item",
            "type": "message",
            "role": "user",
            "status": "completed",
            "content": [{"type": "input_audio", "transcript": None}],
        }
        return [
            self._event("input_audio_buffer.committed", item_id=item, previous_item_id=before),
            self._event("conversation.item.added", item=whole, previous_item_id=before),
            self._event("conversation.item.done", item=whole, previous_item_id=before),
        ]

    def _delta(self, item: str, piece: str) -> list[Action]:
        name = "conversation.item.input_audio_transcription.delta"
        return [self._event(name, item_id=item, content_index=0, delta=piece)] if piece else []

    def _told(self, item: str, deltas: Deltas, text: str, seconds: float) -> list[Action]:
        if item in self._dropped:
            self._dropped.discard(item)
            return []
        name = "conversation.item.input_audio_transcription.completed"
        usage = {"type": "duration", "seconds": round(seconds, 3)}
        done = self._event(name, item_id=item, content_index=0, transcript=text, usage=usage)
        return [*self._delta(item, deltas.final(text)), done]

    def _failed(self, item: str) -> list[Action]:
        if item in self._dropped:
            self._dropped.discard(item)
            return []
        name = "conversation.item.input_audio_transcription.failed"
        error = {"type": "server_error", "code": "recogniser", "message": "the recogniser failed", "param": None}
        return [self._event(name, item_id=item, content_index=0, error=error)]

    def _described(self) -> dict[str, Any]:
        return {"id": f"sess_{self._session}", "object": "realtime.transcription_session", **self.config.described()}

    def _new_item(self) -> str:
        self._items += 1
        return f"item_{self._session}_{self._items}"

    def _event(self, name: str, **fields: Any) -> Action:
        self._events += 1
        return write({"type": name, "event_id": f"event_{self._session}_{self._events}", **fields})

    def _error(self, code: str, text: str, given: str | None, *, kind: str = "invalid_request_error") -> Action:
        return self._event(
            "error", error={"type": kind, "code": code, "message": text, "param": None, "event_id": given}
        )

    def _refuse(self, error: WireError, given: str | None) -> list[Action]:
        self._error_budget.spend()
        told: list[Action] = [self._error(error.code, str(error), given)]
        if self._error_budget.spent or error.code == "too_big":
            self._closed = True
            told.append(HangUp(error.code))
        return told
