"""Media Streams: what differs between the carriers that speak Twilio's protocol, as a table.

Paths lead into the JSON of a message (`start.callSid`); the first that holds a text is taken. Written after the
carriers' public references; none of them was called (docs/phone.md says what was proven).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kiosk.wire.phone.audio import LineCoding

#: Names of codings, in lower case and without a rate behind `;`.
_LAWS = (("pcmu", LineCoding.MU_LAW), ("pcma", LineCoding.A_LAW))
_TYPES = (
    ("audio/x-mulaw", LineCoding.MU_LAW),
    ("audio/x-alaw", LineCoding.A_LAW),
    ("audio/x-l16", LineCoding.LINEAR),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One carrier. `audio_event`, `clear_event`, `mark_event`: what we send; `played_event`: what answers a mark.

    `stream_key`: the name of the stream's id in what we send. `checks`: how a connection proves that it is the
    carrier's. `default`: the coding where the start names none that is known; None: such a call is refused.
    """

    name: str
    stream_key: str
    stream: tuple[str, ...]
    call: tuple[str, ...]
    caller: tuple[str, ...]
    called: tuple[str, ...]
    media_format: str
    encoding: str
    sample_rate: str
    checks: Literal["twilio", "plivo", "token"]
    audio_event: str = "media"
    clear_event: str = "clear"
    mark_event: str = "mark"
    played_event: str = "mark"
    mark_name: str = "mark.name"
    codings: tuple[tuple[str, LineCoding], ...] = _TYPES
    default: LineCoding | None = LineCoding.MU_LAW
    described: bool = False  # each frame sent names its coding and rate
    frames: int = 1  # of 20 ms in each message


_PARAMETERS = "start.customParameters"
TWILIO = Dialect(
    "twilio", "streamSid", ("start.streamSid", "streamSid"), ("start.callSid",), (f"{_PARAMETERS}.caller",),
    (f"{_PARAMETERS}.called",), "start.mediaFormat", "encoding", "sampleRate", "twilio",
)  # fmt: skip
SIGNALWIRE = Dialect(
    "signalwire", "streamSid", ("start.streamSid", "streamSid"), ("start.callSid",), (f"{_PARAMETERS}.caller",),
    (f"{_PARAMETERS}.called",), "start.mediaFormat", "encoding", "sampleRate", "twilio",
)  # fmt: skip
TELNYX = Dialect(
    "telnyx", "stream_id", ("stream_id", "start.stream_id"), ("start.call_control_id", "stream_id"), ("start.from",),
    ("start.to",), "start.media_format", "encoding", "sample_rate", "token", codings=_LAWS, default=None,
)  # fmt: skip
EXOTEL = Dialect(
    "exotel", "stream_sid", ("start.stream_sid", "stream_sid"), ("start.call_sid",), ("start.from",), ("start.to",),
    "start.media_format", "encoding", "sample_rate", "token", codings=(), default=LineCoding.LINEAR, frames=5,
)  # fmt: skip
PLIVO = Dialect(
    "plivo", "streamId", ("start.streamId", "streamId"), ("start.callId",), (), (), "start.mediaFormat", "encoding",
    "sampleRate", "plivo", audio_event="playAudio", clear_event="clearAudio", mark_event="checkpoint",
    played_event="playedStream", mark_name="name", described=True, default=None,
)  # fmt: skip

DIALECTS = {dialect.name: dialect for dialect in (TWILIO, TELNYX, EXOTEL, SIGNALWIRE, PLIVO)}


def value_at(message: dict[str, Any], path: str) -> Any:
    """What stands at a path such as `start.callSid`; None: nothing."""
    found: Any = message
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def set_value(message: dict[str, Any], path: str, value: Any) -> None:
    """Put `value` at a path; what is missing on the way is made."""
    *parents, last = path.split(".")
    for key in parents:
        message = message.setdefault(key, {})
    message[last] = value
