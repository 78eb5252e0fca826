"""What the turn machine knows of its conversation. Times are seconds on the caller's monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogue.acts import Said
from dialogue.acts import Turn as Input
from kiosk.turn.actions import Decide
from kiosk.turn.events import Speaking
from kiosk.turn.profile import Profile


@dataclass(slots=True)
class Reply:
    """The answer to spoken or typed words, while it can be rolled back."""

    said: Said
    yes_no: bool  # the words answered a yes/no question
    sounded_at: float | None = None  # when the first sound of the answer was sent


@dataclass(slots=True)
class TurnFacts:
    """Facts, of which `kiosk.turn.table.STATES` derives the one state: no combination of them is contradictory."""

    profile: Profile
    begun: bool = False
    over: bool = False
    away: bool = False
    voice_since: float | None = None
    speaking: Speaking | None = None
    yes_no: bool = False  # a yes or no is expected, also after the prompt has been played
    cut: bool = False  # speech stopped the clerk, and its words are not known yet
    held: Said | None = None  # a backchannel over a yes/no question: its answer once the question has been played
    prepared: bool = False  # a preemptive decision is under way
    recognising: int = 0  # utterances
    deciding: int = 0  # inputs
    reply: Reply | None = None
    unfinished: Said | None = None  # words that wait for their continuation
    silent_since: float | None = None  # None: the no-input timer does not run
    no_input_latest: float = 0.0  # sound defers the no-input prompt until then
    active_at: float = 0.0
    sound: bool = False  # something like a voice was heard since the last activity, and no words in it

    def decide(self, turn: Input) -> Decide:
        """Count the decision, and remember spoken words for a rollback."""
        self.deciding += 1
        self.reply = Reply(turn, self.yes_no) if isinstance(turn, Said) else None
        return Decide(turn)

    @property
    def barge_in_at(self) -> float | None:
        """When the speech over the prompt has lasted `BargeInPolicy.min_speech_s`; None: it never does."""
        if self.speaking is None or self.voice_since is None:
            return None
        min_speech_s = self.profile.barge_in[self.speaking.prompt].min_speech_s
        return None if min_speech_s is None else self.voice_since + min_speech_s

    @property
    def no_input_at(self) -> float | None:
        """When the no-input timer fires; None: it does not run."""
        return None if self.silent_since is None else self.silent_since + self.profile.no_input_timeout_s

    @property
    def idle_at(self) -> float:
        """When the conversation has been without input for `idle_s`."""
        return self.active_at + self.profile.idle_s


def joined(first: Said | None, said: Said) -> Said:
    """One utterance of two: an answer to what `first` answered, without the stop between them."""
    if first is None:
        return said
    text = first.text.rstrip("。，,.？！…") + said.text
    return replace(first, text=text, confidence=min(first.confidence, said.confidence), alternatives=())
