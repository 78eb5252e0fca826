"""The loudspeaker's counters, in virtual time."""

from __future__ import annotations

import numpy as np

from kiosk.client.player import Loudspeaker
from kiosk.wire import SpeechFrame

NONE = (np.zeros(0, np.int64), np.zeros((0, 52), np.uint8))


def frame(first: int, samples: int, *, utterance: int = 1, epoch: int = 0, last: bool = False) -> SpeechFrame:
    return SpeechFrame(utterance, epoch, 0, first, last, np.zeros(samples, np.int16), *NONE)


def test_it_plays_in_real_time_and_says_so_at_the_end() -> None:
    speaker = Loudspeaker()
    speaker.feed(frame(0, 24_000), 10.0)
    speaker.feed(frame(24_000, 0, last=True), 10.0)
    halfway = speaker.report(10.5)
    assert halfway is not None
    assert (halfway.heard_sample, halfway.buffered_ms, halfway.done) == (12_000, 500.0, False)
    assert speaker.report(10.6) is None  # not due yet
    end = speaker.report(11.01)
    assert end is not None
    assert (end.heard_sample, end.underruns, end.done) == (24_000, 0, True)


def test_an_underrun_stops_the_counter() -> None:
    speaker = Loudspeaker()
    speaker.feed(frame(0, 2400), 0.0)
    speaker.advance(0.5)
    assert (speaker.heard, speaker.underruns) == (2400, 1)
    speaker.feed(frame(2400, 2400, last=True), 1.0)
    speaker.advance(1.05)
    assert (speaker.heard, speaker.underruns) == (3600, 1)


def test_stop_tells_what_was_heard_and_drops_the_old_epoch() -> None:
    speaker = Loudspeaker()
    speaker.feed(frame(0, 24_000), 0.0)
    stopped = speaker.stop(1, 1, 0.25)
    assert stopped is not None
    assert (stopped.heard_sample, stopped.done) == (6000, True)
    speaker.feed(frame(24_000, 2400), 0.3)
    assert speaker.utterance is None
    speaker.feed(frame(0, 2400, utterance=2, epoch=1), 0.4)
    assert speaker.utterance == 2
