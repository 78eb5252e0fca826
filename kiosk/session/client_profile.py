"""Client profile: what a session knows of its client, the channel it came by, and what that channel can do."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue import Channel


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """`channel` chooses the scripts' prompts and the timeouts. The record holds it, and `device`, the client's name.

    `screen`: questions can be read; where they cannot, an answer that commits counts only once the question has been
    heard. `voice`: there is a microphone, whose state is reported. `elderly`: speak slowly from the start, and wait
    longer. `timing`: send where the time of each spoken turn went.
    """

    channel: Channel
    device: str
    screen: bool = False
    voice: bool = True
    elderly: bool = False
    timing: bool = False
