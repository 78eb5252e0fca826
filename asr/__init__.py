"""Speech recognition: sound in, text out.

    microphone -> Segmenter (voice activity, near-field gate, endpointing) -> SpeechSegment -> Recogniser -> Transcript

All sound is mono int16 at 16 kHz, and time is a sample index. `asr.engines` has the recognisers other than Whisper.
"""

import os

# onnxruntime sends usage data unless this is set before its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from asr.cores import cores
from asr.end_of_turn.completeness import Completeness, completeness
from asr.end_of_turn.smart_turn import SmartTurn, TurnDetector
from asr.end_of_turn.timeouts import EndSilenceSettings, end_silence_after_text, end_silence_before_text
from asr.errors import AsrError, BusyError, DeviceLostError, RecogniserError, SoundError, VoiceActivityError
from asr.expectation import NUMBERS, Expectation
from asr.segmentation.endpointing import EndpointSettings
from asr.segmentation.hub import SegmenterHub, Stream
from asr.segmentation.mic_health import MicState
from asr.segmentation.segmenter import (
    Flushed,
    MicStateChanged,
    Segmenter,
    SegmenterEvent,
    SegmenterSettings,
    SegmentPaused,
    SegmentResumed,
    SegmentStarted,
    SegmentUpdated,
    SpeechSegment,
)
from asr.segmentation.vad import VoiceActivity
from asr.sound import StreamResampler, load_wav, resample, save_wav
from asr.syllables.answering import choose_answer, early_answer, is_certain
from asr.syllables.lattice import Lattice
from asr.syllables.partial import HeardSyllables, heard_syllables
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
    "Completeness",
    "Correction",
    "DeviceLostError",
    "EndSilenceSettings",
    "EndpointSettings",
    "Expectation",
    "Flushed",
    "HeardSyllables",
    "Lattice",
    "MicState",
    "MicStateChanged",
    "Recogniser",
    "RecogniserError",
    "SegmentPaused",
    "SegmentResumed",
    "SegmentStarted",
    "SegmentUpdated",
    "Segmenter",
    "SegmenterEvent",
    "SegmenterHub",
    "SegmenterSettings",
    "SmartTurn",
    "SoundError",
    "SpeechSegment",
    "StablePrefix",
    "Stream",
    "StreamResampler",
    "Ticket",
    "Transcript",
    "TurnDetector",
    "Urgency",
    "VoiceActivity",
    "VoiceActivityError",
    "WhisperRecogniser",
    "choose",
    "choose_answer",
    "completeness",
    "cores",
    "correct",
    "early_answer",
    "end_silence_after_text",
    "end_silence_before_text",
    "heard_syllables",
    "is_certain",
    "load_wav",
    "resample",
    "save_wav",
]
