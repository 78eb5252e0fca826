"""What a screen in a public hall may show: of any long number only its last four digits."""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"\d[\d\s,，、。.\-—]{5,}[\dXx]")


def masked(text: str) -> str:
    """Numbers of seven digits and more (ID, phone, bank card) become dots and their last four characters."""
    return _LONG_NUMBER.sub(lambda found: "••••" + re.sub(r"\W", "", found[0])[-4:], text)
