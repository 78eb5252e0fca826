"""What counts as text where it comes in: Unicode that can be written as UTF-8, stored, and shown."""

from __future__ import annotations

import re

#: A half of a surrogate pair (JSON can say `"\\ud800"`) has no UTF-8; a NUL ends a text in databases and in C.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def is_text(value: str) -> bool:
    return _NO_TEXT.search(value) is None
