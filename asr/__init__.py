"""The hearing room: sound in, text out.

    microphone -> Ear (voice activity, near-field gate, end of speech) -> Utterance -> Recogniser -> Transcript

Everything is mono int16 at 16 kHz, and time is a sample index.
"""

import os

# onnxruntime sends usage data home unless told not to, and only hears it at its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from asr.correct import Correction, choose, correct
from asr.ear import Ear, EarEvent, EarSettings, MicChanged, Paused, Resumed, SoFar, Utterance, VoiceStarted
from asr.ears import Ears
from asr.endpoint import EndpointSettings
from asr.errors import AsrError, BusyError, DeviceLostError, RecogniserError, SoundError, VoiceActivityError
from asr.expect import NUMBERS, Expectation
from asr.mic import MicState
from asr.partial import StablePrefix
from asr.patience import PatienceSettings, after_words, before_words
from asr.shape import Shape, shape
from asr.smart_turn import SmartTurn, Vote
from asr.sound import StreamResampler, load_wav, resample
from asr.transcript import RATE, Alternative, Recogniser, Ticket, Transcript, Urgency
from asr.vad import VoiceActivity
from asr.whisper import WhisperRecogniser

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
