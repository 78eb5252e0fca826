"""The transition table of the turn machine. `scripts/turn_table.py` prints it into docs/architecture.md.

An event in a state does what the first row says that names both and whose conditions all hold; without a row it is
ignored. After that the state is the first of `STATES` whose condition holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.turn import conditions as c
from kiosk.turn import steps as s
from kiosk.turn.actions import TurnAction
from kiosk.turn.events import (
    Acted,
    Attached,
    Committed,
    ConversationEnded,
    ConversationStarted,
    Decided,
    Detached,
    EagerTranscript,
    FinalTranscript,
    InterimTranscript,
    KeyPressed,
    PlaybackFinished,
    PlaybackStarted,
    Speaking,
    TimePassed,
    TurnEvent,
    TurnResumed,
    UtteranceEnded,
    UtteranceStarted,
)
from kiosk.turn.facts import TurnFacts
from kiosk.turn.state import State

Condition = Callable[[TurnFacts, Any, float], bool]
Step = Callable[[TurnFacts, Any, float], TurnAction | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `then`: the states that can follow; none: the state stays."""

    events: tuple[type[TurnEvent], ...]
    states: tuple[State, ...]
    when: tuple[Condition, ...]
    do: tuple[Step, ...]
    then: tuple[State, ...] = ()


#: The state, by what is known: the first row whose condition holds. The text is the condition in words.
STATES: tuple[tuple[State, str, Callable[[TurnFacts], bool]], ...] = (
    (State.ENDED, "the conversation is over", lambda facts: facts.over),
    (State.ATTRACT, "it has not begun", lambda facts: not facts.begun),
    (State.SPEAKING, "the clerk speaks", lambda facts: facts.speaking is not None),
    (State.HEARING, "the citizen speaks", lambda facts: facts.voice_since is not None),
    (State.THINKING, "an utterance is being recognised", lambda facts: facts.recognising > 0),
    (State.THINKING, "an input is being decided", lambda facts: facts.deciding > 0),
    (State.LISTENING, "otherwise: the citizen's turn", lambda _: True),
)

_ATTRACT = (State.ATTRACT,)
_LISTENING = (State.LISTENING,)
_HEARING = (State.HEARING,)
_THINKING = (State.THINKING,)
_SPEAKING = (State.SPEAKING,)
_BUSY = (State.HEARING, State.THINKING)
_QUIET = (State.LISTENING, State.THINKING)
_SILENT = (State.LISTENING, *_BUSY)
_BEGUN = (*_SILENT, State.SPEAKING)
_ALL = (State.ATTRACT, *_BEGUN)

_PARTIAL = (InterimTranscript, EagerTranscript)
_FINAL = (FinalTranscript,)
_CUT = (s.stop_speaking, s.mark_cut)
_NO_WORDS = (s.recognised, s.note_sound, s.cancel_preemptive)
_BACKCHANNEL = (s.recognised, s.note_activity)
_WORDS = (s.recognised, s.note_activity, s.keep_words, s.stop_speaking)
_ACTED = (s.note_activity, s.drop_speech, s.cancel_preemptive, s.stop_speaking, s.decide_input)

_T = Transition
# fmt: off
TABLE: tuple[Transition, ...] = (
    _T((ConversationStarted,), _ATTRACT, (), (s.begin, s.note_activity, s.decide_input), _BUSY),
    _T((Acted,), _BEGUN, (), _ACTED, _BUSY),
    _T((KeyPressed,), _LISTENING, (), (s.note_activity, s.restart_no_input)),
    _T((KeyPressed,), (*_BUSY, *_SPEAKING), (), (s.note_activity,)),
    # the citizen speaks
    _T((UtteranceStarted,), _ATTRACT, (), (s.voice_on,)),
    _T((UtteranceStarted,), _BEGUN, (c.answer_unheard,), (s.voice_on, s.roll_back), _HEARING),
    _T((UtteranceStarted,), _SPEAKING, (), (s.voice_on,)),
    _T((UtteranceStarted,), _SILENT, (), (s.voice_on,), _HEARING),
    _T(_PARTIAL, _SPEAKING, (c.words, c.continues), (*_CUT, s.roll_back), _SILENT),
    _T(_PARTIAL, _SPEAKING, (c.words,), _CUT, _SILENT),
    _T((EagerTranscript,), _SILENT, (c.may_answer, c.nothing_deciding), (s.start_preemptive,)),
    _T((TurnResumed,), _BEGUN, (), (s.cancel_preemptive,)),
    _T((UtteranceEnded,), (*_ATTRACT, *_SPEAKING), (), (s.voice_off,)),
    _T((UtteranceEnded,), _SILENT, (), (s.voice_off,), _THINKING),
    # the transcript, in attract mode: the session decides whether words begin a conversation
    _T(_FINAL, _ATTRACT, (), (s.recognised,)),
    # a backchannel: an answer where a yes or no is expected, else a sign of attention
    _T(_FINAL, _SPEAKING, (c.backchannel_alone, c.yes_no_expected), (*_BACKCHANNEL, s.hold_answer)),
    _T(_FINAL, _SILENT, (c.backchannel_alone, c.yes_no_expected, c.nothing_deciding),
       (*_BACKCHANNEL, s.decide_answer), _BUSY),
    _T(_FINAL, _BEGUN, (c.backchannel_alone, c.clerk_cut),
       (*_BACKCHANNEL, s.cancel_preemptive, s.resume_speaking), _BEGUN),
    _T(_FINAL, _BEGUN, (c.backchannel_alone,), (*_BACKCHANNEL, s.cancel_preemptive), _BEGUN),
    # no words
    _T(_FINAL, (*_BUSY, *_SPEAKING), (c.no_words, c.more_coming), _NO_WORDS),
    _T(_FINAL, (*_QUIET, *_SPEAKING), (c.no_words, c.words_waiting), (*_NO_WORDS, s.decide_words),
       (*_THINKING, *_SPEAKING)),
    _T(_FINAL, (*_QUIET, *_SPEAKING), (c.no_words, c.clerk_cut), (*_NO_WORDS, s.resume_speaking),
       (*_QUIET, *_SPEAKING)),
    _T(_FINAL, _QUIET, (c.no_words, c.was_speech), (*_NO_WORDS, s.decide_no_match), _THINKING),
    _T(_FINAL, (*_QUIET, *_SPEAKING), (c.no_words,), _NO_WORDS, (*_QUIET, *_SPEAKING)),
    # words
    _T(_FINAL, _SPEAKING, (c.words, c.continues, c.more_coming), (*_WORDS, s.roll_back, s.cancel_preemptive), _BUSY),
    _T(_FINAL, _SPEAKING, (c.words, c.continues), (*_WORDS, s.roll_back, s.decide_words), _THINKING),
    _T(_FINAL, (*_BUSY, *_SPEAKING), (c.words, c.more_coming), (*_WORDS, s.cancel_preemptive), _BUSY),
    _T(_FINAL, (*_QUIET, *_SPEAKING), (c.words,), (*_WORDS, s.decide_words), _THINKING),
    # the clerk
    _T((Speaking,), _BEGUN, (), (s.speak,), _SPEAKING),
    _T((PlaybackStarted,), _BEGUN, (c.answer_unheard,), (s.note_first_sound,)),
    _T((PlaybackFinished,), _BEGUN, (c.answer_held,), (s.finish_speaking, s.note_activity, s.decide_held), _BUSY),
    _T((PlaybackFinished,), _BEGUN, (), (s.finish_speaking, s.note_activity), _SILENT),
    _T((Committed,), _BEGUN, (), (s.commit,)),
    _T((Decided,), _THINKING, (), (s.decision_done,), _QUIET),
    _T((Decided,), (*_LISTENING, *_HEARING, *_SPEAKING), (), (s.decision_done,)),
    # the connection
    _T((Detached,), _ATTRACT, (), (s.detach,)),
    _T((Detached,), _BEGUN, (), (s.detach,), _QUIET),
    _T((Attached,), _ALL, (), (s.attach, s.note_activity)),
    _T((ConversationEnded,), _ALL, (), (s.end,), (State.ENDED,)),
    # time
    _T((TimePassed,), _SPEAKING, (c.barge_in_due, c.continues), (*_CUT, s.roll_back), _HEARING),
    _T((TimePassed,), _SPEAKING, (c.barge_in_due,), _CUT, _HEARING),
    _T((TimePassed,), _LISTENING, (c.idle_due, c.sound_unanswered), (s.decide_no_input, s.note_activity), _THINKING),
    _T((TimePassed,), _LISTENING, (c.idle_due,), (s.note_activity, s.report_idle)),
    _T((TimePassed,), _LISTENING, (c.no_input_due, c.sound_nearby), (s.note_sound, s.defer_no_input)),
    _T((TimePassed,), _LISTENING, (c.no_input_due,), (s.decide_no_input,), _THINKING),
)
# fmt: on
