"""Speech cut into frames of a line: nothing lost, nothing of what was stopped, and how far each frame reaches."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.channels.phone.playout import Playout, PlayoutProgress
from kiosk.wire import SpeechFrame
from kiosk.wire.phone.events import Pcm

NO_ROWS = np.zeros(0, np.int64), np.zeros((0, 0), np.uint8)


def speech(utterance: int, pcm: Pcm, *, first: int = 0, last: bool = False, epoch: int = 0) -> SpeechFrame:
    return SpeechFrame(utterance, epoch, 0, first, last, pcm, *NO_ROWS)


def tone(seconds: float) -> Pcm:
    at = np.arange(round(seconds * 24_000)) / 24_000
    return np.rint(8_000 * np.sin(2 * np.pi * 400 * at)).astype(np.int16)


def utter(playout: Playout, pcm: Pcm, *, utterance: int = 1, epoch: int = 0) -> None:
    for first in range(0, len(pcm), 2400):
        playout.feed(speech(utterance, pcm[first : first + 2400], first=first, epoch=epoch))
    playout.feed(speech(utterance, np.zeros(0, np.int16), first=len(pcm), last=True, epoch=epoch))


def drain(playout: Playout) -> tuple[Pcm, list[PlayoutProgress]]:
    frames, reached = list[Pcm](), list[PlayoutProgress]()
    while (taken := playout.take()) is not None:
        frames.append(taken[0])
        reached += taken[1]
    return np.concatenate(frames), reached


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 48_000])
def test_all_of_it_comes_out_and_the_end_is_told_once(rate: int) -> None:
    playout, sound = Playout(rate), tone(0.73)
    utter(playout, sound)
    out, reached = drain(playout)
    assert len(out) % (rate // 50) == 0
    assert len(sound) * rate / 24_000 <= len(out) <= len(sound) * rate / 24_000 + rate // 25
    assert 4_000 < np.abs(out).mean() < 6_000, "a sine of 8,000 has a mean of 5,093"
    assert [each.heard_sample for each in reached] == sorted(each.heard_sample for each in reached)
    assert [each.done for each in reached].count(True) == 1
    assert reached[-1] == PlayoutProgress(1, len(sound), True)


def test_the_resampler_keeps_its_state_between_frames() -> None:
    """A tone has no energy anywhere else: what a resampler that starts anew with each frame would click."""
    playout = Playout(8_000)
    utter(playout, tone(1.0))
    out, _ = drain(playout)
    spectrum = np.abs(np.fft.rfft(out[800:7_200] * np.hanning(6_400))) ** 2
    peak = int(spectrum.argmax())
    rest = spectrum.sum() - spectrum[peak - 3 : peak + 4].sum()
    assert 10 * np.log10(rest / spectrum.sum()) < -60


def test_what_is_stopped_is_silent_at_once() -> None:
    playout = Playout(8_000)
    utter(playout, tone(1.0))
    playout.take()
    playout.stop(1)
    assert playout.idle
    utter(playout, tone(0.1))  # frames of the old epoch that were on their way
    assert playout.take() is None
    utter(playout, tone(0.1), utterance=2, epoch=1)
    _, reached = drain(playout)
    assert {each.utterance for each in reached} == {2}


def test_two_utterances_share_no_frame_progress() -> None:
    playout = Playout(8_000)
    utter(playout, tone(0.05))
    utter(playout, tone(0.05), utterance=2)
    _, reached = drain(playout)
    assert [each.utterance for each in reached if each.done] == [1, 2]


def test_the_line_turns_out_to_be_wider() -> None:
    playout, sound = Playout(8_000), tone(1.0)
    utter(playout, sound)
    playout.take()
    playout.set_rate(16_000)
    out, reached = drain(playout)
    assert len(out) / 16_000 == pytest.approx(0.98, abs=0.03)
    assert reached[-1] == PlayoutProgress(1, len(sound), True)
