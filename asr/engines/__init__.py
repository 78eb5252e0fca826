"""Recognisers other than Whisper's own: faster-whisper and sherpa-onnx on this machine, and a transcription server."""

from asr.engines.faster_whisper import FasterWhisperRecogniser
from asr.engines.remote import RemoteRecogniser
from asr.engines.sherpa import SherpaRecogniser
from asr.engines.sherpa_model import find_model

__all__ = ["FasterWhisperRecogniser", "RemoteRecogniser", "SherpaRecogniser", "find_model"]
