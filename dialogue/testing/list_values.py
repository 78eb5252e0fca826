"""Lists in conversation tests: compared whole, or by the first field of each item."""

from __future__ import annotations

import json
from collections.abc import Iterable

from dialogue.script.items import items_of
from dialogue.testing.keywords import A_PICTURE


def heads_text(heads: Iterable[str]) -> str:
    """A list that is expected by the first fields of its items: [WZ1, WZ3]."""
    return json.dumps(list(heads), ensure_ascii=False)


def same_value(expected: str, got: str) -> bool:
    """Whether a variable has the expected value. A list may be expected by first fields, an item by its own, a picture
    by `keywords.A_PICTURE`.
    """
    if expected == in_words(got):
        return True
    if not got.startswith(("[", "{")):
        return False
    heads = [next(iter(item.values()), "") for item in items_of(got)]
    return heads == (json.loads(expected) if expected.startswith("[") else [expected])


def in_words(value: str) -> str:
    """A list's or an item's value for a report: the first fields of the items; of a picture that there is one."""
    if value.startswith("sha256:"):
        return A_PICTURE
    if not value.startswith(("[{", "{")) and value != "[]":
        return value
    return "、".join(next(iter(item.values()), "") for item in items_of(value)) or "一条也没有"
