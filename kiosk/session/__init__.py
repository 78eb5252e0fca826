"""One conversation, without a socket: speech input, turns, dialogue, speech output, and its record."""

from kiosk.session.client_profile import ClientProfile
from kiosk.session.session import Session

__all__ = ["ClientProfile", "Session"]
