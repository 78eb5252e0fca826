"""Keys that come as SIP INFO: `application/dtmf-relay` (a line Signal=5) or `application/dtmf` (the key alone)."""

from __future__ import annotations

import re

from kiosk.wire.phone.events import DIGITS
from kiosk.wire.phone.sip.messages import SipRequest

_SIGNAL = re.compile(r"(?im)^\s*signal\s*=\s*(\S+)\s*$")
#: How some peers write the two keys that are no digits.
_NUMBERED = {"10": "*", "11": "#"}


def digit_of(info: SipRequest) -> str:
    """One of `DIGITS`; "" for an INFO that is no key."""
    kind = info.headers.get("content-type").partition(";")[0].strip().lower()
    text = info.body[:512].decode("ascii", "replace")
    if kind == "application/dtmf-relay":
        found = _SIGNAL.search(text)
        signal = found[1] if found else ""
    elif kind == "application/dtmf":
        signal = text.strip()
    else:
        return ""
    signal = _NUMBERED.get(signal, signal)
    return signal if len(signal) == 1 and signal in DIGITS else ""
