"""Kokoro's token ids for what Mandarin needs.

Source: `config.json` ("vocab", 114 of 178 ids) of Kokoro-82M v1.0, Apache-2.0, as shipped in PyPI `kokoro-onnx` 0.6.1.
Only the symbols that misaki's Mandarin phonemes and our punctuation can produce are kept.
"""

from __future__ import annotations

#: Begins and ends every input.
PAD = 0

#: Tone marks as misaki writes them: first →, second ↗, third ↓, fourth ↘, neutral none.
TONES = "→↗↓↘"

TOKEN_IDS: dict[str, int] = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, " ": 16,
    "ʦ": 20, "ʨ": 21, "\uab67": 23,
    "a": 43, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58,
    "s": 61, "t": 62, "u": 63, "w": 65, "x": 66, "y": 67,
    "ɔ": 76, "ɕ": 77, "ə": 83, "ɚ": 85, "ɛ": 86, "ɥ": 99, "ɨ": 101, "ŋ": 112, "ɻ": 126, "ʂ": 130, "ʊ": 135, "ɤ": 140,
    "ʰ": 162, "↓": 169, "→": 171, "↗": 172, "↘": 173,
}  # fmt: skip

#: Kokoro's context is 512 tokens, both pads included; a voice file has one style row per length.
MAX_TOKENS = 510
