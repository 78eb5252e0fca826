"""The turn machine's no-input timeout and idle timeout, and its barge-in policy by prompt kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class PromptKind(Enum):
    """Prompt kind: the purpose of what the clerk says. The values are the keys of the setting `turns.barge_in`."""

    GREETING = "greeting"
    QUESTION = "question"
    READBACK = "readback"
    NUMBER = "number"  # asks for a number: citizens start to read it out at once
    NOTICE = "notice"  # consent, conditions, the farewell when the hall ends the conversation


@dataclass(frozen=True, slots=True)
class BargeInPolicy:
    """`min_speech_s`: speech this long stops the clerk before its words are recognised; None: only words do.

    Words take about a second to be recognised; a fit of coughing lasts longer than that. The values are the setting
    `turns.barge_in` (`kiosk/config/settings.py`).
    """

    min_speech_s: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """The timeouts of one channel, in seconds. `kiosk/hall/channel_profiles.py` makes it from the settings.

    `no_input_timeout_s`: silence after which the citizen is prompted again. `idle_s`: time without any input after
    which the conversation ends. `continuation_window_s`: an utterance that starts within this of the answer's first
    sound continues the utterance before it. `no_input_max_factor`: while sound is heard, the no-input prompt is
    deferred to at most this many times `no_input_timeout_s`. `idle_amid_sound`: whether the conversation ends as idle
    although something like a voice was heard in that time; if not, the no-input prompt comes. `barge_in`: every kind of
    prompt has a policy. `barge_in_looks`: looks in a row at an utterance that is not over in which two of its syllables
    must be words until they stop the clerk; three do so in one look.
    """

    no_input_timeout_s: float
    idle_s: float
    barge_in: Mapping[PromptKind, BargeInPolicy]
    continuation_window_s: float = 0.8
    no_input_max_factor: float = 2.5
    idle_amid_sound: bool = True
    barge_in_looks: int = 1
