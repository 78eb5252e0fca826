"""The hearing room: sound in, text out.

    microphone -> Ear (voice activity, near-field gate, end of speech) -> Utterance -> Recogniser -> Transcript

Everything is mono int16 at 16 kHz, and time is a sample index.
"""

import os

# onnxruntime sends usage data home unless told not to, and only hears it at its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from asr.end_of_turn.completeness import Shape, shape
from asr.end_of_turn.smart_turn import SmartTurn, Vote
from asr.end_of_turn.timeouts import PatienceSettings, after_words, before_words
from asr.errors import AsrError, BusyError, DeviceLostError, RecogniserError, SoundError, VoiceActivityError
from asr.expectation import NUMBERS, Expectation
from asr.segmentation.endpointing import EndpointSettings
from asr.segmentation.hub import Ears
from asr.segmentation.mic_health import MicState
from asr.segmentation.segmenter import (
    Ear,
    EarEvent,
    EarSettings,
    MicChanged,
    Paused,
    Resumed,
    SoFar,
    Utterance,
    VoiceStarted,
)
from asr.segmentation.vad import VoiceActivity
from asr.sound import StreamResampler, load_wav, resample
from asr.text.phonetic_correction import Correction, choose, correct
from asr.text.stable_prefix import StablePrefix
from asr.transcript import RATE, Alternative, Recogniser, Ticket, Transcript, Urgency
from asr.whisper.recogniser import WhisperRecogniser

__all__ = [
    "NUMBERS",
    "RATE",
    "Alternative",
    "AsrError",
    "BusyError",
    "Correction",
    "DeviceLostError",
    "Ear",
    "EarEvent",
    "EarSettings",
    "Ears",
    "EndpointSettings",
    "Expectation",
    "MicChanged",
    "MicState",
    "PatienceSettings",
    "Paused",
    "Recogniser",
    "RecogniserError",
    "Resumed",
    "Shape",
    "SmartTurn",
    "SoFar",
    "SoundError",
    "StablePrefix",
    "StreamResampler",
    "Ticket",
    "Transcript",
    "Urgency",
    "Utterance",
    "VoiceActivity",
    "VoiceActivityError",
    "VoiceStarted",
    "Vote",
    "WhisperRecogniser",
    "after_words",
    "before_words",
    "choose",
    "correct",
    "load_wav",
    "resample",
    "shape",
]
