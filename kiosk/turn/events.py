"""What the turn machine is told."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import Said
from dialogue.acts import Turn as Input
from kiosk.turn.profile import PromptKind


@dataclass(frozen=True, slots=True)
class ConversationStarted:
    """By touch, or by words in attract mode. `turn`: the first input to decide on."""

    turn: Input


@dataclass(frozen=True, slots=True)
class Acted:
    """Input that is complete when it comes: a touch, typed text, keys, a card that was read."""

    turn: Input


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """One key of an entry that is not complete yet; `Acted` follows when it is."""


@dataclass(frozen=True, slots=True)
class UtteranceStarted:
    """Speech has lasted `asr`'s minimum."""


@dataclass(frozen=True, slots=True)
class InterimTranscript:
    """Words of the current utterance are known. `backchannel`: nothing but 嗯, 好的, 对."""

    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class EagerTranscript:
    """The citizen pauses; if the turn ends here, `said` is what they said. `backchannel` as in `InterimTranscript`."""

    said: Said
    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class TurnResumed:
    """The citizen speaks on after the pause of an `EagerTranscript`."""


@dataclass(frozen=True, slots=True)
class UtteranceEnded:
    """The utterance is over and is being recognised. Exactly one `FinalTranscript` follows."""


@dataclass(frozen=True, slots=True)
class FinalTranscript:
    """The recogniser's result for one utterance.

    Without words `said.text` is empty; `speech` tells whether the sound was speech all the same.
    `backchannel` as in `InterimTranscript`.
    """

    said: Said
    speech: bool = False
    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class Speaking:
    """The clerk has a prompt to say. `yes_no`: it asks for a yes or no."""

    prompt: PromptKind = PromptKind.QUESTION
    yes_no: bool = False


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    """The first sound of a reply has been sent."""


@dataclass(frozen=True, slots=True)
class PlaybackFinished:
    """Everything that was sent has been played."""


@dataclass(frozen=True, slots=True)
class Committed:
    """The last decision can no longer be rolled back: a back end has been called."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One `Decide` is done; its `Speaking`, if any, came before."""


@dataclass(frozen=True, slots=True)
class Detached:
    """The connection is gone. No timer runs until `Attached`: the grace period is the hall's."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The connection is back."""


@dataclass(frozen=True, slots=True)
class ConversationEnded:
    """Every later event is ignored."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Due when `TurnMachine.deadline` is reached; harmless at any other time.

    `sound_nearby`: the microphone hears sound, with or without words.
    """

    sound_nearby: bool = False


TurnEvent = (
    ConversationStarted | Acted | KeyPressed | UtteranceStarted | InterimTranscript | EagerTranscript | TurnResumed
    | UtteranceEnded | FinalTranscript | Speaking | PlaybackStarted | PlaybackFinished | Committed | Decided | Detached
    | Attached | ConversationEnded | TimePassed
)  # fmt: skip
