"""One conversation, without a socket: speech input, turns, dialogue, speech output, and its record."""

from kiosk.session.session import Session

__all__ = ["Session"]
