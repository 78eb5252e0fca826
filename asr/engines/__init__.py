"""Recognisers other than Whisper: sherpa-onnx on this machine, and a transcription server."""
