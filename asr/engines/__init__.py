"""Recognisers other than Whisper: sherpa-onnx on this machine, and a transcription server."""

from asr.engines.remote import RemoteRecogniser
from asr.engines.sherpa import SherpaRecogniser
from asr.engines.sherpa_model import find_model

__all__ = ["RemoteRecogniser", "SherpaRecogniser", "find_model"]
