"""Mandarin phones -> visemes: which of fifteen mouth shapes each phone calls for, and how much it insists on it.

The fifteen are those of Oculus/OVR LipSync (also MPEG-4's, Annex C), named as there:

    sil PP FF TH DD kk CH SS nn RR aa E ih oh ou

The symbols are those of `tts.phonemes`. Medials, nuclei, off-glides and codas are phones of their own, so that a final
such as -iao (j a -u) passes through three shapes, -uan through ou, aa and nn, and -üan (ɥ ɛ -n) begins rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

VISEMES: tuple[str, ...] = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou",
)  # fmt: skip

Mix = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ArticulatoryGesture:
    """What a phone asks of the mouth.

    `mix`: visemes and weights, in sum at most 1. `jaw`, `round`, `lips`: how strongly it holds that part of the mouth
    against its neighbours (dominance, Cohen & Massaro 1993): a k leaves the lips to the vowel beside it, a sh protrudes
    them by itself.
    """

    mix: Mix
    jaw: float
    round: float
    lips: float


def _vowel(*mix: tuple[str, float], rounding: float = 0.9) -> ArticulatoryGesture:
    return ArticulatoryGesture(mix, 1.0, rounding, 1.0)


def _weak(*mix: tuple[str, float], jaw: float = 0.6, rounding: float = 0.15, lips: float = 0.35) -> ArticulatoryGesture:
    """A consonant made by the tongue: the jaw closes a little, the lips follow the vowels around it."""
    return ArticulatoryGesture(mix, jaw, rounding, lips)


_LABIAL = ArticulatoryGesture((("PP", 1.0),), 0.8, 0.25, 0.9)
_DENTAL = _weak(("DD", 1.0))
_VELAR = _weak(("kk", 1.0), jaw=0.35, rounding=0.08, lips=0.2)
_PALATAL = _weak(("SS", 0.6), ("ih", 0.3), jaw=0.9, rounding=0.2, lips=0.6)
_RETROFLEX = _weak(("CH", 1.0), jaw=0.9, rounding=0.7, lips=0.7)
_SIBILANT = _weak(("SS", 1.0), jaw=1.0, rounding=0.25, lips=0.7)

GESTURES: dict[str, ArticulatoryGesture] = {
    "sil": ArticulatoryGesture((("sil", 1.0),), 1.1, 0.9, 1.1),
    # initials: b p m | f | d t | n l | g k h | j q x | zh ch sh | r | z c s
    "p": _LABIAL, "pʰ": _LABIAL, "m": _LABIAL,
    "f": ArticulatoryGesture((("FF", 1.0),), 0.9, 0.35, 1.0),
    "t": _DENTAL, "tʰ": _DENTAL,
    "n": _weak(("nn", 1.0)), "l": _weak(("nn", 0.9)),
    "k": _VELAR, "kʰ": _VELAR, "x": _VELAR, "h": _VELAR,
    "ʨ": _PALATAL, "ʨʰ": _PALATAL, "ɕ": _PALATAL,
    "\uab67": _RETROFLEX, "\uab67ʰ": _RETROFLEX, "ʂ": _RETROFLEX,
    "ɻ": _weak(("RR", 1.0), jaw=0.8, rounding=0.7, lips=0.6),
    "ʦ": _SIBILANT, "ʦʰ": _SIBILANT, "s": _SIBILANT,
    # medials
    "j": ArticulatoryGesture((("ih", 0.9),), 0.8, 0.6, 0.8),
    "w": ArticulatoryGesture((("ou", 1.0),), 0.8, 1.2, 0.8),
    "ɥ": ArticulatoryGesture((("ou", 0.9),), 0.8, 1.2, 0.8),
    # nuclei
    "a": _vowel(("aa", 1.0)), "o": _vowel(("oh", 1.0)), "ɔ": _vowel(("oh", 1.0)),
    "e": _vowel(("E", 1.0)), "ɛ": _vowel(("E", 0.8), ("aa", 0.2)),
    "i": _vowel(("ih", 1.0)), "u": _vowel(("ou", 1.0), rounding=1.3),
    "y": _vowel(("ou", 0.85), ("ih", 0.15), rounding=1.3),
    "ə": _vowel(("E", 0.6), ("aa", 0.2)), "ɤ": _vowel(("E", 0.5), ("aa", 0.35)), "ɚ": _vowel(("RR", 0.5), ("aa", 0.4)),
    "ʊ": _vowel(("ou", 0.6), ("oh", 0.4), rounding=1.2),
    "ʅ": _vowel(("CH", 0.6), ("ih", 0.25), rounding=0.6), "ɿ": _vowel(("SS", 0.8), rounding=0.5),
    # off-glides and codas
    "-i": ArticulatoryGesture((("ih", 0.85),), 0.7, 0.5, 0.7),
    "-u": ArticulatoryGesture((("ou", 0.75),), 0.7, 0.9, 0.6),
    "-n": _weak(("nn", 0.9), jaw=0.5), "-ŋ": _weak(("kk", 0.9), jaw=0.3, rounding=0.05, lips=0.15), "-m": _LABIAL,
}  # fmt: skip

#: For a symbol this table does not know (another voice's): a slightly open mouth that insists on nothing.
UNKNOWN = _weak(("DD", 0.6))

#: The lips must meet here, whatever stands around it. Of pʰ only the first part: then breath comes through open lips.
CLOSED: frozenset[str] = frozenset({"p", "pʰ", "m", "-m"})
#: The lower lip must meet the teeth here.
LABIODENTAL: frozenset[str] = frozenset({"f"})


def gesture(symbol: str) -> ArticulatoryGesture:
    return GESTURES.get(symbol, UNKNOWN)
