"""Client profile: what a session knows of its client, the channel it came by, and what that channel can do."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue import Channel
from dialogue.acts import NOWHERE, KioskFacts


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """`channel` chooses the scripts' prompts and the timeouts. The record holds it, and `device`, the client's name,
    and where it stands: `place`, `window`; empty where that is not known.

    `screen`: questions can be read; where they cannot, an answer that commits counts only once the question has been
    heard. `voice`: there is a microphone, whose state is reported. `elderly`: speak slowly from the start, and wait
    longer. `timing`: send where the time of each spoken turn went.
    """

    channel: Channel
    device: str
    place: str = ""
    window: str = ""
    screen: bool = False
    voice: bool = True
    elderly: bool = False
    timing: bool = False

    @property
    def kiosk(self) -> KioskFacts:
        """For the scripts; nothing on the telephone."""
        return KioskFacts(self.device, self.window, self.place) if self.channel == "screen" else NOWHERE
