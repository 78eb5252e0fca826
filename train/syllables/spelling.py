"""A toneless syllable's initial and final, as they sound: `yan` is i-an without an initial, `zhi` and `zi` differ."""

from __future__ import annotations

from pypinyin.contrib.tone_convert import to_finals, to_initials

_HUMS = frozenset(("m", "n"))
_RETROFLEX, _SIBILANT = frozenset(("zh", "ch", "sh", "r")), frozenset(("z", "c", "s"))


def initial_and_final(syllable: str) -> tuple[str, str]:
    """`zhuang` is ("zh", "uang"), `yu` ("", "v"), `shi` ("sh", "ir"), `si` ("s", "iz"); a hum is all final."""
    if syllable in _HUMS:
        return "", syllable
    initial, final = to_initials(syllable, strict=True), to_finals(syllable, strict=True, v_to_u=False)
    if syllable == "yo":  # pypinyin gives o
        final = "io"
    elif final == "i" and initial in _RETROFLEX:
        final = "ir"
    elif final == "i" and initial in _SIBILANT:
        final = "iz"
    return initial, final
