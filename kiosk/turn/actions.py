"""What the turn machine asks of its session."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import Turn as Input


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """A barge-in: stop playback at once."""


@dataclass(frozen=True, slots=True)
class ResumeSpeaking:
    """The barge-in had no words: continue from the clause that was cut."""


@dataclass(frozen=True, slots=True)
class StartPreemptive:
    """Decide on `turn` ahead of time, without an effect that is seen, heard or stored: it may be cancelled."""

    turn: Input


@dataclass(frozen=True, slots=True)
class CancelPreemptive:
    """Discard the preemptive decision."""


@dataclass(frozen=True, slots=True)
class Rollback:
    """Undo the last decision and stop playback. A `Decide` with all the words follows."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide on `turn`. The preemptive decision is used if it was on the same input."""

    turn: Input


@dataclass(frozen=True, slots=True)
class Idle:
    """No input for `idle_s`: end the conversation."""


TurnAction = StopSpeaking | ResumeSpeaking | StartPreemptive | CancelPreemptive | Rollback | Decide | Idle
