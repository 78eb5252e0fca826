"""Lists of a conversation: a value is text, so a list is kept as the JSON text of an array of objects of text."""

from __future__ import annotations

import json


def items_of(value: str) -> tuple[dict[str, str], ...]:
    """The items of a list; of an answer with several options (甲、乙), one item for each. None of an empty value."""
    if not value.startswith("["):
        return tuple({"": one} for one in value.split("、") if one)
    try:
        found = json.loads(value)
    except ValueError:
        return ({"": value},)
    return tuple(item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()
