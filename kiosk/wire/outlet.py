"""What a session sends to its client: messages and speech. A channel encodes both for its own wire."""

from __future__ import annotations

from typing import Protocol

from kiosk.wire import messages as m
from kiosk.wire.media import SpeechFrame


class Outlet(Protocol):
    """One client's connection, as a session sends to it. No method may block or raise.

    `shows_face`: the client draws the clerk's face. Where it does not, speech frames carry no face rows, and none are
    computed.
    """

    @property
    def shows_face(self) -> bool: ...

    def send(self, message: m.Down) -> None: ...

    def send_speech(self, frame: SpeechFrame) -> None: ...

    def taken_over(self) -> None:
        """Another connection has resumed the conversation. This one receives nothing more of it."""
        ...


class NullOutlet:
    """Drops everything: the outlet of a session whose connection is lost, and of a client that is only transcribed."""

    shows_face = False

    def send(self, message: m.Down) -> None:
        pass

    def send_speech(self, frame: SpeechFrame) -> None:
        pass

    def taken_over(self) -> None:
        pass
