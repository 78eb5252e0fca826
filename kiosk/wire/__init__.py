"""`kiosk.v1`, the wire between a kiosk page and the hall (docs/protocol.md): messages, media, sans-I/O protocol."""

from kiosk.wire.codec import WireError, decode_down, decode_up, encode, schema
from kiosk.wire.media import MIC_SAMPLES, MicFrame, SpeechFrame
from kiosk.wire.protocol import Protocol, ProtocolState

__all__ = [
    "MIC_SAMPLES",
    "MicFrame",
    "Protocol",
    "ProtocolState",
    "SpeechFrame",
    "WireError",
    "decode_down",
    "decode_up",
    "encode",
    "schema",
]
