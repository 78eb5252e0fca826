"""The states of a conversation, as the page shows them."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Named as on the wire."""

    ATTRACT = "attract"
    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    ENDED = "ended"
