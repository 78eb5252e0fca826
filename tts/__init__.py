"""The speaking room: text in, sound and the phones that made it out.

    voice = KokoroVoice(model, style)
    for clause in clauses(text):
        speech = await voice.speak(clause, speed=1.0)
"""

from tts.clauses import clauses
from tts.errors import VoiceError
from tts.kokoro import KokoroVoice
from tts.speech import Phone, Speech, Voice

__all__ = ["KokoroVoice", "Phone", "Speech", "Voice", "VoiceError", "clauses"]
