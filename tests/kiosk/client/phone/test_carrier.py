"""The simulated carrier speaks each dialect as our codec reads it, and plays, marks and clears as the carrier does."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from kiosk.client.phone.carrier import CarrierGateway
from kiosk.wire.phone.dialects import DIALECTS, EXOTEL, PLIVO, TELNYX, TWILIO, Dialect
from kiosk.wire.phone.events import CallerAudio, CallerHungUp, CallStarted, DigitPressed, MarkPlayed, PhoneEvent
from kiosk.wire.phone.media_streams import MediaStreamsCodec

LOUD = np.full(160, 4_000, np.int16)


class Pair:
    """A carrier and our codec, which exchange what they have."""

    def __init__(self, dialect: Dialect) -> None:
        self.carrier = CarrierGateway(dialect, "CA9", caller="+8613800138000")
        self.codec = MediaStreamsCodec(dialect)
        self.carrier.start()

    def told(self) -> list[PhoneEvent]:
        return [event for frame in self.carrier.to_send() for event in self.codec.feed(frame)]

    def send(self, frames: list[Any]) -> None:
        for frame in frames:
            self.carrier.feed(frame)

    def played(self, ticks: int) -> int:
        return sum(bool(np.abs(pcm).mean() > 100) for _ in range(ticks) for pcm in self.carrier.tick(None))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=str)
def test_a_call_in_each_dialect(dialect: Dialect) -> None:
    pair = Pair(dialect)
    number = "+8613800138000" if dialect.caller else ""
    assert pair.told() == [CallStarted("CA9", number)]
    pair.carrier.tick(LOUD)
    pair.carrier.press("5")
    sound, digit = pair.told()
    assert isinstance(sound, CallerAudio)
    assert np.abs(sound.pcm - LOUD).max() <= 128
    assert digit == DigitPressed("5")
    for _ in range(dialect.frames):
        pair.send(pair.codec.audio(LOUD))
    pair.send(pair.codec.mark("m1"))
    assert pair.played(dialect.frames) == dialect.frames
    assert pair.told() == []
    assert pair.played(1) == 0
    assert pair.told() == [MarkPlayed("m1")]
    pair.carrier.hang_up()
    assert pair.told() == [CallerHungUp()]
    assert pair.carrier.refused == []


@pytest.mark.parametrize(("dialect", "told"), [(TWILIO, [MarkPlayed("m1")]), (TELNYX, []), (PLIVO, [])], ids=str)
def test_a_clear_drops_the_sound_and_twilio_sends_its_marks_back(dialect: Dialect, told: list[PhoneEvent]) -> None:
    pair = Pair(dialect)
    pair.told()
    pair.send([*pair.codec.audio(LOUD), *pair.codec.mark("m1"), *pair.codec.clear()])
    assert pair.told() == told
    assert pair.played(3) == 0
    assert pair.carrier.clears == 1


def test_what_it_would_drop() -> None:
    carrier = CarrierGateway(EXOTEL, "CA9")
    media = {"event": "media", "stream_sid": "stream-CA9", "media": {"payload": "AAAA"}}
    for message in (media, media | {"stream_sid": "other"}, media | {"event": "dance"}, "nonsense"):
        carrier.feed(json.dumps(message))
    assert carrier.refused == [
        "no multiple of 320 bytes",
        "no message of this stream",
        "unknown event",
        "no message of this stream",
    ]
