"""What can go wrong in this room."""

from __future__ import annotations


class VoiceError(Exception):
    """A voice could not speak this clause. The message is for the operator and holds nothing of the clause."""
