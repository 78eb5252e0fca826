"""The speaking room: text in, sound and the phones that made it out.

Cut a text with `clauses`, speak them one by one with any `Voice`: `KokoroVoice` here, `EdgeVoice` in the cloud, or
either behind a `CachedVoice`.
"""

import os

# onnxruntime sends usage data home unless told not to, and only hears it at its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from tts.cache import CachedVoice, render_all
from tts.clauses import clauses
from tts.edge import EdgeVoice
from tts.errors import VoiceError
from tts.kokoro import KokoroVoice
from tts.normalise import spoken
from tts.speech import Phone, Speech, Voice

__all__ = [
    "CachedVoice",
    "EdgeVoice",
    "KokoroVoice",
    "Phone",
    "Speech",
    "Voice",
    "VoiceError",
    "clauses",
    "render_all",
    "spoken",
]
