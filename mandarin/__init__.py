"""How Mandarin sounds, and nothing else: syllables of a text, and how alike two texts sound.

The floor under the rooms: it imports none of them, and any of them may stand on it.
"""

from mandarin.pinyin import clean, exact, fixed_exact, fixed_fuzzy, fold, fuzzy
from mandarin.sound import alike, apart, likeness, likeness_of, nearest

__all__ = [
    "alike",
    "apart",
    "clean",
    "exact",
    "fixed_exact",
    "fixed_fuzzy",
    "fold",
    "fuzzy",
    "likeness",
    "likeness_of",
    "nearest",
]
