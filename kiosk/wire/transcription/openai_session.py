"""The configuration of a Realtime transcription session, as `session.update` sets it and the server describes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kiosk.wire.codec import WireError

#: Hz. OpenAI's own server takes 24000 only.
RATES = (8000, 16_000, 24_000, 48_000)
_LEAST_SILENCE_MS, _MOST_SILENCE_MS = 200, 3000
_PADDING_MS = 300


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """`silence_ms`: silence that ends an utterance; None where the client commits its buffer itself."""

    model: str
    silence_ms: int | None
    rate: int = 24_000

    def described(self) -> dict[str, Any]:
        turns = {
            "type": "server_vad",
            "threshold": 0.5,
            "prefix_padding_ms": _PADDING_MS,
            "silence_duration_ms": self.silence_ms,
        }
        return {
            "type": "transcription",
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": self.rate},
                    "noise_reduction": None,
                    "transcription": {"model": self.model, "language": "zh"},
                    "turn_detection": None if self.silence_ms is None else turns,
                }
            },
            "include": [],
        }


def updated(config: SessionConfig, session: object) -> SessionConfig:
    """With what `session.update` asks for. Fields that are absent stay as they are.

    Raises WireError for what this server cannot do. `transcription.model`, `prompt`, `noise_reduction`, `include`,
    `threshold` and `prefix_padding_ms` are ignored: the answer says what is in force.
    """
    wanted = _object(session, "session")
    if wanted.get("type", "transcription") != "transcription":
        raise WireError("unsupported_session", "this server transcribes only: expected session.type transcription")
    sound = _object(_object(wanted.get("audio", {}), "session.audio").get("input", {}), "session.audio.input")
    if sound.get("format") is not None:
        config = replace(config, rate=_rate(_object(sound["format"], "session.audio.input.format")))
    if sound.get("transcription") is not None:
        _check_language(_object(sound["transcription"], "session.audio.input.transcription"))
    if "turn_detection" in sound:
        config = replace(config, silence_ms=_silence(sound["turn_detection"], config))
    return config


def _rate(wanted: dict[str, Any]) -> int:
    rate = wanted.get("rate", 24_000)
    if wanted.get("type", "audio/pcm") != "audio/pcm" or rate not in RATES or isinstance(rate, bool):
        raise WireError("unsupported_format", f"expected audio/pcm at one of {', '.join(map(str, RATES))} Hz")
    return int(rate)


def _check_language(wanted: dict[str, Any]) -> None:
    language = wanted.get("language")
    if language is not None and not (isinstance(language, str) and language.lower().split("-")[0] in ("zh", "cmn")):
        raise WireError("unsupported_language", "this server understands Mandarin only: expected language zh")


def _silence(wanted: object, config: SessionConfig) -> int | None:
    if wanted is None:
        return None
    turns = _object(wanted, "session.audio.input.turn_detection")
    if turns.get("type", "server_vad") != "server_vad":
        raise WireError("unsupported_turn_detection", "expected turn_detection server_vad or null")
    silence = turns.get("silence_duration_ms")
    if silence is None:
        return config.silence_ms or 500
    if not isinstance(silence, int) or isinstance(silence, bool):
        raise WireError("bad_message", "expected a whole number in silence_duration_ms")
    if not _LEAST_SILENCE_MS <= silence <= _MOST_SILENCE_MS:
        limits = f"{_LEAST_SILENCE_MS} to {_MOST_SILENCE_MS}"
        raise WireError("bad_message", f"expected silence_duration_ms from {limits}; got {silence}")
    return silence


def _object(value: object, name: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise WireError("bad_message", f"expected an object in {name}")
