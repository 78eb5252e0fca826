"""Text -> clauses: the pieces that are spoken one by one, so that the first is heard while the next is made.

Pure and deterministic: a prompt rendered ahead is cut exactly as it will be cut when it is said.
"""

from __future__ import annotations

import re

#: In characters as written. A clause shorter than this is joined to its neighbour: short inputs sound clipped.
SHORTEST = 6
#: A clause longer than this is cut at a weaker mark, or failing that between words.
LONGEST = 36
#: The first clause of a text may be short: it is what the citizen is waiting for.
FIRST_SHORTEST = 4

_STRONG = "。！？!?；;\n"
_WEAK = "，,、：:"
#: A mark between two digits, or within a latin word, belongs to a number, a time or an address, not to the sentence.
_SENTENCE = re.compile(rf"[^{_STRONG}]*[{_STRONG}]+[”’」』）)]*|[^{_STRONG}]+$")
_PHRASE = re.compile(rf"(?:[^{_WEAK}]|(?<=\d)[,:：](?=\d))*(?:[{_WEAK}]+[”’」』）)]*|$)")


def clauses(text: str) -> list[str]:
    """The clauses of `text`, in order; joined they give `text` back but for blanks at their ends. Empty for blank text."""
    out: list[str] = []
    for sentence in _SENTENCE.findall(text.strip()):
        if sentence.strip():
            out += _phrases(sentence.strip(), first=not out)
    return _joined(out)


def _phrases(sentence: str, *, first: bool) -> list[str]:
    """A sentence cut at its weak marks into clauses of a good length."""
    out: list[str] = []
    for phrase in filter(None, _PHRASE.findall(sentence)):
        shortest = FIRST_SHORTEST if first and len(out) == 1 else SHORTEST
        if out and (len(out[-1].strip()) < shortest or (_listed(out[-1]) and len(out[-1]) + len(phrase) <= LONGEST)):
            out[-1] += phrase
        else:
            out.append(phrase)
    if len(out) > 1 and len(out[-1]) < SHORTEST and len(out[-2]) + len(out[-1]) <= LONGEST:
        tail = out.pop()
        out[-1] += tail
    return [piece for clause in out for piece in _capped(clause.strip())]


def _listed(phrase: str) -> bool:
    """Members of a list (身份证、户口本、) and what a colon announces belong in one breath."""
    return phrase.endswith("、")


def _capped(clause: str) -> list[str]:
    """A clause without marks that is too long is cut into equal parts, never inside a number or a latin word."""
    if len(clause) <= LONGEST:
        return [clause]
    parts = -(-len(clause) // LONGEST)
    out: list[str] = []
    rest = clause
    for left in range(parts, 1, -1):
        cut = _cut_near(rest, len(rest) // left)
        out.append(rest[:cut])
        rest = rest[cut:]
    return [*out, rest]


def _cut_near(text: str, wanted: int) -> int:
    for distance in range(len(text)):
        for place in (wanted - distance, wanted + distance):
            if 0 < place < len(text) and not (text[place - 1].isascii() and text[place].isascii()):
                return place
    return len(text)


def _joined(pieces: list[str]) -> list[str]:
    """A short sentence (好的。) goes with the next one; a short last one with the one before."""
    out: list[str] = []
    for piece in pieces:
        if out and len(out[-1]) < SHORTEST and len(out[-1]) + len(piece) <= LONGEST:
            out[-1] += piece
        else:
            out.append(piece)
    if len(out) > 1 and len(out[-1]) < FIRST_SHORTEST and len(out[-2]) + len(out[-1]) <= LONGEST:
        tail = out.pop()
        out[-1] += tail
    return out
