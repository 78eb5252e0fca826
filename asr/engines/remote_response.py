"""Reads the responses of a transcription server, and explains its error statuses. Sans-I/O.

The format is OpenAI's: `{"text": ...}`, and with `verbose_json` also `segments` with `avg_logprob` and `no_speech_prob`
(platform.openai.com/docs/api-reference/audio/verbose-json-object).
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from asr.errors import RemoteError

_NO_TEXT = re.compile("[\0\ud800-\udfff]")
#: The longest response (bytes).
MAX_RESPONSE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class TranscriptionResponse:
    """`logprob`: mean over the tokens, `no_speech`: 0..1; None where the server gives none."""

    text: str
    logprob: float | None = None
    no_speech: float | None = None


def read_response(body: bytes) -> TranscriptionResponse:
    """Raises `RemoteError` for a body that is not a transcript."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise RemoteError("expected JSON from the transcription server; got something else", 200) from None
    text = found.get("text") if isinstance(found, dict) else None
    if not isinstance(text, str):
        raise RemoteError('expected {"text": ...} from the transcription server; got JSON of another shape', 200)
    if _NO_TEXT.search(text):
        raise RemoteError("expected Unicode text from the transcription server; got a lone surrogate or a NUL", 200)
    segments = found.get("segments")
    segments = [s for s in segments if isinstance(s, dict)] if isinstance(segments, list) else []
    return TranscriptionResponse(
        text, _mean(segments, "avg_logprob", -100.0, 0.0), _mean(segments, "no_speech_prob", 0.0, 1.0)
    )


def explain(status: int, place: str, model: str) -> str:
    """The error message for a status, with the fix. Nothing of the body: a server may repeat the key in it."""
    says = f"the transcription server at {place} says {status}: "
    match status:
        case 401 | 403:
            return says + "it does not accept the key; set asr.remote_key"
        case 404:
            return says + f"no /audio/transcriptions, or no model {model}; set asr.remote_url, asr.remote_model"
        case 400 | 415 | 422:
            return says + f"it does not take the request; does the model {model} (asr.remote_model) transcribe speech?"
        case 413:
            return says + "the utterance is too big for it; raise its limit"
        case 429:
            return says + "too many requests; raise its quota, or lower limits.sessions"
        case _ if 300 <= status < 400:
            return says + "it sends us elsewhere; put the address it names into asr.remote_url"
        case _ if status >= 500:
            return says + "it failed; its own log tells why"
        case _:
            return says + "that is no transcript"


def _mean(segments: list[dict[str, Any]], name: str, low: float, high: float) -> float | None:
    """Over the segments, each weighted with the length of its text; None unless every segment has it."""
    total = weight = 0.0
    for segment in segments:
        value = segment.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            return None
        size = max(1, len(str(segment.get("text", ""))))
        total, weight = total + min(high, max(low, value)) * size, weight + size
    return total / weight if weight else None
