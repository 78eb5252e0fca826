"""Which conversation and kiosk a call is for: sent along as correlation ids, so that both sides' logs can be joined.

`traceparent` is as W3C Trace Context writes it. Its trace id is the conversation's id, where that is 32 hex digits (a
hall's are), else the first 32 of the id's SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote

_TRACE = re.compile(r"(?!0{32})[0-9a-f]{32}")
#: Characters of the longest name in a header.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class CallOrigin:
    """`kiosk`: the client's name, as the record's `device`."""

    conversation: str = ""
    kiosk: str = ""


_ORIGIN: ContextVar[CallOrigin] = ContextVar("call_origin", default=CallOrigin())  # noqa: B039 -- frozen


@contextmanager
def calls_from(conversation: str, kiosk: str) -> Iterator[None]:
    """Calls of the back end that begin inside, and those of tasks that are made inside, are for this conversation."""
    before = _ORIGIN.set(CallOrigin(conversation, kiosk))
    try:
        yield
    finally:
        _ORIGIN.reset(before)


def correlation_headers() -> dict[str, str]:
    """Of one request: `traceparent`, and what is known of `X-Conversation-Id` and `X-Kiosk-Id`, in ASCII."""
    origin = _ORIGIN.get()
    headers = {"traceparent": f"00-{_trace(origin.conversation)}-{secrets.token_hex(8)}-01"}
    if origin.conversation:
        headers["X-Conversation-Id"] = quote(origin.conversation, safe=":/")[:_LONGEST]
    if origin.kiosk:
        headers["X-Kiosk-Id"] = quote(origin.kiosk, safe=":/")[:_LONGEST]
    return headers


def _trace(conversation: str) -> str:
    if not conversation:
        return secrets.token_hex(16)
    known = _TRACE.fullmatch(conversation)
    return conversation if known else hashlib.sha256(conversation.encode()).hexdigest()[:32]
