"""Text that is kept: composed (NFC), without characters that cannot be seen, and trimmed."""

from __future__ import annotations

import re
import unicodedata

#: Control characters that stand for a space. A tab or a line break must not join two words.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
#: Zero-width characters that Unicode does not class as controls or formats, and noncharacters.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffe\uffff")
#: Controls, formats (bidirectional overrides, zero-width joiners, byte-order marks) and lone surrogates. Unassigned
#: code points stay: Python's tables are older than the newest ideographs of people's names.
_UNSEEN = frozenset(("Cc", "Cf", "Cs"))


def printable(text: str) -> str:
    """`text` as it may be stored, shown and handed on. Ideographs of every extension stay as they are."""
    if text.isascii() and text.isprintable():
        return text.strip()
    spaced = _BREAKS.sub(" ", text)
    seen = "".join(c for c in spaced if unicodedata.category(c) not in _UNSEEN and c not in _INVISIBLE)
    return unicodedata.normalize("NFC", seen).strip()
