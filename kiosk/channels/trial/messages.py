"""The messages between the editor's page and a trial by voice, as JSON text frames.

Sound goes up as `kiosk.wire.MicFrame` and down as `kiosk.wire.SpeechFrame` (without a face); `say` and `stop` are those
of `kiosk.v1`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.operators.editor.bench_answers import DraftTrialBody, SpokenLine, TrialAnswer
from kiosk.wire.codec import WireError

#: An utterance's number, and a sample of it.
Number = Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)]
#: What the ear does. `speaking`: the clerk speaks, and nothing is heard. `waiting`: nothing is asked.
EarState = Literal["listening", "hearing", "thinking", "speaking", "waiting"]


class Up(msgspec.Struct, forbid_unknown_fields=True, tag_field="type"):
    """From the page."""


class BeginVoice(Up, tag="begin"):
    """The first message. `csrf`: of the session."""

    csrf: str


class PlayTrial(Up, tag="try"):
    """The whole trial, as `POST …/try` has it: it is answered by `answer` or `refused`, and the clerk speaks."""

    body: DraftTrialBody


class Listen(Up, tag="listen"):
    """What was heard is not played: listen again."""


class SetVoice(Up, tag="voice"):
    """Whether the clerk's answers are spoken."""

    on: bool


class PlayedVoice(Up, tag="played"):
    """How far an utterance was played: as `played` of `kiosk.v1`, as far as it matters here."""

    utterance: Number
    heard_sample: Number
    done: bool = False


class Down(msgspec.Struct, tag_field="type"):
    """To the page."""


class VoiceReady(Down, tag="ready"):
    """`rate`: of the clerk's sound, Hz."""

    rate: int


class EarTold(Down, tag="ear"):
    state: EarState


class PartialHeard(Down, tag="partial"):
    """What was heard so far; empty: nothing any more."""

    text: str


class LineHeard(Down, tag="heard"):
    """An utterance was heard. `line`: to be played; None: it answers nothing (`text` was a 嗯)."""

    line: str | SpokenLine | None
    text: str = ""


class TrialPlayed(Down, tag="answer"):
    answer: TrialAnswer


class TrialRefused(Down, tag="refused"):
    """As the error of `POST …/try`."""

    code: str
    message: str


class MicrophoneHeard(Down, tag="microphone"):
    """Its state as the hall hears it (`asr.MicState`)."""

    state: str


class VoiceTrouble(Down, tag="trouble"):
    """Something failed; the trial goes on. `code`: `recogniser`, `ear` or `voice`."""

    code: str


class VoiceOver(Down, tag="over"):
    """The last message. `code`: why the hall hangs up."""

    code: str


_DECODER: msgspec.json.Decoder[BeginVoice | PlayTrial | Listen | SetVoice | PlayedVoice] = msgspec.json.Decoder(
    BeginVoice | PlayTrial | Listen | SetVoice | PlayedVoice
)
_ENCODER = msgspec.json.Encoder()


def read_up(text: str) -> BeginVoice | PlayTrial | Listen | SetVoice | PlayedVoice:
    """Raises `WireError`, with the place and what was expected there."""
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise WireError("bad_message", f"expected a message of a trial by voice; {error}") from None


def write_down(message: Down) -> str:
    return _ENCODER.encode(message).decode()
