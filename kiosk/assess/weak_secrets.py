"""Secrets in the settings that somebody can guess: usual words, short ones, and ones of few different characters."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from sqlalchemy.engine import make_url

from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.config import Settings

#: Characters of a secret that somebody may have made up.
_SHORT = 16
#: Bits that a secret's own characters must carry; 16 random hexadecimal digits have about 50.
_BITS = 36.0
_USUAL = re.compile(
    r"change.?me|secret|password|passw0rd|default|example|test|demo|admin|postgres|12345|abc123|qwerty|letmein",
    re.IGNORECASE,
)


def secrets(settings: Settings) -> AssessedItem:
    found = list(_secrets(settings, ""))
    weak = [f"{name} 是常见的口令，或者太短、太有规律" for name, value in found if is_weak(value)]
    return judged(
        "secrets", "默认口令和弱口令", (v.ACCESS,), weak, f"设置了 {len(found)} 个密钥、口令，没有默认的和太短的",
        "换成随机的 32 位以上，例如 openssl rand -hex 32",
    )  # fmt: skip


def is_weak(value: str) -> bool:
    return len(value) < _SHORT or _USUAL.search(value) is not None or _bits(value) < _BITS


def _bits(value: str) -> float:
    """Shannon's entropy of its characters, of which one that repeats the step before it (`aaa`, `123`) counts none."""
    counts, length = Counter(value), len(value)
    each = -sum(count / length * math.log2(count / length) for count in counts.values())
    steps = [ord(after) - ord(before) for before, after in itertools.pairwise(value)]
    regular = sum(one == other and abs(one) <= 1 for one, other in itertools.pairwise(steps))
    return each * (length - regular)


def _secrets(settings: Any, at: str) -> Iterator[tuple[str, str]]:
    """Each that is set; of an address (`store.url`), its password, if it has one."""
    for one in fields(settings):
        value, name = getattr(settings, one.name), f"{at}{one.name}"
        if is_dataclass(value):
            yield from _secrets(value, f"{name}.")
        elif isinstance(value, dict):
            for key, inner in value.items():
                if is_dataclass(inner):
                    yield from _secrets(inner, f"{name}.{key}.")
        elif value and any(getattr(rule, "secret", False) for rule in one.metadata.values()):
            secret = _password(str(value)) if one.name.endswith("url") else str(value)
            if secret is not None:
                yield name, secret


def _password(value: str) -> str | None:
    """None: an address without one."""
    if not re.match(r"[a-z][a-z0-9+.-]*://[^/\s]", value):
        return value
    try:
        return make_url(value).password
    except ValueError:
        return value
