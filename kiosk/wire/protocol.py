"""The server's side of one `kiosk.v1` connection, sans-I/O: frames in, messages out, and when to hang up.

Model: the `websockets` library's sans-I/O protocol. `kiosk.channels.browser.connection` owns the socket and the clock.
"""

from __future__ import annotations

from enum import Enum

from kiosk.wire import messages as m
from kiosk.wire.codec import WireError, decode_up
from kiosk.wire.media import SAMPLES_WRAP, MicFrame


class ProtocolState(Enum):
    WAITING = "waiting for hello"
    OPEN = "open"
    CLOSED = "closed"


class Protocol:
    """Checks order, size and content. Raises WireError for a bad frame; after `errors` of them, `state` is CLOSED."""

    def __init__(self, *, message_bytes: int = 65_536, errors: int = 5) -> None:
        self.state = ProtocolState.WAITING
        self._message_bytes = message_bytes
        self._errors_left = errors
        self._next_sample = 0

    def feed_text(self, text: str) -> m.Up:
        try:
            # Compares characters first: encoding costs time, and is needed only near the limit.
            if len(text) > self._message_bytes or len(text.encode(errors="replace")) > self._message_bytes:
                self.state = ProtocolState.CLOSED
                raise WireError("too_big", f"expected at most {self._message_bytes} bytes in a message; got more")
            message = decode_up(text)
            self._check_order(isinstance(message, m.Hello))
        except WireError:
            self._spend()
            raise
        if isinstance(message, m.Hello):
            self.state = ProtocolState.OPEN
        return message

    def feed_binary(self, data: bytes) -> tuple[MicFrame, int]:
        """A microphone frame, and how many samples are missing before it, because the page dropped frames."""
        try:
            self._check_order(False)
            frame = MicFrame.decode(data)
            missing = (frame.first - self._next_sample) % SAMPLES_WRAP
            if missing >= SAMPLES_WRAP // 2:
                raise WireError("bad_audio", f"expected samples from {self._next_sample} on; got {frame.first}")
        except WireError:
            self._spend()
            raise
        self._next_sample = (frame.first + len(frame.pcm)) % SAMPLES_WRAP
        return frame, missing

    def too_fast(self, what: str) -> WireError:
        """The error for a frame beyond the budget, which is dropped unread. Counts as a bad frame."""
        self._spend()
        return WireError("too_fast", f"expected fewer {what} in this time; got more, and threw them away")

    def close(self) -> None:
        self.state = ProtocolState.CLOSED

    def _check_order(self, is_hello: bool) -> None:
        if self.state is ProtocolState.CLOSED:
            raise WireError("closed", "expected nothing more on a closed connection; got a frame")
        if is_hello and self.state is ProtocolState.OPEN:
            raise WireError("bad_order", "expected one hello in a connection; got a second")
        if not is_hello and self.state is ProtocolState.WAITING:
            raise WireError("bad_order", "expected hello first; got something else")

    def _spend(self) -> None:
        self._errors_left -= 1
        if self._errors_left <= 0:
            self.state = ProtocolState.CLOSED
