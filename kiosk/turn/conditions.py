"""The conditions of the transition table. Each docstring is printed in docs/architecture.md."""

from __future__ import annotations

from kiosk.turn.events import EagerTranscript, FinalTranscript, InterimTranscript, TimePassed, TurnEvent
from kiosk.turn.facts import TurnFacts

# ---- the transcript -------------------------------------------------------------------------------------------------


def words(facts: TurnFacts, event: InterimTranscript | EagerTranscript | FinalTranscript, now: float) -> bool:
    """The transcript has words, and is no `backchannel_alone`."""
    if isinstance(event, InterimTranscript):
        return not event.backchannel
    if isinstance(event, EagerTranscript):
        return bool(event.said.text) and not event.backchannel
    return bool(event.said.text) and not backchannel_alone(facts, event, now)


def no_words(facts: TurnFacts, event: FinalTranscript, now: float) -> bool:
    """The recogniser found no words."""
    return not event.said.text and not backchannel_alone(facts, event, now)


def backchannel_alone(facts: TurnFacts, event: FinalTranscript, _now: float) -> bool:
    """The transcript is 嗯, 好的 or 对, and no earlier words wait for their continuation."""
    return event.backchannel and facts.unfinished is None


def may_answer(facts: TurnFacts, event: EagerTranscript, _now: float) -> bool:
    """The transcript has words, or is a backchannel where a yes or no is expected."""
    return bool(event.said.text) and (not event.backchannel or facts.yes_no)


def was_speech(_facts: TurnFacts, event: FinalTranscript, _now: float) -> bool:
    """The sound was speech, though without words."""
    return event.speech


# ---- the conversation -----------------------------------------------------------------------------------------------


def yes_no_expected(facts: TurnFacts, _event: TurnEvent, _now: float) -> bool:
    """The last prompt asks for a yes or no."""
    return facts.yes_no


def nothing_deciding(facts: TurnFacts, _event: TurnEvent, _now: float) -> bool:
    """No decision is under way."""
    return not facts.deciding


def more_coming(facts: TurnFacts, _event: FinalTranscript, _now: float) -> bool:
    """Another utterance is being spoken or recognised."""
    return facts.voice_since is not None or facts.recognising > 1


def words_waiting(facts: TurnFacts, _event: TurnEvent, _now: float) -> bool:
    """Earlier words wait for their continuation: they were rolled back, or the citizen went on speaking."""
    return facts.unfinished is not None


def clerk_cut(facts: TurnFacts, _event: TurnEvent, _now: float) -> bool:
    """Speech stopped the clerk, and its words are not known yet."""
    return facts.cut


def answer_held(facts: TurnFacts, _event: TurnEvent, _now: float) -> bool:
    """A backchannel over the yes/no question waits for the end of the prompt."""
    return facts.held is not None


def answer_unheard(facts: TurnFacts, _event: TurnEvent, _now: float) -> bool:
    """The answer to the last words is uncommitted, and none of its sound has been sent."""
    return facts.reply is not None and facts.reply.sounded_at is None


def continues(facts: TurnFacts, _event: TurnEvent, now: float) -> bool:
    """The utterance started at most `continuation_window_s` after the first sound of an uncommitted answer."""
    if facts.reply is None or facts.reply.sounded_at is None:
        return False
    started_at = now if facts.voice_since is None else facts.voice_since
    return started_at - facts.reply.sounded_at <= facts.profile.continuation_window_s


# ---- time -----------------------------------------------------------------------------------------------------------


def barge_in_due(facts: TurnFacts, _event: TimePassed, now: float) -> bool:
    """Speech over the prompt has lasted `turns.barge_in` of its kind."""
    return not facts.away and facts.barge_in_at is not None and now >= facts.barge_in_at


def idle_due(facts: TurnFacts, _event: TimePassed, now: float) -> bool:
    """No input for `turns.idle_s`, and the connection is there."""
    return not facts.away and now >= facts.idle_at


def sound_unanswered(facts: TurnFacts, _event: TimePassed, _now: float) -> bool:
    """Something like a voice was heard in that time, and the channel's `idle_amid_sound` is off."""
    return facts.sound and not facts.profile.idle_amid_sound


def no_input_due(facts: TurnFacts, _event: TimePassed, now: float) -> bool:
    """The citizen's turn, and silence for `turns.no_input_timeout_s`, and the connection is there."""
    return not facts.away and facts.no_input_at is not None and now >= facts.no_input_at


def sound_nearby(facts: TurnFacts, event: TimePassed, now: float) -> bool:
    """The microphone hears sound, and the prompt has not been deferred `no_input_max_factor` times the timeout yet."""
    return event.sound_nearby and now < facts.no_input_latest
