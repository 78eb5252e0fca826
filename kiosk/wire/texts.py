"""Which strings are accepted as text: Unicode that can be encoded as UTF-8, stored and shown."""

from __future__ import annotations

import re

#: A lone surrogate (JSON can hold `"\\ud800"`) has no UTF-8 form; a NUL ends a text in databases and in C.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def is_text(value: str) -> bool:
    return _NO_TEXT.search(value) is None
