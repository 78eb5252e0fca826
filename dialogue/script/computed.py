"""Values made of others (计算): worked out when they are needed, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogue.script.lists import expanded
from dialogue.script.model import Script


def with_computed(script: Script, values: Mapping[str, str], today: date) -> dict[str, str]:
    """`values`, what is in their lists, and every computed value whose parts are all there, in the order written."""
    known = expanded(script.lists, values)
    for item in script.computed:
        if all(name in known for name in item.template.names):
            known[item.name] = item.template.fill(known, spoken=False, today=today)
    return known
