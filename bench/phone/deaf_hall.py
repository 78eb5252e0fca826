"""A hall with telephone lines and without models, as a process of its own: what the transport alone costs and takes.

`deaf_hall_process.py` starts it. It prints JSON lines: its ports; for each sound of a caller that is louder than `LOUD`
the time at which the session got it (`up`); for each utterance of the clerk the time at which its first sound was given
to the line (`down`): seconds of the machine's monotonic clock. Each loud sound makes the clerk say her last words
again.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np
import structlog

from asr import SegmentStarted, SpeechSegment, Transcript
from kiosk.channels.phone.speech_sender import SpeechSender
from kiosk.config import LimitSettings, PhoneSettings
from kiosk.wire import SpeechFrame
from support.connected import listening, settings_of
from support.fakes import Ledger, Voice
from support.speech_stand_in import SpeakingCitizen, SpeechStandIn

#: Amplitude of a caller's sound that is answered.
LOUD = 6_000
#: What the caller's settings say too.
PASSWORD, CARRIER_SECRET, CARRIER_URL = "bench", "bench", "wss://hall.example.gov.cn/phone/stream"
_SIP_MEDIA_PORTS = "20000-20999"
#: Seconds after a loud sound within which no further one is looked for: it is one word.
_DEAF_S = 0.5


def phone_settings(carrier: str, calls: int) -> PhoneSettings:
    """Every surface on, for `calls` calls; of the carriers one."""
    return PhoneSettings(
        audiosocket="on",
        port=0,
        chan_websocket="on",
        password=PASSWORD,
        carrier=carrier,  # type: ignore[arg-type]
        carrier_secret=CARRIER_SECRET,
        carrier_url=CARRIER_URL,
        sip="on",
        sip_port=0,
        sip_media_ports=_SIP_MEDIA_PORTS,
        calls=calls,
        calls_per_caller=10_000,
    )


def tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


class LoudnessHub(SpeechStandIn):
    """Its streams answer loudness, instead of hearing words."""

    def join(self, segmenter: Any, on_events: Any, on_fault: object) -> LoudnessStream:
        self.transcript = Transcript("什么", 0.9, 0.0, 1.0)
        self.streams.append(LoudnessStream(self, segmenter, on_events))
        return self.streams[-1]  # type: ignore[return-value]


class LoudnessStream(SpeakingCitizen):
    _deaf_until = 0.0

    def feed(self, pcm: Any) -> int:
        lost = super().feed(pcm)
        now = time.monotonic()
        if now >= self._deaf_until and len(pcm) and int(np.abs(pcm).max()) >= LOUD:
            self._deaf_until = now + _DEAF_S
            tell(up=now)
            events: list[SegmentStarted | SpeechSegment] = [SegmentStarted(self._now), self._utterance]
            self._on_events(events)  # type: ignore[arg-type]
        return lost


def time_the_line() -> None:
    """From now on it is told when the first sound of an utterance is given to a line."""
    untimed = SpeechSender.feed

    def timed(sender: SpeechSender, frame: SpeechFrame) -> None:
        if frame.first == 0 and len(frame.pcm):
            tell(down=time.monotonic())
        untimed(sender, frame)

    SpeechSender.feed = timed  # type: ignore[method-assign, assignment]


async def serve(carrier: str, calls: int, quicker: float) -> None:
    """Until the bench ends the process. `quicker`: so many times faster than a person the clerk speaks."""
    time_the_line()
    limits = replace(LimitSettings(), sessions=2 * calls + 8, connections=2 * calls + 8)
    settings = replace(settings_of(limits=limits), phone=phone_settings(carrier, calls))
    ears = LoudnessHub()
    parts: dict[str, Any] = {"store": Ledger(), "segmenter_hub": ears, "recogniser": ears}
    parts["voice"] = Voice(quicker=quicker)
    async with listening(settings, **parts) as server:
        tell(audiosocket=server.phone_port, public=server.public_port, sip=server.sip_port)
        await asyncio.get_running_loop().create_future()


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the bench's
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
