"""Events of the turn machine that tests of it begin with."""

from __future__ import annotations

from typing import Any

from dialogue.acts import Begin, Said
from kiosk.turn import (
    ConversationStarted,
    Decide,
    Decided,
    FinalTranscript,
    PlaybackFinished,
    PlaybackStarted,
    Profile,
    PromptKind,
    Speaking,
    TurnAction,
    TurnEvent,
    TurnMachine,
    UtteranceEnded,
    UtteranceStarted,
)
from support.profiles import TURN_PROFILE

GREETED = [
    ConversationStarted(Begin()),
    Speaking(PromptKind.GREETING),
    PlaybackStarted(),
    Decided(),
    PlaybackFinished(),
]
YES = FinalTranscript(Said("嗯", 0.9), backchannel=True)
NO_WORDS = FinalTranscript(Said(""))


def utterance(heard: FinalTranscript) -> list[TurnEvent]:
    return [UtteranceStarted(), UtteranceEnded(), heard]


def answered(prompt: PromptKind = PromptKind.QUESTION, *, yes_no: bool = False) -> list[TurnEvent]:
    """What she does upon a decision, up to her first sound."""
    return [Speaking(prompt, yes_no), PlaybackStarted(), Decided()]


def run(*events: Any, profile: Profile | None = None) -> tuple[TurnMachine, list[TurnAction]]:
    """All at one moment, 1.0 s; a number lets so many seconds pass."""
    turns, now = TurnMachine(profile or TURN_PROFILE), 1.0
    actions: list[TurnAction] = []
    for event in events:
        if isinstance(event, float):
            now += event
        else:
            actions += turns.feed(event, now)
    return turns, actions


BEGIN = Decide(Begin())
LOST = Said("卡丢了", 0.9)
HEARD_LOST = FinalTranscript(Said("卡丢了", 0.9))
