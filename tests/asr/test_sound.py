"""Audio files of any make, and resampling."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr import RATE, SoundError, load_wav, resample
from asr.sound import StreamResampler


def tone(rate: int, seconds: float = 1.0, hertz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "ULAW"])
def test_any_rate_and_width_becomes_16_khz(tmp_path: Path, rate: int, subtype: str) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(rate), rate, subtype=subtype)
    pcm = load_wav(path)
    assert pcm.dtype == np.int16
    assert abs(len(pcm) - 16000) <= 40
    spectrum = np.abs(np.fft.rfft(pcm[1000:15000].astype(float) * np.hanning(14000)))
    assert np.argmax(spectrum) * 16000 / 14000 == pytest.approx(440, abs=2)
    assert np.std(pcm) == pytest.approx(0.5 / np.sqrt(2) * 32768, rel=0.05)


def test_channels_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([tone(16000), np.zeros(16000)], axis=1), 16000)
    assert np.abs(load_wav(path)).max() == pytest.approx(0.25 * 32768, rel=0.01)


def test_full_scale_does_not_wrap_around(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full(1600, 1.0), 16000, subtype="FLOAT")
    assert load_wav(path).min() == 32767


def test_nothing_is_imaged_above_the_old_band() -> None:
    up = resample((tone(8000, hertz=3000) * 32767).astype(np.int16), 8000, 16000)
    spectrum = np.abs(np.fft.rfft(up[1000:15000].astype(float) * np.hanning(14000)))
    bins = np.fft.rfftfreq(14000, 1 / 16000)
    assert spectrum[bins > 4300].max() < spectrum.max() * 1e-3


def test_an_empty_sound_stays_empty() -> None:
    assert len(resample(np.zeros(0, np.int16), 8000, 16000)) == 0


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("hello")
    soundfile.write(tmp_path / "nan.wav", np.full(100, np.nan), 16000, subtype="FLOAT")
    for name in ("none.wav", "text.wav", "nan.wav"):
        with pytest.raises(SoundError):
            load_wav(tmp_path / name)
    with pytest.raises(SoundError):
        resample(np.zeros(10, np.int16), 0, 16000)
    with pytest.raises(SoundError):
        resample(np.zeros((10, 2), np.int16), 8000, 16000)


@pytest.mark.parametrize("source", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_pieces_of_any_size_make_the_same_sound_as_the_whole(source: int) -> None:
    rng = np.random.default_rng(5)
    whole = (np.sin(np.arange(source) * 2 * np.pi * 440 / source) * 9000).astype(np.int16)
    stream = StreamResampler(source)
    parts, at = [], 0
    while at < len(whole):
        size = int(rng.integers(0, 700))
        parts.append(stream.feed(whole[at : at + size]))
        at += size
    parts.append(stream.flush())
    assert np.array_equal(np.concatenate(parts), resample(whole, source, RATE))


def test_a_stream_does_not_lag() -> None:
    stream = StreamResampler(24_000)
    out = sum(len(stream.feed(np.zeros(480, np.int16))) for _ in range(100))
    assert 32_000 - 32 <= out <= 32_000


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc")
def test_streams_start_no_threads_of_their_own() -> None:
    def threads() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    before = threads()
    streams = [StreamResampler(24_000) for _ in range(20)]
    for stream in streams:
        stream.feed(np.zeros(2400, np.int16))
    assert threads() == before
