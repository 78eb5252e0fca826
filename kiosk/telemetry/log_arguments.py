"""The arguments of a printf-style log line of another library, as far as they cannot be personal.

Numbers, network addresses and types are shown; an exception is shown by its type, a system error by its reason.
Any other text or object may be a citizen's words and is withheld. What is shown still passes `telemetry.log`.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping

WITHHELD = "[withheld]"
_HOLE = re.compile(r"%(?:\((?P<name>[^)]*)\))?(?P<spec>[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?)[hlL]?(?P<kind>[a-zA-Z%])")
_NUMBERS = frozenset("diouxXeEfFgG")
#: Every reason of a system error: `No space left on device`.
_REASONS = frozenset(os.strerror(number) for number in range(1, 134))


def filled(template: str, arguments: object) -> str:
    """`template` with `arguments` (a record's `args`: a tuple or one mapping); a hole without one stays as it is."""
    if not arguments:
        return template
    named = arguments if isinstance(arguments, Mapping) else {}
    left = iter(arguments if isinstance(arguments, tuple) else ())
    none = object()

    def hole(found: re.Match[str]) -> str:
        if found["kind"] == "%":
            return "%"
        if "*" in found["spec"]:  # a width among the arguments: not shown
            for _ in range(found["spec"].count("*")):
                next(left, none)
        value = named.get(found["name"], none) if found["name"] is not None else next(left, none)
        return found[0] if value is none else _shown(value, found["spec"], found["kind"])

    return _HOLE.sub(hole, template)


def _shown(value: object, spec: str, kind: str) -> str:
    if type(value) in (int, float, bool):
        try:
            return f"%{spec}{kind}" % value if kind in _NUMBERS and "*" not in spec else str(value)
        except (TypeError, ValueError, OverflowError):  # `%x` of a float
            return str(value)
    if value is None:
        return "None"
    if isinstance(value, OSError) and value.strerror in _REASONS:
        return f"{type(value).__name__}: {value.strerror}"
    if isinstance(value, type | BaseException):
        return (value if isinstance(value, type) else type(value)).__name__
    if isinstance(value, ipaddress.IPv4Address | ipaddress.IPv6Address):
        return str(value)
    return value if isinstance(value, str) and (value in _REASONS or _is_address(value)) else WITHHELD


def _is_address(text: str) -> bool:
    """Alone or with a port: `10.0.0.7`, `10.0.0.7:51234`, `[::1]:51234`. Of a kiosk of the hall."""
    host, _, port = text.rpartition(":")
    for candidate in (text, host.strip("[]") if port.isdecimal() and len(port) <= 5 else ""):
        try:
            ipaddress.ip_address(candidate)
        except ValueError:
            continue
        return "%" not in candidate  # a scope may be any text
    return False
