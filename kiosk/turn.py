"""Whose turn is it? Turn-taking for one conversation, sans-I/O: events and a clock go in, actions come out.

What is true is kept (is a voice on? how much is being recognised, decided? is the clerk speaking?), and the state
everyone sees is derived from that, so there is no combination of flags that means nothing. Times are seconds on the
caller's monotonic clock; nothing in here reads one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dialogue.acts import NotHeard, Said, Silent
from dialogue.acts import Turn as Input


class State(Enum):
    """Named as on the wire."""

    ATTRACT = "attract"
    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    ENDED = "ended"


# ---- events ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Began:
    """A conversation has begun (touch, or words heard in attract mode); `turn` is the first thing to decide upon."""

    turn: Input


@dataclass(frozen=True, slots=True)
class Acted:
    """The citizen touched, typed, keyed or laid down a card: whole at once, no need to listen for its end."""

    turn: Input


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """A voice has been on long enough to count."""


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """The utterance is over and on its way through the recogniser. Exactly one `Heard` follows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The recogniser's answer. Empty `text`: no words; `speech` says whether it was speech all the same."""

    text: str
    confidence: float = 1.0
    speech: bool = False


@dataclass(frozen=True, slots=True)
class Speaking:
    """The clerk has something to say and begins."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The loudspeaker has played everything."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One `Decide` has been worked off, its speech (if any) already announced by `Speaking`."""


@dataclass(frozen=True, slots=True)
class Detached:
    """The page is gone. No timer runs until it is back: the grace period is the hall's."""


@dataclass(frozen=True, slots=True)
class Attached:
    pass


@dataclass(frozen=True, slots=True)
class Ended:
    pass


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed. Due whenever `deadline` is reached; harmless at any other time."""


Event = (
    Began | Acted | VoiceStarted | VoiceEnded | Heard | Speaking | Spoken | Decided | Detached | Attached | Ended | Tick
)

# ---- actions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stop:
    """Be quiet at once: the citizen has the word."""


@dataclass(frozen=True, slots=True)
class Resume:
    """It was a cough, not a word: go on from the clause that was cut."""


@dataclass(frozen=True, slots=True)
class Decide:
    turn: Input


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody has done anything for the whole idle time: end the conversation."""


Action = Stop | Resume | Decide | Idle


@dataclass(frozen=True, slots=True)
class Profile:
    """How patient to be, in seconds."""

    silence_s: float = 8.0
    idle_s: float = 60.0


class TurnTaking:
    """Feed it everything that happens; do what it says. `state` and `deadline` may be read at any time."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._begun = self._over = self._away = False
        self._voice = self._speaking = self._cut = False
        self._recognising = self._deciding = 0
        self._silent_since: float | None = None  # None: not the citizen's turn
        self._active_at = 0.0

    @property
    def state(self) -> State:
        if self._over:
            return State.ENDED
        if not self._begun:
            return State.ATTRACT
        if self._voice:
            return State.HEARING
        if self._speaking:
            return State.SPEAKING
        return State.THINKING if self._recognising or self._deciding else State.LISTENING

    @property
    def deadline(self) -> float | None:
        """When the next `Tick` is due, or None while nothing is being waited for."""
        if not self._begun or self._over or self._away:
            return None
        if self._silent_since is None:
            return None
        return min(self._silent_since + self._profile.silence_s, self._idle_at)

    def feed(self, event: Event, now: float) -> list[Action]:
        if self._over:
            return []
        actions = self._on(event, now)
        self._watch_silence(now)
        return actions

    def _on(self, event: Event, now: float) -> list[Action]:
        match event:
            case Began(turn):
                self._begun, self._active_at = True, now
                return self._decide(turn)
            case Acted(turn) if self._begun:
                self._active_at, self._cut = now, False
                return [*self._stop(), *self._decide(turn)]
            case VoiceStarted():
                return self._voice_started()
            case VoiceEnded():
                self._voice, self._recognising = False, self._recognising + 1
            case Heard():
                return self._heard(event, now)
            case Speaking():
                self._speaking = True
            case Spoken():
                self._speaking, self._active_at = False, now
            case Decided():
                self._deciding = max(0, self._deciding - 1)
            case Detached():
                self._away, self._voice, self._speaking = True, False, False
            case Attached():
                self._away, self._active_at, self._silent_since = False, now, None
            case Ended():
                self._over = True
            case Tick():
                return self._ticked(now)
        return []

    def _voice_started(self) -> list[Action]:
        self._voice = True
        if not self._begun:
            return []
        if not self._speaking:
            return []
        self._cut = True
        return self._stop()

    def _heard(self, heard: Heard, now: float) -> list[Action]:
        self._recognising = max(0, self._recognising - 1)
        if not self._begun:
            return []  # the session decides whether words in attract mode begin a conversation
        cut, self._cut = self._cut, False
        if heard.text:
            self._active_at = now
            return self._decide(Said(heard.text, heard.confidence))
        if cut:
            return [Resume()]
        return self._decide(NotHeard()) if heard.speech else []

    def _ticked(self, now: float) -> list[Action]:
        if self._away or self._silent_since is None:
            return []
        if now >= self._idle_at:
            self._active_at = now  # once is enough; the session ends the conversation
            return [Idle()]
        if now >= self._silent_since + self._profile.silence_s:
            self._silent_since = None
            return self._decide(Silent())
        return []

    @property
    def _idle_at(self) -> float:
        return self._active_at + self._profile.idle_s

    def _decide(self, turn: Input) -> list[Action]:
        self._deciding += 1
        return [Decide(turn)]

    def _stop(self) -> list[Action]:
        if not self._speaking:
            return []
        self._speaking = False
        return [Stop()]

    def _watch_silence(self, now: float) -> None:
        """The silence timer runs exactly while it is the citizen's turn and nothing is heard."""
        if self.state is not State.LISTENING:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = now
