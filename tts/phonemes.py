"""Spoken text -> Kokoro's tokens, each knowing which phone it belongs to.

Pinyin becomes IPA through misaki's table (the one Kokoro v1.0 was trained with). The phones that the face reads keep
more than the token does: whether a nasal opens or ends its syllable, and which of the two apical vowels `ɨ` stands for.

The phone symbols:

    initials   p pʰ m f t tʰ n l k kʰ x ʨ ʨʰ ɕ ꭧ ꭧʰ ʂ ɻ ʦ ʦʰ s   (b p m f d t n l g k h j q x zh ch sh r z c s)
    glides     j w ɥ                                             (i- u- ü-)
    vowels     a e i o u y ə ɚ ɛ ɔ ɤ ʊ, ʅ (zhi chi shi ri), ɿ (zi ci si)
    off-glides -i (ai ei), -u (ao ou)
    codas      -n -ŋ
    pause      sil
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from misaki.zh import ZHG2P

from tts.lexicon import CODE, words
from tts.vocabulary import TOKEN_IDS, TONES

PAUSE = "sil"

#: Latin letters as a Mandarin speaker spells them out. "5" is the neutral tone.
LETTERS: dict[str, str] = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2 fu5", "G": "ji4", "H": "ei1 chi5", "I": "ai4",
    "J": "zhei4", "K": "kei4", "L": "ai2 lou5", "M": "ai2 mu5", "N": "en1", "O": "ou1", "P": "pi4", "Q": "kiu1",
    "R": "a4 er5", "S": "ai2 si5", "T": "ti4", "U": "you1", "V": "wei1", "W": "da2 bu5 liu5", "X": "ai4 ke5 si5",
    "Y": "wai4", "Z": "zei4",
}  # fmt: skip

PUNCTUATION: dict[str, str] = {
    "，": ",",
    "、": ",",
    "。": ".",
    "！": "!",
    "？": "?",
    "：": ":",
    "；": ";",
    "…": "…",
    "—": "—",
}

#: Digits of a code are said this much slower than other words: they are written down, not understood.
CODE_PACE = 0.85

_INITIALS = frozenset("pmftnlkxʨɕ\uab67ʂɻʦsh")
_GLIDES = frozenset("jwɥ")
_RETROFLEX = frozenset({"\uab67", "\uab67ʰ", "ʂ", "ɻ"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the model's input. `symbol`: the phone that begins with it, "" where it carries the last one on.

    `pace` multiplies the speed of speech.
    """

    id: int
    symbol: str
    pace: float = 1.0


def tokens(spoken: str) -> list[Token]:
    """The tokens of a normalised clause (`tts.normalise.spoken`), without the pads.

    Words are set apart by spaces as in the model's training text; characters that no rule knows are left out.
    """
    out: list[Token] = []
    slow = {place for code in CODE.finditer(spoken) for place in range(*code.span())}
    at = 0
    for word, pinyin in words(spoken):
        if word in PUNCTUATION:
            if out and out[-1].id == TOKEN_IDS[" "]:
                out.pop()
            out += [Token(TOKEN_IDS[PUNCTUATION[word]], PAUSE), Token(TOKEN_IDS[" "], "")]
        else:
            syllables = pinyin or LETTERS.get(word, "").split()
            if syllables and out and out[-1].id != TOKEN_IDS[" "]:
                out.append(Token(TOKEN_IDS[" "], ""))
            said = [token for syllable in syllables for token in syllable_tokens(syllable)]
            out += [replace(token, pace=CODE_PACE) for token in said] if at in slow else said
        at += len(word)
    while out and out[-1].id == TOKEN_IDS[" "]:
        out.pop()
    return out


@lru_cache(maxsize=2048)
def syllable_tokens(pinyin: str) -> tuple[Token, ...]:
    """The tokens of one pinyin syllable with its tone digit, e.g. `zhuang1`. Raises `ValueError` for what is none."""
    ipa = "".join(mark for mark in ZHG2P.py2ipa(pinyin) if mark in TOKEN_IDS)
    return tuple(Token(TOKEN_IDS[mark], symbol) for mark, symbol in _phones(ipa))


def _phones(ipa: str) -> Iterator[tuple[str, str]]:
    """Each mark of a syllable with the phone it begins ("" where it carries the last one on)."""
    initial = ""
    vowel = ""
    for place, mark in enumerate(ipa):
        if mark in TONES or mark == "ʰ":
            yield mark, ""
        elif place == 0 and mark in _INITIALS:
            initial = mark + "ʰ" if ipa[1:2] == "ʰ" else mark
            yield mark, initial
        elif mark in _GLIDES:
            yield mark, mark
        elif vowel or mark in "nŋm":
            yield mark, "-" + mark
        else:
            vowel = _apical(initial) if mark == "ɨ" else mark
            yield mark, vowel


def _apical(initial: str) -> str:
    return "ʅ" if initial in _RETROFLEX else "ɿ"
