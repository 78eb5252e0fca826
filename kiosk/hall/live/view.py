"""A conversation as those who watch the hall see it. Numbers in it are masked, as on the citizen's screen.

Sans-I/O: the session tells it what it tells its client. It keeps the last `LINES` lines, and of the sound the last
seconds, only while somebody listens; it is dropped when the conversation ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import dropwhile
from typing import Any, Literal

from kiosk.hall.live.sound import LiveSound
from kiosk.wire import messages as m

#: Lines that are kept. Overflow: the oldest is forgotten; who watches is told how many he missed.
LINES = 60
#: Characters of a line.
LONGEST = 300

Speaker = Literal["citizen", "clerk", "staff"]
#: What happened to a conversation, in the words of `LiveView.flags`: dangers, anger, abuse.
MOST_FLAGS = 8


@dataclass(frozen=True, slots=True)
class LiveLine:
    """`number`: from 1, without gaps. `who`: staff: a member of staff, in the clerk's voice. `via`: how it came; cut:
    the citizen cut the line before short, and this one has no text; unsaid: the
    citizen broke in before it.
    """

    number: int
    at_ms: int
    who: Speaker
    text: str
    via: str = "voice"


class LiveView:
    """`on_change` is called after each change. `watched`: whether somebody looks: words that are not complete are taken
    only then.

    `began_ms`: since 1970. `step`: what is asked now. `latency_ms`: from the end of the citizen's speech to the first
    sound of the answer, of the last spoken turn. `flags`: dangers, anger and abuse so far. `handoff`: why it was handed
    off. `microphone`: its state (`m.Mic.status`). `owner`, `owner_account`: who answers in the clerk's place, and
    the id of his account. `sound`: None while nobody listens.
    """

    def __init__(
        self,
        id: str,
        *,
        channel: str,
        device: str,
        place: str,
        window: str,
        now_ms: Callable[[], int],
        on_change: Callable[[LiveView], None],
        watched: Callable[[], bool],
    ) -> None:
        self.id, self.channel, self.device, self.place, self.window = id, channel, device, place, window
        self._now_ms, self._on_change, self._watched = now_ms, on_change, watched
        self.began_ms = now_ms()
        self.state: str = "thinking"
        self.service = self.step = self.handoff = self.partial = ""
        self.owner = self.owner_account = ""
        self.latency_ms: int | None = None
        self.flags: tuple[str, ...] = ()
        self.microphone: str = "ok"
        self.away = False
        self.sound: LiveSound | None = None
        self.revision = 0  # the board's at the last change
        self._lines: deque[LiveLine] = deque(maxlen=LINES)
        self._count = 0

    # ---- from the session -------------------------------------------------------------------------------------------

    def told(self, message: m.Down) -> None:
        """What the client is told."""
        match message:
            case m.TurnState(state) if state != self.state:
                self.state = state
            case m.Partial(text):
                if not self._watched() or self.partial == text:
                    return
                self.partial = text[:LONGEST]
            case m.TranscriptMessage(text=text, via=via):
                self.partial = ""
                self._add("citizen", text, via)
            case m.Stop() if self._lines and self._lines[-1].who != "citizen":
                self._add(self._lines[-1].who, "", "cut")
            case m.HandoffMessage(reason=reason) if reason != self.handoff:
                self.handoff = reason
            case m.Mic(status) if status != self.microphone:
                self.microphone = status
            case _:
                return
        self._on_change(self)

    def said(self, text: str, *, staff: bool) -> None:
        """The client begins to play it, in the clerk's voice."""
        self._add("staff" if staff else "clerk", text)
        self._on_change(self)

    def unsaid(self, text: str) -> None:
        """Words of the member of staff that were not said, because the citizen broke in."""
        self._add("staff", text, "unsaid")
        self._on_change(self)

    def stands(self, service: str, step: str) -> None:
        """The service in hand, and what is asked now."""
        if (service, step) != (self.service, self.step):
            self.service, self.step = service, step
            self._on_change(self)

    def flag(self, kind: str) -> None:
        """A danger, or anger, or abuse."""
        if kind not in self.flags and len(self.flags) < MOST_FLAGS:
            self.flags = (*self.flags, kind)
            self._on_change(self)

    def answered_in(self, latency_ms: float) -> None:
        self.latency_ms = round(latency_ms)
        self._on_change(self)

    def is_away(self, away: bool) -> None:
        """The client is disconnected, and may come back."""
        self.away, self.partial = away, ""
        self._on_change(self)

    def owned_by(self, name: str, account: str) -> None:
        """`name`, `account`: of the member of staff who answers; "": the machine does again."""
        self.owner, self.owner_account = name, account
        self._on_change(self)

    def _add(self, who: Speaker, text: str, via: str = "voice") -> None:
        self._count += 1
        self._lines.append(LiveLine(self._count, self._now_ms(), who, text[:LONGEST], via))

    # ---- for those who watch and listen -----------------------------------------------------------------------------

    @contextmanager
    def listening(self, now: float) -> Iterator[LiveSound]:
        """Its sound from now on, for one listener. `now`: s on the event loop's clock."""
        sound = self.sound = self.sound or LiveSound(now)
        sound.listeners += 1
        try:
            yield sound
        finally:
            sound.listeners -= 1
            if not sound.listeners:
                self.sound = None

    def summary(self) -> dict[str, Any]:
        """JSON, with the newest two lines."""
        return {
            "id": self.id,
            "channel": self.channel,
            "device": self.device,
            "place": self.place,
            "window": self.window,
            "began_ms": self.began_ms,
            "state": self.state,
            "away": self.away,
            "service": self.service,
            "step": self.step,
            "partial": self.partial,
            "latency_ms": self.latency_ms,
            "flags": list(self.flags),
            "handoff": self.handoff,
            "microphone": self.microphone,
            "owner": self.owner,
            "owner_account": self.owner_account,
            "captions": [asdict(line) for line in list(self._lines)[-2:]],
        }

    def lines_after(self, number: int) -> tuple[int, list[LiveLine]]:
        """How many lines behind `number` are forgotten already, and those that are not."""
        lines = list(dropwhile(lambda line: line.number <= number, self._lines))
        first = lines[0].number if lines else self._count + 1
        return max(0, first - number - 1), lines
