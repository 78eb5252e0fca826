"""What goes into the turn machine, and what comes out: its states, events and actions, and how patient it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from dialogue.acts import Said
from dialogue.acts import Turn as Input


class State(Enum):
    """Named as on the wire."""

    ATTRACT = "attract"
    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    ENDED = "ended"


class Stage(Enum):
    """What the clerk's words are for."""

    GREETING = "greeting"
    ASKING = "asking"
    READING_BACK = "reading_back"
    NUMBER = "number"  # she asks for a number: people start reading it out at once
    NOTICE = "notice"  # she says what has to be said: consent, conditions


@dataclass(frozen=True, slots=True)
class Manners:
    """`voice_s`: a voice this long stops her even before its words are known; None: only words do.

    Words take about a second; a fit of coughing lasts longer than that.
    """

    voice_s: float | None


MANNERS: Mapping[Stage, Manners] = {
    Stage.GREETING: Manners(1.2),
    Stage.ASKING: Manners(1.6),
    Stage.READING_BACK: Manners(2.0),
    Stage.NUMBER: Manners(1.2),
    Stage.NOTICE: Manners(None),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How patient to be, in seconds.

    `join_s`: words that begin before this much of an answer was heard go on with what it answers. `sounding`: while
    somebody makes sound, silence is asked after this many times later at most.
    """

    silence_s: float = 8.0
    idle_s: float = 60.0
    join_s: float = 0.8
    sounding: float = 2.5
    manners: Mapping[Stage, Manners] = field(default_factory=lambda: MANNERS)


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
class Words:
    """Of the utterance going on, this much is known. `backchannel`: nothing but 嗯, 好的, 对."""

    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """The voice pauses; if the citizen has finished, they have said this."""

    said: Said
    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """They had not finished."""


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """The utterance is over and on its way through the recogniser. Exactly one `Heard` follows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The recogniser's answer. Empty `text`: no words; `speech` says whether it was speech all the same.

    `ask`, `early`: as in `Said`.
    """

    text: str
    confidence: float = 1.0
    speech: bool = False
    backchannel: bool = False
    alternatives: tuple[str, ...] = ()
    ask: int | None = None
    early: bool = False

    @property
    def said(self) -> Said:
        return Said(self.text, self.confidence, self.alternatives, self.ask, self.early)


@dataclass(frozen=True, slots=True)
class Speaking:
    """The clerk has something to say and begins. `assent`: it asks for a yes or no."""

    stage: Stage = Stage.ASKING
    assent: bool = False


@dataclass(frozen=True, slots=True)
class Sounded:
    """The first of what she says has been sent to the loudspeaker."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The loudspeaker has played everything."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The last decision can no longer be taken back."""


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
    """Time has passed. Due whenever `deadline` is reached; harmless at any other time.

    `sounding`: somebody near is making sound, words or not.
    """

    sounding: bool = False


Event = (
    Began | Acted | VoiceStarted | Words | Draft | More | VoiceEnded | Heard | Speaking | Sounded | Spoken | Bound
    | Decided | Detached | Attached | Ended | Tick
)  # fmt: skip

# ---- actions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stop:
    """Be quiet at once: the citizen has the word."""


@dataclass(frozen=True, slots=True)
class Resume:
    """It was a cough, not a word: go on from the clause that was cut."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Decide upon this without letting anyone notice: it may have to be thrown away."""

    turn: Input


@dataclass(frozen=True, slots=True)
class Discard:
    """Throw away what was prepared."""


@dataclass(frozen=True, slots=True)
class Retract:
    """Take the last decision back, as if it had never been made, and be quiet. A `Decide` follows."""


@dataclass(frozen=True, slots=True)
class Decide:
    turn: Input


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody has done anything for the whole idle time: end the conversation."""


Action = Stop | Resume | Prepare | Discard | Retract | Decide | Idle
