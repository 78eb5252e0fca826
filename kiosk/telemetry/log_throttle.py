"""Limits repeated log lines: so many of a kind per minute, then only their number. Heads of the audit trail all pass:
they are compared with its rows, and a line that was left out would hide one that was cut off.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

#: Lines of one kind in `_EVERY_S`: ours, and those of other libraries, which come with a traceback.
_OURS, _THEIRS, _EVERY_S = 5, 1, 60.0
#: Lines that are never left out.
_ALWAYS = frozenset({"audit"})
#: Kinds remembered at once; the oldest is forgotten.
_KINDS = 500
#: Fields that distinguish kinds of lines.
_TELLING = ("event", "what", "stage", "error", "kind", "reason", "code", "mistake", "service")


@dataclass(slots=True)
class _Seen:
    since: float
    count: int = 0


class Throttle(logging.Filter):
    """On a handler. Sets `record.repeated`: how many lines of this kind were left out since the last one written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: dict[tuple[object, ...], _Seen] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        ours = isinstance(record.msg, dict)
        fields = record.msg if isinstance(record.msg, dict) else {"event": str(record.msg).split("\n", 1)[0]}
        if ours and fields.get("event") in _ALWAYS:
            return True
        key = (record.name, record.levelno, *(str(fields.get(name, "")) for name in _TELLING))
        now = self._clock()
        seen = self._seen.get(key)
        if seen is None or now - seen.since >= _EVERY_S:
            most = _OURS if ours else _THEIRS
            record.repeated = max(0, seen.count - most) if seen else 0
            self._seen.pop(key, None)
            self._seen[key] = _Seen(now, 1)
            while len(self._seen) > _KINDS:
                del self._seen[next(iter(self._seen))]
            return True
        seen.count += 1
        return seen.count <= (_OURS if ours else _THEIRS)
