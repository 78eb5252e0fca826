"""Text -> clauses: the pieces that are spoken one by one, so that the first is heard while the next is made.

Pure and deterministic: a prompt rendered ahead is cut exactly as it will be cut when it is said.
"""

from __future__ import annotations

import re

from tts.lexicon import words

#: In characters as written. A clause shorter than this is joined to its neighbour: short inputs sound clipped.
SHORTEST = 6
#: The first clause of a text may be shorter: it is what the citizen is waiting for.
FIRST_SHORTEST = 4
#: A clause longer than this is cut at a weaker mark, or failing that between words.
LONGEST = 36

_STRONG = "。！？!?；;\n"
_WEAK = "，,、：:"
_CLOSING = "[”’」』）)]*"
_SENTENCE = re.compile(rf"[^{_STRONG}]*[{_STRONG}]+{_CLOSING}|[^{_STRONG}]+$")
#: A mark between two digits belongs to a number, a time or a code read in groups, one in an address (https://) to it.
_PHRASE = re.compile(rf"(?:[^{_WEAK}]|(?<=\d)[{_WEAK}](?=\d)|:(?=//)|(?<=[a-z]):(?=\d))*(?:[{_WEAK}]+{_CLOSING}|$)")

#: Figures and letters with the strokes between them, or what lies between such runs.
_WRITTEN = re.compile(r"[\x21-\x7e]+(?:[—–～：·−]+[\x21-\x7e]+)*|[^\x21-\x7e]+")


def clauses(text: str) -> list[str]:
    """The clauses of `text`, in order; joined they give `text` back but for blanks. Empty where nothing can be said."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text.strip())]
    if not any(mark.isalnum() for mark in text):
        return []
    out: list[str] = []
    for sentence in filter(None, sentences):
        out += _phrases(sentence, first=not out)
    return [piece for clause in _sentences_joined(out) for piece in _capped(clause)]


def _phrases(sentence: str, *, first: bool) -> list[str]:
    """A sentence cut at its weak marks, short phrases and members of a list (身份证、户口本、) kept together."""
    out: list[str] = []
    for phrase in filter(None, (found.strip() for found in _PHRASE.findall(sentence))):
        shortest = FIRST_SHORTEST if first and len(out) == 1 else SHORTEST
        listed = bool(out) and out[-1].endswith("、") and len(out[-1]) + len(phrase) <= LONGEST
        if out and (len(out[-1]) < shortest or listed):
            out[-1] += phrase
        else:
            out.append(phrase)
    if len(out) > 1 and len(out[-1]) < SHORTEST:
        tail = out.pop()
        out[-1] += tail
    return out


def _sentences_joined(pieces: list[str]) -> list[str]:
    """A short sentence (好的。) goes with the next one; a very short last one with the one before."""
    out: list[str] = []
    for piece in pieces:
        if out and len(out[-1]) < SHORTEST and len(out[-1]) + len(piece) <= LONGEST:
            out[-1] += piece
        else:
            out.append(piece)
    if len(out) > 1 and len(out[-1]) < FIRST_SHORTEST:
        tail = out.pop()
        out[-1] += tail
    return out


def _capped(clause: str) -> list[str]:
    """A clause that is too long is cut into parts of about the same length, between words and never inside a number."""
    if len(clause) <= LONGEST:
        return [clause]
    wanted = len(clause) / -(-len(clause) // LONGEST)
    out = [""]
    for word in _WRITTEN.findall(clause):
        for part, _ in [(word, ())] if word[0].isascii() else words(word):
            if len(out[-1]) + len(part) / 2 > wanted and out[-1]:
                out.append("")
            out[-1] += part
    return [piece.strip() for piece in out]
