"""The steps of the transition table: each changes facts and gives at most one action.

Each docstring is printed in docs/architecture.md.
"""

from __future__ import annotations

from dialogue.acts import NoInput, NoMatch
from kiosk.turn.actions import (
    CancelPreemptive,
    Decide,
    Idle,
    ResumeSpeaking,
    Rollback,
    StartPreemptive,
    StopSpeaking,
)
from kiosk.turn.events import (
    Acted,
    ConversationStarted,
    EagerTranscript,
    FinalTranscript,
    Speaking,
    TimePassed,
    TurnEvent,
)
from kiosk.turn.facts import TurnFacts, joined

# ---- the conversation -----------------------------------------------------------------------------------------------


def begin(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """The conversation has begun."""
    facts.begun = True


def end(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """The conversation is over."""
    facts.over = True


def detach(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """Stop the timers; forget the voice, the playback and the words that wait; commit the last decision."""
    facts.away, facts.voice_since, facts.speaking = True, None, None
    facts.reply = facts.unfinished = facts.held = None


def attach(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """Start the timers anew."""
    facts.away, facts.silent_since = False, None


def note_activity(facts: TurnFacts, _event: TurnEvent, now: float) -> None:
    """Restart the idle timer; forget the sound without words."""
    facts.active_at, facts.sound = now, False


# ---- the citizen's speech -------------------------------------------------------------------------------------------


def voice_on(facts: TurnFacts, _event: TurnEvent, now: float) -> None:
    """The citizen speaks."""
    facts.voice_since = now


def voice_off(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """The citizen has stopped speaking, and one more utterance is being recognised."""
    facts.voice_since, facts.recognising = None, facts.recognising + 1


def recognised(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """One utterance less is being recognised."""
    facts.recognising = max(0, facts.recognising - 1)


def note_sound(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """Something like a voice was heard, and no words in it."""
    facts.sound = True


def keep_words(facts: TurnFacts, event: FinalTranscript, _now: float) -> None:
    """Append the words to those that wait; forget a held answer."""
    facts.unfinished, facts.held, facts.cut = joined(facts.unfinished, event.said), None, False


def hold_answer(facts: TurnFacts, event: FinalTranscript, _now: float) -> None:
    """Keep the backchannel until the question has been played."""
    facts.held, facts.cut = event.said, False


def drop_speech(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """Forget words that wait and a held answer."""
    facts.unfinished, facts.held, facts.cut = None, None, False


# ---- decisions ------------------------------------------------------------------------------------------------------


def decide_input(facts: TurnFacts, event: ConversationStarted | Acted, _now: float) -> Decide:
    """`Decide` on the event's input."""
    return facts.decide(event.turn)


def decide_answer(facts: TurnFacts, event: FinalTranscript, _now: float) -> Decide:
    """`Decide` on the backchannel, as an answer; use a preemptive decision."""
    facts.prepared = facts.cut = False
    return facts.decide(event.said)


def decide_held(facts: TurnFacts, _event: TurnEvent, _now: float) -> Decide | None:
    """`Decide` on the held answer."""
    held, facts.held = facts.held, None
    return None if held is None else facts.decide(held)


def decide_words(facts: TurnFacts, _event: TurnEvent, _now: float) -> Decide | None:
    """`Decide` on all the words that wait; use a preemptive decision."""
    said, facts.unfinished = facts.unfinished, None
    facts.prepared = facts.cut = False
    return None if said is None else facts.decide(said)


def decide_no_match(facts: TurnFacts, _event: TurnEvent, _now: float) -> Decide:
    """`Decide` on speech without words."""
    return facts.decide(NoMatch())


def decide_no_input(facts: TurnFacts, event: TimePassed, _now: float) -> Decide:
    """`Decide` on silence, or on sound without words."""
    sound, facts.sound, facts.silent_since = facts.sound or event.sound_nearby, False, None
    return facts.decide(NoInput(sound))


def decision_done(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """One decision less is under way."""
    facts.deciding = max(0, facts.deciding - 1)


def start_preemptive(facts: TurnFacts, event: EagerTranscript, _now: float) -> StartPreemptive:
    """`StartPreemptive` on the transcript, after the words that wait."""
    facts.prepared = True
    return StartPreemptive(joined(facts.unfinished, event.said))


def cancel_preemptive(facts: TurnFacts, _event: TurnEvent, _now: float) -> CancelPreemptive | None:
    """`CancelPreemptive`, if a preemptive decision is under way."""
    prepared, facts.prepared = facts.prepared, False
    return CancelPreemptive() if prepared else None


def roll_back(facts: TurnFacts, _event: TurnEvent, _now: float) -> Rollback | None:
    """`Rollback`; the words that were answered wait again, before any that wait already; forget a held answer."""
    reply = facts.reply
    if reply is None:
        return None
    facts.unfinished = reply.said if facts.unfinished is None else joined(reply.said, facts.unfinished)
    facts.yes_no, facts.reply, facts.speaking, facts.held = reply.yes_no, None, None, None
    return Rollback()


def commit(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """The last decision can no longer be rolled back."""
    facts.reply = None


# ---- the clerk's speech ---------------------------------------------------------------------------------------------


def speak(facts: TurnFacts, event: Speaking, _now: float) -> None:
    """The clerk speaks."""
    facts.speaking, facts.yes_no = event, event.yes_no


def note_first_sound(facts: TurnFacts, _event: TurnEvent, now: float) -> None:
    """The citizen begins to hear the answer."""
    if facts.reply is not None:
        facts.reply.sounded_at = now


def finish_speaking(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """The clerk has finished; commit the last decision."""
    facts.speaking = facts.reply = None


def stop_speaking(facts: TurnFacts, _event: TurnEvent, _now: float) -> StopSpeaking | None:
    """`StopSpeaking`, if the clerk speaks."""
    speaking, facts.speaking = facts.speaking, None
    return None if speaking is None else StopSpeaking()


def mark_cut(facts: TurnFacts, _event: TurnEvent, _now: float) -> None:
    """The clerk was cut by speech whose words are not known yet; forget a held answer."""
    facts.cut, facts.held = True, None


def resume_speaking(facts: TurnFacts, _event: TurnEvent, _now: float) -> ResumeSpeaking:
    """`ResumeSpeaking`."""
    facts.cut = False
    return ResumeSpeaking()


# ---- timers ---------------------------------------------------------------------------------------------------------


def report_idle(_facts: TurnFacts, _event: TurnEvent, _now: float) -> Idle:
    """`Idle`."""
    return Idle()


def restart_no_input(facts: TurnFacts, _event: TurnEvent, now: float) -> None:
    """The no-input timer runs again from its beginning, and may be deferred as long again."""
    facts.silent_since = None


def defer_no_input(facts: TurnFacts, _event: TurnEvent, now: float) -> None:
    """The no-input timer fires again in 1 s."""
    facts.silent_since = now - facts.profile.no_input_timeout_s + 1.0
