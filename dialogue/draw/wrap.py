"""Breaking text into lines that fit a box, for a font whose Chinese characters are as wide as they are high."""

from __future__ import annotations

import re

_TOKENS = re.compile(r"[!-~]+|.", re.DOTALL)
#: These may not begin a line; they hang out over its end instead.
_CLOSING = frozenset("，。？！；：、）》】」”’,.?!;:)]")
_LATIN = 0.58


def width(text: str) -> float:
    """In ems."""
    return sum(_LATIN if letter.isascii() else 1.0 for letter in text)


def wrap(text: str, ems: float) -> list[str]:
    """Lines of at most `ems`, a closing mark excepted. Latin words are kept whole where they fit a line."""
    lines: list[str] = []
    line = ""
    for token in _pieces(" ".join(text.split()), ems):
        if line and width(line + token) > ems and token not in _CLOSING:
            lines.append(line.rstrip())
            line = ""
        line += token if line or token != " " else ""
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, ems: float) -> list[str]:
    longest = max(1, int(ems / _LATIN))
    return [
        token[start : start + longest] for token in _TOKENS.findall(text) for start in range(0, len(token), longest)
    ]
