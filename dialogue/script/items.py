"""Lists of a conversation: a value is text, so a list is kept as the JSON text of an array of objects of text."""

from __future__ import annotations

import json

Item = dict[str, str]


def items_of(value: str) -> tuple[Item, ...]:
    """The items of a list, or the one of an item; of an answer with several options (甲、乙), one item for each.

    An empty value has none.
    """
    if not value.startswith(("[", "{")):
        return tuple({"": one} for one in value.split("、") if one)
    try:
        found = json.loads(value)
    except ValueError:
        return ({"": value},)
    return tuple(item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict))
