"""Binary frames, against bytes laid out by hand from docs/protocol.md."""

from __future__ import annotations

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire import MIC_SAMPLES, MicFrame, SpeechFrame, WireError


def test_a_microphone_frame_is_laid_out_as_documented() -> None:
    pcm = np.arange(MIC_SAMPLES, dtype=np.int16) - 160
    data = MicFrame(640, pcm).encode()
    assert data[:8] == b"\x01\x02\x00\x00\x80\x02\x00\x00"
    assert data[8:10] == struct.pack("<h", -160)
    assert len(data) == 648
    back = MicFrame.decode(data)
    assert back.first == 640
    assert np.array_equal(back.pcm, pcm)


def test_a_speech_frame_is_laid_out_as_documented() -> None:
    rows = np.arange(2 * 52, dtype=np.uint8).reshape(2, 52)
    frame = SpeechFrame(7, 3, 1, 2400, True, np.array([1, -2, 3], np.int16), np.array([2400, 2880]), rows)
    data = frame.encode()
    assert struct.unpack_from("<BBHIIIIIHH", data) == (1, 1, 1, 7, 3, 1, 2400, 3, 2, 52)
    assert struct.unpack_from("<3h", data, 28) == (1, -2, 3)
    assert struct.unpack_from("<I", data, 34) == (2400,)
    assert data[38:90] == bytes(range(52))
    assert struct.unpack_from("<I", data, 90) == (2880,)
    back = SpeechFrame.decode(data)
    assert (back.utterance, back.epoch, back.sequence, back.first, back.last) == (7, 3, 1, 2400, True)
    assert np.array_equal(back.rows, rows)
    assert back.row_samples.tolist() == [2400, 2880]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "got 0 bytes"),
        (b"\x02\x02\0\0\0\0\0\0" + bytes(640), "expected version 1"),
        (b"\x01\x01\0\0\0\0\0\0" + bytes(640), "got 1, 1, 0"),
        (b"\x01\x02\0\0\0\0\0\0" + bytes(320), "is the sound 8-bit?"),
        (b"\x01\x02\0\0\0\0\0\0" + bytes(641), "got 641"),
    ],
)
def test_a_bad_microphone_frame_is_told(data: bytes, expected: str) -> None:
    with pytest.raises(WireError, match="expected") as caught:
        MicFrame.decode(data)
    assert expected in str(caught.value)


@given(st.binary(max_size=800))
def test_garbage_never_breaks_the_decoders(data: bytes) -> None:
    for decode in (MicFrame.decode, SpeechFrame.decode):
        with contextlib.suppress(WireError):  # any other exception fails the test
            decode(data)
